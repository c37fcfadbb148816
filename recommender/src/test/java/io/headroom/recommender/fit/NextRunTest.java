package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.output.PlanTable;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the next run of a CronJob takes of quotas of objects. */
class NextRunTest {
    private static final String JOBS = "count/jobs.batch";

    private static NamespacePlan plan(int running, String resource, String hard, String used) {
        return Planner.plan(
                Members.namespace(
                        List.of(Members.cronJob("nightly").replicas(2, 2, 0).pods(running).build()),
                        Members.quota(resource, hard, used)));
    }

    @Test
    void takesOneJobForAllOfItsPods() {
        assertThat(plan(0, JOBS, "4", "3").verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan(0, JOBS, "4", "3").quotas().getFirst().needed()).isEqualByComparingTo("4");
    }

    @Test
    void isRefusedWhereFinishedOnesAreAsManyAsAreLetIn() {
        NamespacePlan plan = plan(0, JOBS, "3", "3");

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan.blockedBy().getFirst().resource()).isEqualTo(JOBS);
        assertThat(plan.blockedBy().getFirst().missing()).isEqualByComparingTo("1");
    }

    @Test
    void isThereAlreadyWhileItRuns() {
        assertThat(plan(2, JOBS, "4", "4").verdict()).isEqualTo(Verdict.FITS);
    }

    @Test
    void takesItsPodsBesideThoseThatHaveFinished() {
        assertThat(plan(0, "count/pods", "5", "3").verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan(0, "count/pods", "4", "3").verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
    }

    /** Its policy is to let runs overlap, and what is advised is another size. */
    @Test
    void takesItsPodsBesideARunThatGoesOnOrComesAfterIt() {
        NamespacePlan enough = beside("4");
        NamespacePlan tooFew = beside("3");

        assertThat(enough.verdict()).isEqualTo(Verdict.FITS);
        assertThat(enough.quotas().getFirst().reach()).isEqualByComparingTo("4");
        assertThat(enough.quotas().getFirst().unreachable()).isFalse();
        assertThat(tooFew.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(tooFew.stages())
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(Step.How.NEXT_RUN);
        assertThat(PlanTable.of(tooFew))
                .contains("  1. nightly has it when it runs again, and the run of now is over\n");
        assertThat(tooFew.quotas().getFirst().recommended())
                .isGreaterThanOrEqualTo(BigDecimal.valueOf(4));
    }

    private static NamespacePlan beside(String pods) {
        return Planner.plan(
                Members.namespace(
                        List.of(
                                Members.cronJob("nightly", Renewal.NEXT_RUN_BESIDE)
                                        .rolling(2, 2, 0, 1)
                                        .requests(Members.amounts(1_400, 944))
                                        .target(Members.amounts(800, 1_800))
                                        .build()),
                        Members.quota("pods", pods, "2")));
    }

    @Test
    void takesNoJobOfADeployment() {
        NamespacePlan plan =
                Planner.plan(
                        Members.namespace(
                                List.of(Members.deployment("web").build()),
                                Members.quota(JOBS, "3", "3")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
    }
}
