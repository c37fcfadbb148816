package io.headroom.recommender.size;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a cluster can hold: a pod that fits on none of them would never run. It is
 * fitted to the node that leaves it the largest share of what it needs.
 */
public final class NodeSizes implements Clamp {
    /** Nothing is known of any node, so nothing is too large. */
    public static final NodeSizes UNKNOWN = new NodeSizes(List.of());

    private static final Comparator<Resources> ORDER =
            Comparator.comparing((Resources node) -> Part.CPU.orZero(node))
                    .thenComparing(Part.MEMORY::orZero);

    private final List<Resources> allocatable;

    private NodeSizes(List<Resources> allocatable) {
        this.allocatable = allocatable;
    }

    /**
     * The distinct sizes among the nodes.
     *
     * @param allocatable of each node; those that do not say both resources are left out
     */
    public static NodeSizes of(Collection<Resources> allocatable) {
        return new NodeSizes(
                allocatable.stream()
                        .filter(node -> node.cpu() != null && node.memory() != null)
                        .distinct()
                        .sorted(ORDER)
                        .toList());
    }

    @Override
    public List<ContainerRecommendation> apply(List<ContainerRecommendation> containers) {
        return apply(containers, PodShape.UNKNOWN);
    }

    /** The clamp for pods of this shape: init containers and overhead need their room too. */
    public Clamp holding(PodShape shape) {
        return containers -> apply(containers, shape);
    }

    private List<ContainerRecommendation> apply(
            List<ContainerRecommendation> containers, PodShape shape) {
        double cpuNeeded = PodTotal.of(containers, shape, Part.CPU).sum().units();
        double memoryNeeded = PodTotal.of(containers, shape, Part.MEMORY).sum().units();
        Optional<Resources> best =
                allocatable.stream()
                        .max(
                                Comparator.comparingDouble((Resources node) ->
                                                share(node, cpuNeeded, memoryNeeded))
                                        .thenComparing(ORDER));
        return best.map(node ->
                        fit(fit(containers, shape, Part.CPU, node), shape, Part.MEMORY, node))
                .orElse(containers);
    }

    private <Q extends Quantity<Q>> List<ContainerRecommendation> fit(
            List<ContainerRecommendation> containers,
            PodShape shape,
            Part<Q> part,
            Resources node) {
        Q room = part.orZero(node);
        PodTotal<Q> total = PodTotal.of(containers, shape, part);
        Q allowed = room.isLessThan(total.sum()) ? room : total.sum();
        return total.fitInto(
                allowed,
                largest(part),
                one -> new Bounds<>(null, null),
                new Resizes.Cause(
                        Reason.Code.NODE_SIZE,
                        Reason.Code.NODE_SIZE,
                        "the node that suits best has %s allocatable for a whole pod"
                                .formatted(part.words(room))));
    }

    private <Q extends Quantity<Q>> @Nullable Q largest(Part<Q> part) {
        return allocatable.stream().map(part::orZero).max(Comparator.naturalOrder()).orElse(null);
    }

    /** How much of what is needed the node has, at most 1. */
    private static double share(Resources node, double cpuNeeded, double memoryNeeded) {
        return Math.min(
                1,
                Math.min(
                        Part.CPU.orZero(node).units() / cpuNeeded,
                        Part.MEMORY.orZero(node).units() / memoryNeeded));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeSizes sizes && allocatable.equals(sizes.allocatable);
    }

    @Override
    public int hashCode() {
        return allocatable.hashCode();
    }

    @Override
    public String toString() {
        return "NodeSizes" + allocatable;
    }
}
