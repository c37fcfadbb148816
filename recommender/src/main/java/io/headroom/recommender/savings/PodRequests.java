package io.headroom.recommender.savings;

import io.headroom.model.Resources;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.size.PodShape;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What one pod of a workload requests: now, as recommended, and when there first were numbers. */
final class PodRequests {
    private final PodShape shape;
    private final Map<String, ContainerRecommendation> recommended;

    PodRequests(PodShape shape, Recommendation recommendation) {
        this.shape = shape.with(recommendation.containers());
        this.recommended =
                recommendation.containers().stream()
                        .collect(
                                Collectors.toMap(
                                        ContainerRecommendation::name, Function.identity()));
    }

    Resources now() {
        return sum(ContainerRecommendation::requests);
    }

    Resources targets() {
        return sum(container ->
                container.advice() instanceof Advice.Resize resize
                        ? withDefault(resize.target(), container.requests())
                        : container.requests());
    }

    Resources first() {
        return sum(container -> {
            Resources first = container.firstRequests();
            return first == null ? container.requests() : first;
        });
    }

    private Resources sum(Function<ContainerRecommendation, Resources> requests) {
        return shape.requests(spec -> {
            ContainerRecommendation container = recommended.get(spec.name());
            return container == null ? spec.requests() : requests.apply(container);
        });
    }

    private static Resources withDefault(Resources target, Resources now) {
        return new Resources(
                target.cpu() == null ? now.cpu() : target.cpu(),
                target.memory() == null ? now.memory() : target.memory());
    }
}
