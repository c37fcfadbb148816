package io.headroom.recommender.size;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.time.Instant;
import java.util.List;

/** Advice as tests need it. */
final class Advices {
    private Advices() {}

    static Resources resources(long millicores, long bytes) {
        return new Resources(new Cpu(millicores), new Memory(bytes));
    }

    static Resources cpu(long millicores) {
        return new Resources(new Cpu(millicores), null);
    }

    static Resources memory(long bytes) {
        return new Resources(null, new Memory(bytes));
    }

    /** A container without requests and limits. */
    static ContainerRecommendation sized(String name, Resources target) {
        return sized(name, Resources.NONE, target, target, target);
    }

    static ContainerRecommendation sized(
            String name, Resources limits, Resources target, Resources lower, Resources upper) {
        return new ContainerRecommendation(
                name,
                ContainerType.APP,
                Resources.NONE,
                limits,
                new Advice.Resize(target, lower, upper, target, 1, 1_000, List.of()));
    }

    static ContainerRecommendation held(String name, Resources requests) {
        return new ContainerRecommendation(
                name,
                ContainerType.APP,
                requests,
                Resources.NONE,
                MinimumEvidence.NONE.unseen(Instant.EPOCH));
    }

    static Advice.Resize resize(ContainerRecommendation container) {
        if (container.advice() instanceof Advice.Resize resize) {
            return resize;
        }
        throw new AssertionError("not sized: " + container);
    }

    static Resources target(ContainerRecommendation container) {
        return resize(container).target();
    }

    static List<Resources> targets(List<ContainerRecommendation> containers) {
        return containers.stream().map(Advices::target).toList();
    }

    static List<Reason.Code> codes(ContainerRecommendation container) {
        return resize(container).reasons().stream().map(Reason::code).toList();
    }
}
