package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static io.headroom.recommender.fit.Members.deployment;
import static io.headroom.recommender.fit.Members.namespace;
import static io.headroom.recommender.fit.Members.quota;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.Step.How;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Quotas of the objects that rollouts make. */
class RolloutLinesTest {
    private static final String REPLICA_SETS = "count/replicasets.apps";

    private final Member search =
            deployment("search").requests(amounts(500, 512)).target(amounts(300, 512)).build();
    private final Member web =
            deployment("web").requests(amounts(500, 512)).target(amounts(400, 512)).build();
    private final Member idle = deployment("idle").requests(amounts(500, 512)).build();

    @Test
    void everyRolloutMakesOneAndWhoDoesNotChangeMakesNone() {
        NamespacePlan plan =
                Planner.plan(namespace(List.of(idle, search, web), quota(REPLICA_SETS, "9", "3")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan.lines())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.now()).isEqualByComparingTo("3");
                    assertThat(line.advice()).isEqualByComparingTo("5");
                    assertThat(line.plan()).isEqualByComparingTo("5");
                });
    }

    /** Older ones go only once there are more than each Deployment keeps. */
    @Test
    void whatIsRecommendedHasRoomForEveryRolloutOfTheAdvice() {
        NamespacePlan plan =
                Planner.plan(
                        namespace(List.of(idle, search, web), quota(REPLICA_SETS, "40", "12")));

        assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo("14");
        assertThat(plan.quotas().getFirst().needed()).isEqualByComparingTo("14");
        assertThat(plan.quotas().getFirst().recommended())
                .as("and a tenth")
                .isEqualByComparingTo("16");
    }

    @Test
    void whoeverHasNoRoomForAnotherResizesInPlace() {
        NamespacePlan plan =
                Planner.plan(namespace(List.of(idle, search, web), quota(REPLICA_SETS, "4", "3")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan.blockedBy())
                .singleElement()
                .satisfies(blocked ->
                        assertThat(blocked.message())
                                .isEqualTo(
                                        "ResourceQuota compute lets in 4 of count/replicasets.apps,"
                                                + " and 5 would be counted: 1 too much, as each"
                                                + " rollout makes one"));
        assertThat(plan.stages()).extracting(Stage::how).containsExactly(How.ROLLOUT, How.IN_PLACE);
        assertThat(plan.lines().getFirst().plan()).isEqualByComparingTo("4");
        assertThat(plan.workloads()).allMatch(workload -> workload.givesUp().isEmpty());
    }

    @Test
    void aFullQuotaOfThemIsNobodysProblemWhoRollsOutNothing() {
        NamespacePlan plan = Planner.plan(namespace(List.of(idle), quota(REPLICA_SETS, "3", "3")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
    }

    @Test
    void quotasOfAnythingElseAreShownAndAreInNobodysWay() {
        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(search, web),
                                quota("count/configmaps", "3", "3", "services", "2", "1")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan.lines())
                .allSatisfy(line -> assertThat(line.advice()).isEqualByComparingTo(line.now()));
    }
}
