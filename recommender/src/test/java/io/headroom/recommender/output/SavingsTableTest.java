package io.headroom.recommender.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Idle;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.savings.Price;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.savings.WorkloadSavings;
import io.headroom.recommender.size.PodShape;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SavingsTableTest {

    @Test
    void showsWhatIsMissingBesideWhatIsSaved() {
        assertThat(SavingsTable.format(savings(new Price(0.03, 0.004), Recommended.resized("a"))))
                .isEqualTo(
                        """

                        SAVINGS  CPU LESS  CPU MORE  MEMORY LESS  MEMORY MORE  EUR A MONTH
                        pay          0.00     -0.50       0.00Gi      -0.59Gi       -12.66
                        shop         0.50      0.00       1.41Gi       0.00Gi        15.08
                        in all       0.50     -0.50       1.41Gi      -0.59Gi         2.42
                        1 workload is not counted: nothing says for how many hours Jobs run
                        """);
    }

    @Test
    void leavesCostsOutWithoutAPriceAndShowsWhatIsRealised() {
        ContainerRecommendation changed =
                Recommended.resized("a").since(Recommended.amounts(1_500, 512));

        assertThat(SavingsTable.format(savings(Price.NONE, changed)).lines().skip(1))
                .first()
                .isEqualTo(
                        "SAVINGS  CPU LESS  CPU MORE  MEMORY LESS  MEMORY MORE  CPU REALISED"
                                + "  MEMORY REALISED");
        assertThat(SavingsTable.format(savings(Price.NONE, changed)))
                .containsPattern("shop .* 2\\.00 +-1\\.00Gi\n");
    }

    @Test
    void saysWhatIsRequestedForNothing() {
        Recommendation idle =
                new Recommendation(
                        WorkloadRef.parse("shop/Deployment.apps/old"),
                        Instant.EPOCH,
                        "headroom",
                        new Completeness(10, 10),
                        List.of(Recommended.resized("web")),
                        List.of(),
                        new Idle(Idle.State.ABANDONED, 14, 2, "abandoned"),
                        null);

        assertThat(
                        SavingsTable.format(
                                Savings.of(
                                        "EUR",
                                        List.of(
                                                WorkloadSavings.of(
                                                        idle, PodShape.UNKNOWN, 2, Price.NONE)))))
                .endsWith("1 workload is idle, and requests for nothing: 1.00 cores and 2.00Gi\n");
    }

    @Test
    void isEmptyWithoutWorkloads() {
        assertThat(SavingsTable.format(Savings.of("EUR", List.of()))).isEmpty();
    }

    private static Savings savings(Price price, ContainerRecommendation shop) {
        ContainerRecommendation nothingRequested =
                new ContainerRecommendation(
                        "b",
                        ContainerType.APP,
                        Resources.NONE,
                        Resources.NONE,
                        Recommended.resized("b").advice());
        return Savings.of(
                "EUR",
                List.of(
                        WorkloadSavings.of(
                                Recommended.of("pay/Deployment.apps/b", nothingRequested),
                                PodShape.UNKNOWN,
                                2,
                                price),
                        WorkloadSavings.of(
                                Recommended.of("shop/Deployment.apps/a", shop),
                                PodShape.UNKNOWN,
                                2,
                                price),
                        WorkloadSavings.of(
                                Recommended.of("shop/Job.batch/c", shop),
                                PodShape.UNKNOWN,
                                2,
                                price)));
    }
}
