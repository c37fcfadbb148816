package io.headroom.recommender.size;

import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one pod would request of one resource: the targets of the containers that have one, what the
 * others request now, and what init containers and the pod itself take.
 *
 * @param targets of the containers that have one
 * @param others of those that run beside them, and the pod's overhead
 * @param sum what counts for the whole pod: more than both where an init container takes more
 */
record PodTotal<Q extends Quantity<Q>>(
        List<ContainerRecommendation> containers, Part<Q> part, Q targets, Q others, Q sum) {

    static <Q extends Quantity<Q>> PodTotal<Q> of(
            List<ContainerRecommendation> containers, PodShape shape, Part<Q> part) {
        Q targets = part.zero();
        Q others = part.orZero(shape.overhead());
        Map<String, Q> amounts = new HashMap<>();
        for (ContainerRecommendation container : containers) {
            Q target = target(container, part);
            if (target == null) {
                Q now = part.orZero(container.requests());
                others = others.plus(now);
                amounts.put(container.name(), now);
            } else {
                targets = targets.plus(target);
                amounts.put(container.name(), target);
            }
        }
        Q sum =
                PodShape.effective(
                                shape.with(containers).containers(),
                                part,
                                each ->
                                        amounts.getOrDefault(
                                                each.name(), part.orZero(each.requests())))
                        .plus(part.orZero(shape.overhead()));
        return new PodTotal<>(containers, part, targets, others, sum);
    }

    /**
     * Changes the targets in proportion so that the pod comes to {@code total}; when the other
     * containers leave nothing of it, as if they were not there. Where an init container alone
     * takes more than that, no target is to blame and none is changed.
     *
     * @param ceiling of each container's upper bound
     * @param bounds of each container's target
     */
    List<ContainerRecommendation> fitInto(
            Q total,
            @Nullable Q ceiling,
            Function<ContainerRecommendation, Bounds<Q>> bounds,
            Resizes.Cause cause) {
        if (total.isLessThan(sum) && !total.isLessThan(targets.plus(others))) {
            return containers;
        }
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
