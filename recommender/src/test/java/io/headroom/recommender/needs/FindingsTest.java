package io.headroom.recommender.needs;

import static io.headroom.recommender.needs.Found.amounts;
import static io.headroom.recommender.needs.Found.codes;
import static io.headroom.recommender.needs.Found.sentence;
import static io.headroom.recommender.needs.Found.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerTraits;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.assessment.Spread;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.size.LimitPolicy;
import io.headroom.recommender.size.LimitRule;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final int DAY = Windows.PER_DAY;
    private static final Resources LIMITS = amounts(1_000, 2_048);

    @Test
    void aStartThatNeedsMoreIsReportedWithTheBoostThatServesIt() {
        ContainerProfile profile =
                Profiles.of("web")
                        .windows(7 * DAY, i -> i % DAY == 0 ? 2 : 0.4, i -> 1 << 20)
                        .with(DemandTest.starts(7 * DAY, 2, i -> i % DAY == 0 ? Double.NaN : 0.4))
                        .build();
        ContainerRecommendation container =
                sized(LIMITS, amounts(500, 300)).limited(amounts(1_000, 2_048));

        ContainerRecommendation told = tell("Deployment", profile, container, null);

        Needs.Startup startup = Objects.requireNonNull(told.found().startup());
        assertThat(startup.starts()).isEqualTo(7);
        assertThat(startup.peakMillicores()).isBetween(2_000L, 2_120L);
        assertThat(startup.factor()).isBetween(4.0, 4.3);
        assertThat(startup.seconds()).isEqualTo(240);
        assertThat(codes(told)).containsExactly(Reason.Code.STARTUP_SPIKE);
        assertThat(sentence(told))
                .contains("are used for 4 minutes, and later less")
                .endsWith("for 240 s serves the start, which the limit of 1000m slows down");
    }

    @Test
    void nodesThatDifferAreShownAndSaidToNeedMoreThanOneSize() {
        ContainerRecommendation told =
                tell("DaemonSet", spread(100, 200, 1_600), sized(LIMITS, amounts(500, 300)), null);

        assertThat(codes(told)).containsExactly(Reason.Code.SPREAD);
        assertThat(sentence(told))
                .isEqualTo(
                        "one size does not fit all 5 nodes: CPU from 100m over 200m in the middle to"
                                + " 1600m on node-3");
        assertThat(Objects.requireNonNull(told.found().spread()).replicas()).isEqualTo(5);
    }

    @Test
    void aDaemonSetIsShownWithItsSpreadWhateverThatIs() {
        ContainerRecommendation told =
                tell("DaemonSet", spread(190, 200, 210), sized(LIMITS, amounts(500, 300)), null);

        assertThat(codes(told)).isEmpty();
        assertThat(told.found().spread()).isNotNull();
    }

    @Test
    void aHotReplicaIsSaidOfOthersOnlyWhereItIsOne() {
        assertThat(
                        tell(
                                        "StatefulSet",
                                        spread(190, 200, 210),
                                        sized(LIMITS, amounts(500, 300)),
                                        null)
                                .needs())
                .isNull();
        assertThat(
                        sentence(
                                tell(
                                        "StatefulSet",
                                        spread(100, 200, 1_600),
                                        sized(LIMITS, amounts(500, 300)),
                                        null)))
                .startsWith("one size does not fit all 5 replicas");
        // ten times next to nothing is next to nothing
        assertThat(
                        tell(
                                        "StatefulSet",
                                        spread(1, 2, 20),
                                        sized(LIMITS, amounts(500, 300)),
                                        null)
                                .needs())
                .isNull();
    }

    @Test
    void devicesAreRequestedAndIdleWhereTheContainerIs() {
        ContainerTraits gpu = new ContainerTraits(null, null, Map.of("nvidia.com/gpu", 2L), null);
        ContainerProfile idle =
                Profiles.of("web").windows(9 * DAY, i -> 0.001, i -> 1 << 20).build();
        ContainerProfile busy = Profiles.of("web").windows(9 * DAY, i -> 0.5, i -> 1 << 20).build();

        ContainerRecommendation unused =
                tell("Deployment", idle, sized(LIMITS, amounts(1, 4)), gpu);
        ContainerRecommendation unknown =
                tell("Deployment", busy, sized(LIMITS, amounts(1, 4)), gpu);

        assertThat(unused.found().extended())
                .containsExactly(new Needs.Extended("nvidia.com/gpu", 2, Needs.Extended.Use.IDLE));
        assertThat(sentence(unused))
                .isEqualTo(
                        "2 nvidia.com/gpu requested, and the container has done nothing for 9.0 days:"
                                + " so nothing with them");
        assertThat(unknown.found().extended())
                .containsExactly(
                        new Needs.Extended("nvidia.com/gpu", 2, Needs.Extended.Use.REQUESTED));
        assertThat(sentence(unknown))
                .isEqualTo(
                        "2 nvidia.com/gpu requested; no source here tells how much of that is used");
    }

    @Test
    void runsAreShownWhateverTheStrategy() {
        ContainerProfile nightly =
                Profiles.of("web")
                        .windows(
                                5 * DAY,
                                i -> i % DAY < 12 ? 1 : Double.NaN,
                                i -> i % DAY < 12 ? 1 << 20 : Double.NaN)
                        .build();

        ContainerRecommendation shaped =
                findings("CronJob", "krr", nightly, null, true)
                        .shaping(List.of(sized(LIMITS, amounts(500, 300))))
                        .getFirst();

        assertThat(shaped.found().runs()).isEqualTo(new Needs.Runs(5, 3_600, 3_600, 1.0));
    }

    @Test
    void filePagesAreSaidToBeLeftOutOrWhyTheyCount() {
        ContainerProfile cached =
                Profiles.of("web")
                        .windows(DAY, i -> 0.1, i -> 1_000 << 20)
                        .with(
                                new Particulars(
                                        Profiles.ring(
                                                Profiles.START.getEpochSecond() / 3_600,
                                                24,
                                                hour -> 300 << 20,
                                                ByteScale.MEMORY_BYTES),
                                        null,
                                        null,
                                        null,
                                        0,
                                        null))
                        .build();

        assertThat(sentence(shaped(cached, new ContainerTraits("web:1", null, Map.of(), null))))
                .endsWith(
                        "the rest is file pages, which the kernel takes back when it must: left out of"
                                + " the request, not of the limit");
        assertThat(
                        sentence(
                                shaped(
                                        cached,
                                        new ContainerTraits("postgres:17", null, Map.of(), null))))
                .endsWith("which count: by its image, its buffers are shared memory");
        assertThat(sentence(shaped(cached, new ContainerTraits(null, null, Map.of(), true))))
                .endsWith("which count: it mounts a volume that is kept in memory");
    }

    @Test
    void filePagesCountWhereTheLimitGoesWithTheRequest() {
        PodShape guaranteed =
                new PodShape(
                        List.of(new ContainerSpec("web", ContainerType.APP, LIMITS, LIMITS)),
                        Resources.NONE);

        assertThat(new PageCaches(false, LimitPolicy.DEFAULT, guaranteed).apply("web"))
                .contains("its memory limit goes with the request");
        assertThat(
                        new PageCaches(
                                        false,
                                        new LimitPolicy(
                                                new LimitRule.Keep(), new LimitRule.Keep(), false),
                                        guaranteed)
                                .apply("web"))
                .isEmpty();
        assertThat(
                        new PageCaches(
                                        false,
                                        new LimitPolicy(
                                                new LimitRule.Keep(), new LimitRule.Ratio(), false),
                                        PodShape.UNKNOWN)
                                .apply("web"))
                .isPresent();
        assertThat(new PageCaches(true, LimitPolicy.DEFAULT, PodShape.UNKNOWN).apply("web"))
                .contains("page-cache=count asks for that");
    }

    private static ContainerRecommendation shaped(
            ContainerProfile profile, ContainerTraits traits) {
        return findings("Deployment", "headroom", profile, traits, false)
                .shaping(List.of(sized(LIMITS, amounts(500, 300))))
                .getFirst();
    }

    private static ContainerRecommendation tell(
            String kind,
            ContainerProfile profile,
            ContainerRecommendation container,
            @Nullable ContainerTraits traits) {
        return findings(kind, "headroom", profile, traits, false)
                .telling(List.of(container), null)
                .getFirst();
    }

    private static Findings findings(
            String kind,
            String strategy,
            ContainerProfile profile,
            @Nullable ContainerTraits traits,
            boolean perRun) {
        PodShape shape =
                new PodShape(
                        List.of(
                                new ContainerSpec("web", ContainerType.APP, amounts(1, 4), LIMITS)
                                        .with(traits)),
                        Resources.NONE);
        return new Findings(
                new WorkloadRef("shop", kind, "apps", "web"),
                strategy,
                Risk.SAFE,
                new Demands(
                        new Demand.Rules(
                                perRun, false, new PageCaches(false, LimitPolicy.DEFAULT, shape))),
                Idleness.DEFAULT,
                List.of(profile),
                Profiles.START.plus(Duration.ofDays(7)),
                shape,
                false,
                null);
    }

    private static ContainerProfile spread(long least, long median, long most) {
        Memory memory = Memory.ofMebibytes(100);
        Spread spread =
                new Spread(
                        5,
                        new Resources(new Cpu(least), memory),
                        new Resources(new Cpu(median), memory),
                        new Resources(new Cpu(most), memory),
                        "node-3",
                        "node-1");
        return Profiles.of("web")
                .windows(DAY, i -> 0.1, i -> 1 << 20)
                .with(new Particulars(null, null, null, null, 0, spread))
                .build();
    }

    @Test
    void aWorkloadOfWhichNothingIsKnownIsNotIdle() {
        assertThat(
                        findings("Deployment", "headroom", Profiles.of("web").build(), null, false)
                                .idle(Profiles.START))
                .isEqualTo(Optional.empty());
    }
}
