package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.admission.PodAmounts;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each node has left beside the pods on it: of what they request, and of how many it takes,
 * where it says so. Nodes that are not Ready or take no pods have nothing. Taints and affinities
 * are not known here: what is said to fit may not. Thread-safe.
 */
public final class Room {
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** Beyond any node, and such that sums of it do not turn round. */
    private static final long MOST = 1L << 50;

    private final Map<String, Left> nodes;
    private final long zones;

    /** What the pods take that are started elsewhere when a node is lost, by node. */
    private final Map<String, Size> moving;

    private final Map<String, Size> movingByZone = new HashMap<>();
    private final Map<String, Size> leftByZone = new HashMap<>();
    private final Size left;

    /** Those that were asked for: many pods are of one size, and many nodes are looked at. */
    private final Map<Size, Fits> fits = new ConcurrentHashMap<>();

    private Room(Map<String, Left> nodes, Map<String, Size> moving) {
        this.nodes = nodes;
        this.moving = moving;
        Size sum = Size.NOTHING;
        for (Map.Entry<String, Left> node : nodes.entrySet()) {
            Size own = node.getValue().size();
            sum = sum.plus(own);
            String zone = node.getValue().zone();
            if (zone != null) {
                leftByZone.merge(zone, own, Size::plus);
                movingByZone.merge(
                        zone, moving.getOrDefault(node.getKey(), Size.NOTHING), Size::plus);
            }
        }
        left = sum;
        zones =
                nodes.values().stream()
                        .map(Left::zone)
                        .flatMap(Stream::ofNullable)
                        .distinct()
                        .count();
    }

    /**
     * What a node has left.
     *
     * @param zone null where its labels name none
     * @param pods how many more it takes; very many where it does not say
     */
    record Left(@Nullable String zone, boolean usable, long millicores, long bytes, long pods) {

        private Left minus(Size size) {
            return new Left(
                    zone,
                    usable,
                    millicores - size.millicores(),
                    bytes - size.bytes(),
                    pods - size.pods());
        }

        private Left plus(Size size) {
            return new Left(
                    zone,
                    usable,
                    millicores + size.millicores(),
                    bytes + size.bytes(),
                    pods + size.pods());
        }

        /** For more pods. */
        private Size size() {
            return usable
                    ? new Size(Math.max(0, millicores), Math.max(0, bytes), Math.max(0, pods))
                    : Size.NOTHING;
        }

        long holds(Size pod) {
            return usable
                    ? Math.max(
                            0,
                            Math.min(
                                    pods / pod.pods(),
                                    Math.min(
                                            times(millicores, pod.millicores()),
                                            times(bytes, pod.bytes()))))
                    : 0;
        }

        private static long times(long left, long each) {
            return each == 0 ? Long.MAX_VALUE : left / each;
        }
    }

    /**
     * What pods take of a node.
     *
     * @param pods how many they are
     */
    record Size(long millicores, long bytes, long pods) {
        static final Size NOTHING = new Size(0, 0, 0);

        /** One pod, as the scheduler counts, overhead included. */
        static Size of(Resources requests) {
            Cpu cpu = requests.cpu();
            Memory memory = requests.memory();
            return new Size(
                    cpu == null ? 0 : Math.min(cpu.millicores(), MOST),
                    memory == null ? 0 : Math.min(memory.bytes(), MOST),
                    1);
        }

        private Size plus(Size other) {
            return new Size(millicores + other.millicores, bytes + other.bytes, pods + other.pods);
        }

        private Size minus(Size other) {
            return new Size(
                    Math.max(0, millicores - other.millicores),
                    Math.max(0, bytes - other.bytes),
                    Math.max(0, pods - other.pods));
        }

        boolean isNothing() {
            return equals(NOTHING);
        }

