package io.headroom.recommender.needs;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.List;

/** Recommendations as tests of findings need them. */
final class Found {
    private Found() {}

    static Resources amounts(long millicores, long mebibytes) {
        return new Resources(new Cpu(millicores), Memory.ofMebibytes(mebibytes));
    }

    /** A container {@code web} with these targets, which are its bounds as well. */
    static ContainerRecommendation sized(Resources limits, Resources target) {
        return new ContainerRecommendation(
                "web",
                ContainerType.APP,
                amounts(100, 100),
                limits,
                new Advice.Resize(target, target, target, target, 14, 4_000, List.of()));
    }

    static Advice.Resize resize(ContainerRecommendation container) {
        return (Advice.Resize) container.advice();
    }

    static List<Reason.Code> codes(ContainerRecommendation container) {
        return resize(container).reasons().stream().map(Reason::code).toList();
    }

    static String sentence(ContainerRecommendation container) {
        return resize(container).reasons().getLast().message();
    }
}
