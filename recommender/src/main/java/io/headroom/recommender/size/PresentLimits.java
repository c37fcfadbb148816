package io.headroom.recommender.size;

import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.ArrayList;
import java.util.List;

/** Says of each target above the container's limit that the limit has to rise with it. */
public final class PresentLimits implements Clamp {

    @Override
    public List<ContainerRecommendation> apply(List<ContainerRecommendation> containers) {
        return containers.stream()
                .map(container -> noted(noted(container, Part.CPU), Part.MEMORY))
                .toList();
    }

    private static <Q extends Quantity<Q>> ContainerRecommendation noted(
            ContainerRecommendation container, Part<Q> part) {
        Q limit = part.of(container.limits());
        if (limit == null
                || limit.units() == 0
                || !(container.advice() instanceof Advice.Resize resize)
                || !limit.isLessThan(part.orZero(resize.target()))) {
            return container;
        }
        List<Reason> reasons = new ArrayList<>(resize.reasons());
        reasons.add(
                new Reason(
                        Reason.Code.ABOVE_LIMIT,
                        "the %s limit of %s has to rise with the request"
                                .formatted(part, part.words(limit))));
        return container.with(
                new Advice.Resize(
                        resize.target(),
                        resize.lowerBound(),
                        resize.upperBound(),
                        resize.uncappedTarget(),
                        resize.confidence(),
                        resize.samples(),
                        reasons));
    }
}
