package io.headroom.recommender.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.QuotaForecast;
import io.headroom.recommender.fit.Step.How;
import io.headroom.recommender.fit.admission.Verdict.Why;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanTableTest {

    @Test
    void quotaAdviceAndPlanStandSideBySideWithWhoGivesUpWhatAndInWhichOrder() {
        assertThat(
                        PlanTable.ofBlocked(
                                List.of(
                                        plan("ml", Verdict.FITS_WITH_LESS),
                                        plan("shop", Verdict.FITS))))
                .isEqualTo(
                        """

                        QUOTA       RESOURCE      LETS IN  NOW  ADVICE   PLAN
                        ml/compute  requests.cpu        8  7.5      10  7.999
                        namespace ml does not fit its quotas:
                          compute: too much
                         with less it does:
                          web has at most 3 pods instead of 4
                          beside all others at their most web has a surge of 0 instead of 1
                          each pod of web has 1.5 of requests.cpu instead of 2 (-25 %)
                         in this order:
                          1. web is resized in place
                          web: hold it at 4 replicas (its own, or its autoscaler's minReplicas and maxReplicas, of KEDA min- and maxReplicaCount) until it has changed: for more its controller makes old pods as well as new ones, and these have no room
                        """);
    }

    @Test
    void saysNothingWhereAllFits() {
        assertThat(PlanTable.ofBlocked(List.of(plan("shop", Verdict.FITS)))).isEmpty();
    }

    @Test
    void aQuotaThatFillsSoonHasALineThoughAllFits() {
        assertThat(PlanTable.ofBlocked(List.of(plan("shop", Verdict.FITS, fillsIn(9)))))
                .isEqualTo(
                        """

                        namespace shop fills its ResourceQuota compute: requests.cpu is full: raise it
                        """);
        assertThat(PlanTable.ofBlocked(List.of(plan("shop", Verdict.FITS, fillsIn(15))))).isEmpty();
    }

    private static QuotaForecast fillsIn(double days) {
        return new QuotaForecast(
                QuotaForecast.Basis.STATUS, QuotaForecast.Code.FILLS, 14, 1.0, days, Instant.EPOCH);
    }

    @Test
    void aNamespaceAskedForIsShownWithEveryLineAndWhatItShouldBe() {
        assertThat(PlanTable.of(plan("shop", Verdict.FITS)))
                .isEqualTo(
                        """
                        QUOTA         RESOURCE       LETS IN     NOW  ADVICE    PLAN
                        shop/compute  requests.cpu         8     7.5      10   7.999
                        shop/compute  limits.memory   1.00Gi  1.00Gi  1.00Gi  1.00Gi
                        namespace shop fits its quotas
                          web: hold it at 4 replicas (its own, or its autoscaler's minReplicas and maxReplicas, of KEDA min- and maxReplicaCount) until it has changed: for more its controller makes old pods as well as new ones, and these have no room
                        compute requests.cpu: raise it
                        """);
    }

    @Test
    void whatNothingFitsHasNoPlan() {
        NamespacePlan plan = plan("ml", Verdict.DOES_NOT_FIT);

        assertThat(PlanTable.of(plan))
                .contains("namespace ml does not fit its quotas, and no plan does:\n")
                .contains("  even at the least: compute: too much\n");
    }

    private static NamespacePlan plan(String namespace, Verdict verdict) {
        return plan(namespace, verdict, null);
    }

    private static NamespacePlan plan(
            String namespace, Verdict verdict, @Nullable QuotaForecast charged) {
        NamespacePlan.Blocked blocked =
                new NamespacePlan.Blocked(
                        "compute",
                        "requests.cpu",
                        Why.EXCEEDED,
                        new BigDecimal("8"),
                        BigDecimal.TEN,
                        BigDecimal.TWO,
                        List.of(),
                        "compute: too much");
        boolean fits = verdict == Verdict.FITS;
        BigDecimal gibi = BigDecimal.valueOf(1L << 30);
        return new NamespacePlan(
                namespace,
                Instant.EPOCH,
                verdict,
                fits ? List.of() : List.of(blocked),
                List.of(
                        line(
                                "requests.cpu",
                                new BigDecimal("8"),
                                new BigDecimal("7.5"),
                                BigDecimal.TEN,
                                new BigDecimal("7.999")),
                        line("limits.memory", gibi, gibi, gibi, gibi)),
                List.of(workload()),
                fits
                        ? List.of()
                        : List.of(
                                new NamespacePlan.Stage(
                                        1,
                                        "ml/Deployment.apps/web",
                                        How.IN_PLACE,
                                        null,
                                        null,
                                        true)),
                verdict == Verdict.DOES_NOT_FIT ? List.of(blocked) : List.of(),
                true,
                List.of(
                        new NamespacePlan.QuotaAdvice(
                                "compute",
                                "requests.cpu",
                                BigDecimal.ONE,
                                BigDecimal.ONE,
                                BigDecimal.ONE,
                                0,
                                BigDecimal.ONE,
                                BigDecimal.ZERO,
                                BigDecimal.ONE,
                                false,
                                charged,
                                null,
                                charged == null ? null : charged.fullAt(),
                                charged == null ? "raise it" : "full: raise it")),
                null,
                List.of());
    }

    private static NamespacePlan.Line line(
            String resource,
            BigDecimal hard,
            BigDecimal now,
            BigDecimal advice,
            @Nullable BigDecimal plan) {
        return new NamespacePlan.Line(
                "compute", resource, hard, BigDecimal.ZERO, now, advice, plan, null, null, null);
    }

    private static NamespacePlan.Workload workload() {
        Resources two = new Resources(new Cpu(2_000), null);
        return new NamespacePlan.Workload(
                "ml/Deployment.apps/web",
                0,
                4,
                1,
                3,
                0,
                List.of(
                        new NamespacePlan.Container(
                                "web",
                                ContainerType.APP,
                                two,
                                Resources.NONE,
                                new Resources(new Cpu(1_500), null),
                                Resources.NONE)),
                List.of(
                        new NamespacePlan.GivenUp(
                                "pods", BigDecimal.valueOf(4), BigDecimal.valueOf(3), 0.25),
                        new NamespacePlan.GivenUp("surge", BigDecimal.ONE, BigDecimal.ZERO, 1),
                        new NamespacePlan.GivenUp(
                                "requests.cpu", BigDecimal.TWO, new BigDecimal("1.5"), 0.25)),
                null,
                null,
                null,
                null,
                null,
                null,
                4,
                null);
    }
}