        /** As much of it as is of what another one takes. */
        Size of(Size other) {
            return new Size(
                    other.millicores == 0 ? 0 : millicores, other.bytes == 0 ? 0 : bytes, pods);
        }

        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            if (millicores > 0) {
                parts.add(new Cpu(millicores) + " of CPU");
            }
            if (bytes > 0) {
                parts.add(new Memory(bytes).humanized() + " of memory");
            }
            if (pods > 0) {
                parts.add("places for " + pods + (pods == 1 ? " pod" : " pods"));
            }
            return String.join(" and ", parts);
        }
    }

    /** The room that the pods leave on the nodes. */
    public static Room of(Collection<NodeState> nodes, Collection<PodState> pods) {
        Map<String, Left> left = new HashMap<>();
        for (NodeState node : nodes) {
            Size whole = Size.of(node.allocatable());
            Long most = node.pods();
            left.put(
                    node.name(),
                    new Left(
                            node.labels().get(ZONE),
                            node.ready() && !node.unschedulable(),
                            whole.millicores(),
                            whole.bytes(),
                            most == null ? MOST : Math.min(most, MOST)));
        }
        for (PodState pod : pods) {
            String node = pod.node();
            if (node != null && occupies(pod)) {
                left.computeIfPresent(node, (_, room) -> room.minus(Size.of(takenBy(pod))));
            }
        }
        return new Room(left, moving(pods));
    }

    /** What runs on each node, and what nobody starts anew, goes with its node. */
    private static Map<String, Size> moving(Collection<PodState> pods) {
        Map<String, Size> moving = new HashMap<>();
        for (PodState pod : pods) {
            String kind = pod.workload().qualifiedKind();
            String node = pod.node();
            if (node != null
                    && occupies(pod)
                    && !kind.equals("DaemonSet.apps")
                    && !kind.equals("Pod")) {
                moving.merge(node, Size.of(takenBy(pod)), Size::plus);
            }
        }
        return moving;
    }

    /** What the pods of a zone, of all workloads, take beyond what the other zones have left. */
    Size lackingWithoutZone(String zone) {
        return lacking(
                movingByZone.getOrDefault(zone, Size.NOTHING),
                leftByZone.getOrDefault(zone, Size.NOTHING));
    }

    /** The same of a node. */
    Size lackingWithoutNode(String node) {
        Left own = nodes.get(node);
        return lacking(
                moving.getOrDefault(node, Size.NOTHING), own == null ? Size.NOTHING : own.size());
    }

    private Size lacking(Size moved, Size gone) {
        return moved.minus(left.minus(gone));
    }

    /** Whether it has not come to its end, and so takes what it requests. */
    public static boolean occupies(PodState pod) {
        return !pod.phase().equals("Succeeded") && !pod.phase().equals("Failed");
    }

    /**
     * What a pod takes of its node, as the scheduler counts it: what it requests as a whole goes
     * before what its containers do, and of a resize under way the larger size counts.
     */
    public static Resources takenBy(PodState pod) {
        PodTerms terms = pod.terms();
        if (terms == null || isSumOfContainers(terms)) {
            // nearly all pods, of which there are very many
            return PodShape.of(pod).requests(ContainerSpec::requests);
        }
        return requests(terms);
    }

    /**
     * What the next pod of a workload will take, likewise.
     *
     * @param terms of it
     * @param containers what it takes if it requests nothing as a whole
     */
    public static Resources takenByNext(PodTerms terms, Resources containers) {
        return terms.asksAsAWhole() ? requests(terms) : containers;
    }

    private static Resources requests(PodTerms terms) {
        Map<String, BigDecimal> requests = PodAmounts.requests(terms);
        return new Resources(
                new Cpu(units(requests.get("cpu"), 3)),
                new Memory(units(requests.get("memory"), 0)));
    }

    private static boolean isSumOfContainers(PodTerms terms) {
        return !terms.asksAsAWhole()
                && terms.containers().stream().allMatch(each -> each.given().isEmpty());
    }

    private static long units(@Nullable BigDecimal amount, int digits) {
        return amount == null
                ? 0
                : amount.movePointRight(digits)
                        .setScale(0, RoundingMode.CEILING)
                        .min(BigDecimal.valueOf(MOST))
                        .longValueExact();
    }

    boolean isKnown() {
        return !nodes.isEmpty();
    }

    int nodes() {
        return nodes.size();
    }

    /** How many different zones the nodes name. */
    long zones() {
        return zones;
    }

    /** The zone of a node; null where it names none, or is not known. */
    @Nullable String zone(String node) {
        Left left = nodes.get(node);
        return left == null ? null : left.zone();
    }

    /** How many more pods of this size fit. */
    Fits fits(Size pod) {
        return fits.computeIfAbsent(pod, this::counted);
    }

    private Fits counted(Size pod) {
        long all = 0;
        Map<String, Long> byZone = new HashMap<>();
        for (Left node : nodes.values()) {
            long held = held(node, pod);
            all += held;
            if (node.zone() != null) {
                byZone.merge(node.zone(), held, Long::sum);
            }
        }
        return new Fits(pod, all, byZone);
    }

    /** How many more pods of a size fit, and what of that is lost with a part of the nodes. */
    final class Fits {
        private final Size pod;
        private final long all;
        private final Map<String, Long> byZone;

        private Fits(Size pod, long all, Map<String, Long> byZone) {
            this.pod = pod;
            this.all = all;
            this.byZone = byZone;
        }

        long all() {
            return all;
        }

        long withoutZone(String zone) {
            return all - byZone.getOrDefault(zone, 0L);
        }

        long withoutNode(String node) {
            Left left = nodes.get(node);
            return left == null ? all : all - held(left, pod);
        }
    }

    /** No more than a number of replicas can say. */
    private static long held(Left node, Size pod) {
        return Math.min(Integer.MAX_VALUE, node.holds(pod));
    }

    /** How many pods of this size fit where some are gone. */
    long holdsInPlaceOf(Collection<PodState> gone, Size pod) {
        Map<String, Size> taken = new HashMap<>();
        for (PodState each : gone) {
            String node = each.node();
            if (node != null) {
                taken.merge(node, Size.of(takenBy(each)), Size::plus);
            }
        }
        long sum = fits(pod).all();
        for (Map.Entry<String, Size> freed : taken.entrySet()) {
            Left left = nodes.get(freed.getKey());
            if (left != null) {
                sum += held(left.plus(freed.getValue()), pod) - held(left, pod);
            }
        }
        return sum;
    }

    @Override
    public String toString() {
        return "Room" + new TreeMap<>(nodes);
    }
}
