package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The most that a pod may request as a whole when it is resized in place. The API server asks the
 * pod's own node for that, whatever else is on it: it may be no more than what the node can
 * allocate. What other pods leave of that is for the kubelet, which lets a resize wait.
 *
 * @param cpu in millicores
 * @param memory in bytes
 */
record Place(long cpu, long memory) {
    /** Of a pod that has no node yet, of which nobody is asked. */
    static final Place ANY = new Place(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Where no resize is let in at all. */
    static final Place NONE = new Place(-1, -1);

    /**
     * That of a pod.
     *
     * @param has what it has
     * @param nodes what each node can allocate, by name; empty where none is known
     */
    static Place of(PodState pod, Grant has, Map<String, Resources> nodes) {
        String name = pod.node();
        if (name == null) {
            return ANY;
        }
        Resources node = nodes.get(name);
        if (node == null) {
            // of a node that is not there the API server lets no pod be resized
            return nodes.isEmpty() ? of(has) : NONE;
        }
        return new Place(units(node.cpu()), units(node.memory()));
    }

    /** Of a pod of whose node is known no more than that it holds the pod. */
    static Place of(Grant has) {
        return new Place(has.perPod(Counted.REQUESTS_CPU), has.perPod(Counted.REQUESTS_MEMORY));
    }

    boolean holds(Grant then) {
        return then.perPod(Counted.REQUESTS_CPU) <= cpu
                && then.perPod(Counted.REQUESTS_MEMORY) <= memory;
    }

    /** What both hold. */
    Place and(Place other) {
        return new Place(Math.min(cpu, other.cpu), Math.min(memory, other.memory));
    }

    private static long units(@Nullable Quantity<?> amount) {
        return amount == null ? 0 : amount.units();
    }
}
