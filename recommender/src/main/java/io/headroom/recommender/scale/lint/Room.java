package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.size.PodShape;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What each node has left beside the requests of the pods on it. Nodes that are not Ready or take
 * no pods have nothing. Taints and affinities are not known here: what is said to fit may not.
 * Immutable once made.
 */
public final class Room {
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final Map<String, Left> nodes;

    private Room(Map<String, Left> nodes) {
        this.nodes = nodes;
    }

    /**
     * What a node has left.
     *
     * @param zone null where its labels name none
     */
    record Left(@Nullable String zone, boolean usable, long millicores, long bytes) {

        private Left minus(Size size) {
            return new Left(zone, usable, millicores - size.millicores(), bytes - size.bytes());
        }

        private Left plus(Size size) {
            return new Left(zone, usable, millicores + size.millicores(), bytes + size.bytes());
        }

        long holds(Size pod) {
            return usable
                    ? Math.max(
                            0,
                            Math.min(
                                    times(millicores, pod.millicores()), times(bytes, pod.bytes())))
                    : 0;
        }

        private static long times(long left, long each) {
            return each == 0 ? Long.MAX_VALUE : left / each;
        }
    }

    /** What a pod takes of a node. */
    record Size(long millicores, long bytes) {

        /** As the scheduler counts, overhead included. */
        static Size of(PodShape shape) {
            return of(shape.requests(ContainerSpec::requests));
        }

        static Size of(Resources requests) {
            Cpu cpu = requests.cpu();
            Memory memory = requests.memory();
            return new Size(
                    cpu == null ? 0 : cpu.millicores(), memory == null ? 0 : memory.bytes());
        }

        private Size plus(Size other) {
            return new Size(millicores + other.millicores, bytes + other.bytes);
        }

        boolean isNothing() {
            return millicores == 0 && bytes == 0;
        }
    }

    /** The room that the pods leave on the nodes. */
    public static Room of(Collection<NodeState> nodes, Collection<PodState> pods) {
        Map<String, Left> left = new HashMap<>();
        for (NodeState node : nodes) {
            Size whole = Size.of(node.allocatable());
            left.put(
                    node.name(),
                    new Left(
                            node.labels().get(ZONE),
                            node.ready() && !node.unschedulable(),
                            whole.millicores(),
                            whole.bytes()));
        }
        for (PodState pod : pods) {
            String node = pod.node();
            if (node != null && occupies(pod)) {
                left.computeIfPresent(node, (_, room) -> room.minus(Size.of(PodShape.of(pod))));
            }
        }
        return new Room(left);
    }

    /** Whether it has not come to its end, and so takes what it requests. */
    public static boolean occupies(PodState pod) {
        return !pod.phase().equals("Succeeded") && !pod.phase().equals("Failed");
    }

    boolean isKnown() {
        return !nodes.isEmpty();
    }

    int nodes() {
        return nodes.size();
    }

    /** How many different zones the nodes name. */
    long zones() {
        return nodes.values().stream()
                .map(Left::zone)
                .filter(zone -> zone != null)
                .distinct()
                .count();
    }

    /** The zone of a node; null where it names none, or is not known. */
    @Nullable String zone(String node) {
        Left left = nodes.get(node);
        return left == null ? null : left.zone();
    }

    /** How many more pods of this size fit on the nodes that are wanted. */
    long holds(Size pod, Predicate<String> wanted) {
        long sum = 0;
        for (Map.Entry<String, Left> node : nodes.entrySet()) {
            if (wanted.test(node.getKey())) {
                sum = sum(sum, node.getValue().holds(pod));
            }
        }
        return sum;
    }

    /** How many pods of this size fit where some are gone. */
    long holdsInPlaceOf(Collection<PodState> gone, Size pod) {
        Map<String, Size> taken = new HashMap<>();
        for (PodState each : gone) {
            String node = each.node();
            if (node != null) {
                taken.merge(node, Size.of(PodShape.of(each)), Size::plus);
            }
        }
        long sum = 0;
        for (Map.Entry<String, Left> node : nodes.entrySet()) {
            Size freed = taken.get(node.getKey());
            Left left = node.getValue();
            sum = sum(sum, (freed == null ? left : left.plus(freed)).holds(pod));
        }
        return sum;
    }

    /** No pod is made more often than a number of replicas can say. */
    private static long sum(long one, long other) {
        return Math.min(Integer.MAX_VALUE, one + Math.min(Integer.MAX_VALUE, other));
    }

    @Override
    public String toString() {
        return "Room" + new TreeMap<>(nodes);
    }
}
