package io.headroom.recommender.size;

import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one pod would request of one resource: the targets of the containers that have one, and what
 * the others request now.
 */
record PodTotal<Q extends Quantity<Q>>(
        List<ContainerRecommendation> containers, Part<Q> part, Q targets, Q others) {

    static <Q extends Quantity<Q>> PodTotal<Q> of(
            List<ContainerRecommendation> containers, Part<Q> part) {
        Q targets = part.zero();
        Q others = part.zero();
        for (ContainerRecommendation container : containers) {
            Q target = target(container, part);
            if (target == null) {
                others = others.plus(part.orZero(container.requests()));
            } else {
                targets = targets.plus(target);
            }
        }
        return new PodTotal<>(containers, part, targets, others);
    }

    Q sum() {
        return targets.plus(others);
    }

    /**
     * Changes the targets in proportion so that the pod comes to {@code total}; when the other
     * containers leave nothing of it, as if they were not there.
     *
     * @param ceiling of each container's upper bound
     * @param bounds of each container's target
     */
    List<ContainerRecommendation> fitInto(
            Q total,
            @Nullable Q ceiling,
            Function<ContainerRecommendation, Bounds<Q>> bounds,
            Resizes.Cause cause) {
        Q left = others.isLessThan(total) ? total.ofUnits(total.units() - others.units()) : total;
        List<Q> before = new ArrayList<>();
        List<Bounds<Q>> allowed = new ArrayList<>();
        for (ContainerRecommendation container : containers) {
            Q target = target(container, part);
            if (target != null) {
                before.add(target);
                allowed.add(bounds.apply(container));
            }
        }
        List<Q> after = new ArrayList<>(Shares.inProportion(before, allowed, left));
        return containers.stream()
                .map(container ->
                        target(container, part) == null
                                ? container
                                : Resizes.retarget(
                                        container, part, after.removeFirst(), ceiling, cause))
                .toList();
    }

    private static <Q extends Quantity<Q>> @Nullable Q target(
            ContainerRecommendation container, Part<Q> part) {
        return container.advice() instanceof Advice.Resize resize ? part.of(resize.target()) : null;
    }
}
