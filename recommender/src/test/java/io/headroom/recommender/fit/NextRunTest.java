package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.fit.NamespacePlan.Verdict;
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
