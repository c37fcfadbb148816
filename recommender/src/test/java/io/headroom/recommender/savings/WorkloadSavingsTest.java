package io.headroom.recommender.savings;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Idle;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.size.PodShape;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkloadSavingsTest {
    private static final long GIB = 1L << 30;
    private static final Price PRICE = new Price(0.03, 0.004);

    @Test
    void countsEveryReplica() {
        WorkloadSavings savings =
                WorkloadSavings.of(
                        deployment(resized(amounts(1_000, 2 * GIB), amounts(250, GIB), null)),
                        PodShape.UNKNOWN,
                        3,
                        PRICE);

        assertThat(savings.predicted())
                .isEqualTo(new Saving(2.25, 3 * GIB, 2.25 * 0.03 + 3 * 0.004));
        assertThat(savings.more()).isEqualTo(new Saving(0, 0, 0.0));
    }

    @Test
    void showsWhatIsMissingBesideWhatIsRequestedInVain() {
        WorkloadSavings savings =
                WorkloadSavings.of(
                        deployment(
                                resized(amounts(1_000, GIB), amounts(500, 3 * GIB), null),
                                resized("log", Resources.NONE, amounts(2_000, GIB), null)),
                        PodShape.UNKNOWN,
                        1,
                        Price.NONE);

        assertThat(savings.less()).isEqualTo(new Saving(0.5, 0, null));
        assertThat(savings.more()).isEqualTo(new Saving(-2, -3 * GIB, null));
        assertThat(savings.predicted()).isEqualTo(new Saving(-1.5, -3 * GIB, null));
    }

    @Test
    void realisesWhatIsNoLongerRequested() {
        WorkloadSavings savings =
                WorkloadSavings.of(
                        deployment(
                                resized(
                                        amounts(250, 2 * GIB),
                                        amounts(250, 2 * GIB),
                                        amounts(1_000, GIB))),
                        PodShape.UNKNOWN,
                        2,
                        PRICE);

        assertThat(savings.predicted()).isEqualTo(new Saving(0, 0, 0.0));
        assertThat(savings.realised())
                .isEqualTo(new Saving(1.5, -2.0 * GIB, 1.5 * 0.03 - 2 * 0.004));
    }

    @Test
    void aContainerWithoutNumbersSavesNothing() {
        ContainerRecommendation held =
                new ContainerRecommendation(
                        "web",
                        ContainerType.APP,
                        amounts(1_000, GIB),
                        Resources.NONE,
                        new Advice.Hold(Advice.HoldCode.NO_SAMPLES, "none", null));

        assertThat(
                        WorkloadSavings.of(deployment(held), PodShape.UNKNOWN, 2, Price.NONE)
                                .predicted())
                .isEqualTo(Saving.NONE);
    }

    @Test
    void savesNothingBelowWhatAnInitContainerTakes() {
        PodShape shape =
                new PodShape(
                        List.of(
                                new ContainerSpec(
                                        "migrate",
                                        ContainerType.INIT,
                                        amounts(800, 3 * GIB),
                                        Resources.NONE)),
                        amounts(100, GIB));

        WorkloadSavings lowered =
                WorkloadSavings.of(
                        deployment(
                                resized(
                                        amounts(1_000, 2 * GIB),
                                        amounts(250, GIB),
                                        amounts(900, 4 * GIB))),
                        shape,
                        2,
                        Price.NONE);
        WorkloadSavings raised =
                WorkloadSavings.of(
                        deployment(resized(amounts(500, GIB), amounts(1_000, 2 * GIB), null)),
                        shape,
                        1,
                        Price.NONE);

        // of memory the init container alone takes more than was ever requested beside it
        assertThat(lowered.less()).isEqualTo(new Saving(0.4, 0, null));
        assertThat(lowered.more()).isEqualTo(Saving.NONE);
        assertThat(lowered.realised()).isEqualTo(new Saving(-0.2, 2.0 * GIB, null));
        assertThat(raised.less()).isEqualTo(Saving.NONE);
        assertThat(raised.more()).isEqualTo(new Saving(-0.2, 0, null));
    }

    @Test
    void aCronJobCountsForTheHoursThatItRuns() {
        ContainerRecommendation report = resized(amounts(1_000, GIB), amounts(250, GIB), null);
        WorkloadSavings savings =
                WorkloadSavings.of(
                        of(
                                "shop/CronJob.batch/report",
                                report.needing(
                                        Needs.NONE.with(new Needs.Runs(14, 5_700, 6_000, 1.5)))),
                        PodShape.UNKNOWN,
                        4,
                        PRICE);

        // four pods for an hour and a half of each day
        assertThat(savings.replicas()).isEqualTo(0.25);
        assertThat(savings.predicted()).isEqualTo(new Saving(0.1875, 0, 0.1875 * 0.03));
    }

    @Test
    void anIdleWorkloadWouldSaveAllOfItsRequests() {
        ContainerRecommendation web = resized(amounts(1_000, GIB), amounts(1, GIB / 256), null);
        Recommendation idle =
                new Recommendation(
                        WorkloadRef.parse("shop/Deployment.apps/cart"),
                        Instant.EPOCH,
                        "headroom",
                        new Completeness(10, 10),
                        List.of(web),
                        List.of(),
                        new Idle(Idle.State.IDLE, 9, 2, "idle"),
                        null);

        WorkloadSavings savings = WorkloadSavings.of(idle, PodShape.UNKNOWN, 3, Price.NONE);

        assertThat(savings.scaledToZero()).isEqualTo(new Saving(3, 3.0 * GIB, null));
        Savings.Total total =
                Savings.of(
                                "EUR",
                                List.of(
                                        savings,
                                        WorkloadSavings.of(
                                                deployment(web), PodShape.UNKNOWN, 1, Price.NONE)))
                        .total();
        assertThat(total.idle()).isEqualTo(1);
        assertThat(total.scaledToZero()).isEqualTo(savings.scaledToZero());
    }

    @Test
    void saysNothingOfJobsAsNobodyKnowsForHowLongTheyRun() {
        WorkloadSavings savings =
                WorkloadSavings.of(
                        of(
                                "shop/Job.batch/report",
                                resized(amounts(1_000, GIB), amounts(250, GIB), null)),
                        PodShape.UNKNOWN,
                        1,
                        PRICE);

        assertThat(savings.predicted()).isNull();
        assertThat(savings.notCounted()).isEqualTo(WorkloadSavings.NotCounted.RUN_HOURS_UNKNOWN);
        assertThat(Savings.of("EUR", List.of(savings)).total())
                .isEqualTo(
                        new Savings.Total(
                                0,
                                1,
                                Saving.NONE,
                                Saving.NONE,
                                Saving.NONE,
                                Saving.NONE,
                                0,
                                Saving.NONE));
    }

    private static Recommendation deployment(ContainerRecommendation... containers) {
        return of("shop/Deployment.apps/cart", containers);
    }

    private static Recommendation of(String key, ContainerRecommendation... containers) {
        return new Recommendation(
                WorkloadRef.parse(key),
                Instant.EPOCH,
                "vpa",
                new Completeness(10, 10),
                List.of(containers));
    }

    private static ContainerRecommendation resized(
            Resources requests, Resources target, @Nullable Resources first) {
        return resized("web", requests, target, first);
    }

    private static ContainerRecommendation resized(
            String name, Resources requests, Resources target, @Nullable Resources first) {
        return new ContainerRecommendation(
                        name,
                        ContainerType.APP,
                        requests,
                        Resources.NONE,
                        new Advice.Resize(target, target, target, target, 1, 1, List.of()))
                .since(first);
    }

    private static Resources amounts(long millicores, long bytes) {
        return new Resources(new Cpu(millicores), new Memory(bytes));
    }
}
