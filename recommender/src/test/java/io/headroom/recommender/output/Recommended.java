package io.headroom.recommender.output;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recommendations as tests of their forms need them. */
final class Recommended {
    private static final Instant NOON = Instant.parse("2026-11-16T12:00:00Z");

    private Recommended() {}

    static Recommendation of(String workload, ContainerRecommendation... containers) {
        return new Recommendation(
                WorkloadRef.parse(workload),
                NOON,
                "vpa",
                new Completeness(10, 10),
                List.of(containers));
    }

    /** Asks for 500m and 1Gi without limits; 250m and 300Mi are recommended. */
    static ContainerRecommendation resized(String name) {
        return resized(name, ContainerType.APP, Resources.NONE, null);
    }

    static ContainerRecommendation resized(
            String name, ContainerType type, Resources limits, @Nullable Boolean injected) {
        return new ContainerRecommendation(
                name,
                type,
                amounts(500, 1024),
                limits,
                new Advice.Resize(
                        amounts(250, 300),
                        amounts(120, 250),
                        amounts(1500, 2048),
                        amounts(250, 300),
                        14,
                        4032,
                        List.of(
                                new Reason(Reason.Code.PERCENTILE, "P90."),
                                new Reason(Reason.Code.NODE_SIZE, "Large, \"very\" large."))),
                null,
                injected,
                null,
                null,
                null);
    }

    static ContainerRecommendation held(String name, String message) {
        return new ContainerRecommendation(
                name,
                ContainerType.APP,
                Resources.NONE,
                Resources.NONE,
                new Advice.Hold(Advice.HoldCode.TOO_FEW_SAMPLES, message, NOON));
    }

    static Resources amounts(long millicores, long mebibytes) {
        return new Resources(new Cpu(millicores), Memory.ofMebibytes(mebibytes));
    }
}
