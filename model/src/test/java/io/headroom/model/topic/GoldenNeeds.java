package io.headroom.model.topic;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerTraits;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.assessment.Spread;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.inventory.PodState;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Idle;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is known of containers beside what they use, on each of the topics that carry it. */
final class GoldenNeeds {
    private static final Instant T = Instant.parse("2026-03-02T12:00:00.250Z");
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");
    private static final Resources SOME = new Resources(new Cpu(250), Memory.ofMebibytes(256));
    private static final Resources MORE = new Resources(new Cpu(1_000), Memory.ofMebibytes(512));
    private static final HistogramState HISTOGRAM =
            new HistogramState(T, new TreeMap<>(), 0, 175, 0);
    private static final Ring RING = new Ring(5_908_176, new byte[] {1, 2, (byte) 255});
    private static final Ring HOURS = new Ring(492_348, new byte[] {(byte) 255, 7});
    private static final Spread SPREAD = new Spread(3, SOME, SOME, MORE, "worker-1", "worker-2");

    private GoldenNeeds() {}

    /** A pod with an overhead, and a container of which much is said. */
    static PodState pod() {
        return new PodState(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                null,
                "Pending",
                false,
                T,
                null,
                List.of(
                        new ContainerSpec("web", ContainerType.APP, SOME, MORE)
                                .with(
                                        new ContainerTraits(
                                                "eclipse-temurin:21",
                                                List.of("-XX:MaxRAMPercentage=75"),
                                                Map.of("nvidia.com/gpu", 1L),
                                                true)),
                        new ContainerSpec("log", ContainerType.APP, SOME, MORE)
                                .with(new ContainerTraits("log:1", null, Map.of(), null))),
                SOME,
                null);
    }

    static UsageAssessment assessment() {
        return new UsageAssessment(
                CART,
                T,
                List.of(
                        new ContainerProfile(
                                        "web",
                                        ContainerType.APP,
                                        SOME,
                                        MORE,
                                        null,
                                        null,
                                        0,
                                        HISTOGRAM,
                                        HISTOGRAM,
                                        RING,
                                        RING,
                                        RING)
                                .with(new Particulars(HOURS, HOURS, RING, HOURS, 4, SPREAD))),
                RING,
                RING,
                RING,
                new Completeness(3, 2));
    }

    static Recommendation recommendation() {
        return new Recommendation(
                CART,
                T,
                "headroom",
                new Completeness(3, 2),
                List.of(
                        new ContainerRecommendation(
                                        "web",
                                        ContainerType.APP,
                                        SOME,
                                        MORE,
                                        new Advice.Resize(
                                                SOME,
                                                SOME,
                                                SOME,
                                                SOME,
                                                14,
                                                4_000,
                                                List.of(new Reason(Reason.Code.RUNS, "by runs"))))
                                .shownBy(
                                        new Evidence(
                                                T,
                                                T,
                                                new Evidence.Replayed(13, 0, 1, 250, 1, 0),
                                                List.of(),
                                                null,
                                                null,
                                                "13 runs",
                                                true))
                                .limited(new Resources(null, Memory.ofMebibytes(320)))
                                .needing(
                                        new Needs(
                                                new Needs.Startup(4, 2_000, 4.2, 240),
                                                new Needs.PageCache(1_000, 300, false),
                                                new Needs.AtLimit(0.25, 400L, 100L),
                                                new Needs.Runs(14, 5_700, 6_000, 1.5),
                                                new Needs.Jvm(
                                                        "options",
                                                        402_653_184L,
                                                        "-XX:MaxRAMPercentage=75",
                                                        234_881_024,
                                                        true,
                                                        62.0),
                                                SPREAD,
                                                List.of(
                                                        new Needs.Extended(
                                                                "nvidia.com/gpu",
                                                                1,
                                                                Needs.Extended.Use.IDLE))))),
                List.of(),
                new Idle(Idle.State.ABANDONED, 13.9, 2, "abandoned"),
                null);
    }
}
