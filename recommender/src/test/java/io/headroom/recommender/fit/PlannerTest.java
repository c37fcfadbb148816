package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static io.headroom.recommender.fit.Members.deployment;
import static io.headroom.recommender.fit.Members.namespace;
import static io.headroom.recommender.fit.Members.quota;
import static io.headroom.recommender.fit.Members.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.NamespacePlan.Blocked;
import io.headroom.recommender.fit.NamespacePlan.GivenUp;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.Step.How;
import io.headroom.recommender.fit.admission.Verdict.Why;
import io.headroom.recommender.output.PlanTable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

    @Test
    void adviceIsCountedWithTheAutoscalerAtItsMaximumAndARolloutUnderWay() {
        Member web = deployment("web").replicas(2, 6, 2).target(amounts(400, 300)).build();

        // the two old ones, four more that the autoscaler may add, and the surge
        NamespacePlan plan =
                Planner.plan(namespace(List.of(web), quota("requests.cpu", "3.4", "1")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo("3.4");
        assertThat(plan.lines().getFirst().plan()).isEqualByComparingTo("3.4");
        assertThat(
                        Planner.plan(namespace(List.of(web), quota("requests.cpu", "3.399", "1")))
                                .verdict())
                .isEqualTo(Verdict.FITS_IN_STAGES);
    }

    @Test
    void whatFitsOnlyOneAfterTheOtherComesWithTheOrder() {
        Member grows = deployment("api").replicas(2, 2, 1).target(amounts(900, 300)).build();
        Member shrinks =
                deployment("web")
                        .replicas(2, 2, 1)
                        .requests(amounts(900, 300))
                        .target(amounts(500, 300))
                        .build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(grows, shrinks), quota("requests.cpu", "3", "2.8")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan.stages())
                .extracting(NamespacePlan.Stage::workload, NamespacePlan.Stage::how)
                .containsExactly(
                        tuple("shop/Deployment.apps/web", Step.How.IN_PLACE),
                        tuple("shop/Deployment.apps/web", Step.How.ROLLOUT),
                        tuple("shop/Deployment.apps/api", Step.How.ONE_BY_ONE));
    }

    /** One that is old and three that are new: there are never three old ones beside a new one. */
    @Test
    void whatGrowsRollsOutOneAfterTheOtherWhereOneOldPodAndAllNewOnesHaveRoom() {
        Members web = deployment("web").rolling(3, 3, 1, 0).target(amounts(600, 300));

        assertThat(
                        Planner.plan(
                                namespace(
                                        List.of(web.build()), quota("requests.cpu", "2.3", "1.5"))))
                .satisfies(plan ->
                        assertThat(plan.stages())
                                .extracting(NamespacePlan.Stage::how)
                                .containsExactly(Step.How.SLOW_ROLLOUT));
        assertThat(
                        Planner.plan(
                                        namespace(
                                                List.of(web.build()),
                                                quota("requests.cpu", "2.299", "1.5")))
                                .stages())
                .extracting(NamespacePlan.Stage::how)
                .doesNotContain(Step.How.SLOW_ROLLOUT);
    }

    /** A controller makes no more new pods than there are to be, whatever the surge. */
    @Test
    void aSurgeIsNoMoreThanThePodsThatThereAreToBe() {
        Member none = deployment("none").rolling(0, 0, 1, 0).requests(amounts(1_000, 300)).build();
        Member one = deployment("one").rolling(1, 1, 3, 0).target(amounts(600, 300)).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(none, one), quota("requests.cpu", "1.2", "0.5")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo("1.2");
    }

    /** Until a new pod is there the old one stays: two cores and nine tenths. */
    @Test
    void whatShrinksNeedsRoomBesideItsOldPods() {
        Members web =
                deployment("web")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(2_000, 512))
                        .target(amounts(900, 512));

        NamespacePlan full = plan(web, "2");
        NamespacePlan free = plan(web, "2.9");

        assertThat(free.verdict()).isEqualTo(Verdict.FITS);
        assertThat(full.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(full.blockedBy().getFirst().needed()).isEqualByComparingTo("2.9");
        assertThat(full.stages())
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(Step.How.IN_PLACE, Step.How.ROLLOUT);
        assertThat(planned(full, 0)).isEqualTo(amounts(900, 512));
        assertThat(full.workloads().getFirst().givesUp()).isEmpty();
    }

    /** There may be a larger node, but a resize does not take a pod there. */
    @Test
    void aPodIsResizedToNoMoreThanItsOwnNodeHas() {
        Members web =
                deployment("web")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(1_000, 8_192))
                        .target(amounts(3_000, 2_048));
        NamespaceFacts facts =
                namespace(
                        List.of(web.build()), quota("requests.memory", "8589934592", "8589934592"));

        assertThat(ways(facts.on(Map.of("node", amounts(3_000, 2_048)))))
                .as("all of the node, whatever else is on it")
                .containsExactly(How.IN_PLACE, How.ROLLOUT);
        assertThat(ways(facts.on(Map.of("node", amounts(2_999, 20_480)))))
                .containsExactly(How.ONE_BY_ONE);
        assertThat(ways(facts.on(Map.of("node", amounts(4_000, 2_047)))))
                .containsExactly(How.ONE_BY_ONE);
        assertThat(ways(facts.on(Map.of("node", Resources.NONE))))
                .as("one that runs no Linux")
                .containsExactly(How.ONE_BY_ONE);
        assertThat(ways(facts.on(Map.of("other", amounts(8_000, 20_480)))))
                .as("its node is not there")
                .containsExactly(How.ONE_BY_ONE);
    }

    /** It holds what it holds by now. */
    @Test
    void whereNoNodeIsKnownAPodIsResizedToNoMoreThanItHas() {
        Members web =
                deployment("web")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(1_000, 8_192))
                        .target(amounts(1_000, 2_048));
        QuotaState quota = quota("requests.memory", "8589934592", "8589934592");

        assertThat(ways(namespace(List.of(web.build()), quota).on(Map.of())))
                .containsExactly(How.IN_PLACE, How.ROLLOUT);
        Member grows = web.target(amounts(1_001, 2_048)).build();
        assertThat(ways(namespace(List.of(grows), quota).on(Map.of())))
                .containsExactly(How.ONE_BY_ONE);
    }

    private static List<How> ways(NamespaceFacts facts) {
        return Planner.plan(facts).stages().stream().map(NamespacePlan.Stage::how).toList();
    }

    @Test
    void aRolloutThatMayEndPodsFirstGetsThroughAFullQuota() {
        Members web = deployment("web").requests(amounts(2_000, 512)).target(amounts(900, 512));

        assertThat(plan(web.rolling(1, 1, 1, 1), "2").stages())
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(Step.How.SLOW_ROLLOUT);
        assertThat(plan(web.rolling(4, 4, 0, 4), "7.9").stages())
                .as("one that recreates its pods, in a quota that was lowered")
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(Step.How.SLOW_ROLLOUT);
    }

    /** Four pods of half a core are let in, and the next one after a resize is of two. */
    @Test
    void anAutoscalersPodsAreOfTheNewSizeOnceTheTemplateIs() {
        Members web =
                deployment("web")
                        .rolling(1, 4, 1, 0)
                        .requests(amounts(2_000, 512))
                        .target(amounts(500, 512));

        NamespacePlan before = plan(web, "2.4");
        NamespacePlan resized =
                plan(
                        web.template(amounts(2_000, 512)).requests(amounts(500, 512)).build(),
                        "2.4",
                        "0.5");

        assertThat(before.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(before.stages())
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(Step.How.IN_PLACE, Step.How.ONE_BY_ONE);
        assertThat(before.lines().getFirst().plan()).isEqualByComparingTo("2");
        assertThat(PlanTable.of(before))
                .contains(
                        """
                          1. web is resized in place
                          2. web rolls out pod by pod: with maxSurge 0 and maxUnavailable 1 for this once
                        """);
        assertThat(resized.stages())
                .as("its pods are as advised, and the next one is not")
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(Step.How.ONE_BY_ONE);
    }

    /** One of three has a core, the others have two: beside five another one is let in. */
    @Test
    void eachPodIsChargedAtItsOwnSize() {
        Member web =
                deployment("web")
                        .rolling(3, 3, 1, 0)
                        .requests(amounts(2_000, 512))
                        .smaller(1)
                        .target(amounts(900, 512))
                        .build();

        assertThat(plan(web, "6", "5").verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan(web, "5.8", "5").verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan(web, "6", "5").lines().getFirst().advice())
                .as("another one of two cores for the one that has one")
                .isEqualByComparingTo("6");
    }

    /** A pod of a core would come for one that goes, and another one for the other. */
    @Test
    void whatSomebodyHasResizedIsCountedAsItsTemplateSaysAndLeftAlone() {
        Member web =
                deployment("web")
                        .rolling(2, 2, 1, 0)
                        .template(amounts(1_000, 512))
                        .requests(amounts(500, 512))
                        .build();

        NamespacePlan plan = plan(web, "1.9", "1");

        assertThat(plan.blockedBy())
                .singleElement()
                .satisfies(line -> assertThat(line.needed()).isEqualByComparingTo("3"));
        assertThat(plan.stages()).isEmpty();
    }

    /**
     * From Burstable to Guaranteed there is no way in place, and another ReplicaSet has no room.
     */
    @Test
    void whoCanChangeInNoWayKeepsWhatItHas() {
        Members stuck =
                deployment("stuck")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(2_000, 512))
                        .limits(amounts(3_000, 512))
                        .target(amounts(900, 512))
                        .targetLimits(amounts(900, 512));
        Member web =
                deployment("web")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(1_000, 512))
                        .target(amounts(800, 512))
                        .build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(stuck.build(), web),
                                quota(
                                        "requests.cpu",
                                        "3",
                                        "3",
                                        "count/replicasets.apps",
                                        "2",
                                        "2")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.proved()).isFalse();
        assertThat(plan.stages())
                .extracting(NamespacePlan.Stage::workload)
                .containsExactly("shop/Deployment.apps/web");
        assertThat(planned(plan, 0)).isEqualTo(amounts(2_000, 512));
        assertThat(planned(plan, 1)).isEqualTo(amounts(800, 512));
        assertThat(PlanTable.of(plan))
                .contains(
                        "  stuck: no step to its advice is let in beside the pods that are there, in any order: it keeps what it has\n the others fit:\n")
                .contains("  web: its template stays as it is");
        assertThat(plan.workloads().getLast().oldTemplate()).isNotNull();
        assertThat(plan.lines().getLast().plan())
                .as("two cores, and one pod more of web's old size for one that goes")
                .isEqualByComparingTo("3");
    }

    /**
     * Its template has to stay, and after the resize there is no room for one pod more of the old
     * size, unless the others have less than there is room for.
     */
    @Test
    void whoFindsNoStepToWhatThereIsRoomForGetsAsMuchLessAsLeavesOne() {
        Members web =
                deployment("web")
                        .rolling(4, 4, 0, 1)
                        .requests(amounts(500, 2_560))
                        .target(amounts(400, 3_072))
                        .used(amounts(100, 1_024));
        NamespaceFacts facts = namespace(List.of(web.build()), fullOfReplicaSets());

        NamespacePlan plan = Planner.plan(facts);

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.proved()).isFalse();
        assertThat(plan.stages())
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(How.IN_PLACE);
        long most = ((8_192L - 2_560) << 20) / 3;
        assertThat(Objects.requireNonNull(planned(plan, 0).memory()).units())
                .as("a sixteenth more of the way from 2048 to 1024 would be too much")
                .isBetween(most - (64 << 20), most);
        assertThat(planned(plan, 0).cpu()).isEqualTo(new Cpu(400));
        assertThat(plan.workloads().getFirst().noStep()).isNull();
        assertThat(plan.workloads().getFirst().givesUp())
                .extracting(NamespacePlan.GivenUp::resource)
                .containsExactly("requests.memory");
        assertThat(memory(plan).plan()).isLessThanOrEqualTo(memory(plan).hard());
    }

    /**
     * Below the peak nothing is tried, and so none is found: of that nothing proves that none is.
     */
    @Test
    void whoFindsNoStepToLessEitherIsToldThatNoneWasFound() {
        Members web =
                deployment("web")
                        .rolling(4, 4, 0, 1)
                        .requests(amounts(500, 2_560))
                        .target(amounts(400, 3_072))
                        .used(amounts(100, 2_000));

        NamespacePlan plan = Planner.plan(namespace(List.of(web.build()), fullOfReplicaSets()));

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(PlanTable.of(plan))
                .contains("namespace shop does not fit its quotas, and no plan was found:\n")
                .contains(
                        "  web: no step to its advice is let in beside the pods that are there, in any order, and none to less of it was found: it keeps what it has\n");
    }

    private static QuotaState fullOfReplicaSets() {
        return quota(
                "requests.memory",
                Long.toString(8_192L << 20),
                Long.toString(10_240L << 20),
                "count/replicasets.apps",
                "1",
                "1");
    }

    private static NamespacePlan.Line memory(NamespacePlan plan) {
        return plan.lines().stream()
                .filter(line -> line.resource().equals("requests.memory"))
                .findFirst()
                .orElseThrow();
    }

    /** Resized to a core, and another one for one that goes has two as before. */
    @Test
    void noSurgeIsPlannedInTheRoomOfPodsThatAreMadeByATemplateThatStays() {
        Member api = deployment("api").rolling(1, 1, 1, 0).requests(amounts(1_000, 512)).build();
        Member web =
                deployment("web")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(2_000, 512))
                        .target(amounts(1_000, 512))
                        .build();

        for (String hard : List.of("3", "4")) {
            NamespacePlan plan =
                    Planner.plan(
                            namespace(
                                    List.of(api, web),
                                    quota(
                                            "count/replicasets.apps",
                                            "1",
                                            "1",
                                            "requests.cpu",
                                            hard,
                                            "3")));

            assertThat(plan.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
            assertThat(plan.workloads().getLast().oldTemplate()).isNotNull();
            assertThat(plan.workloads().getFirst().plannedSurge())
                    .isEqualTo(hard.equals("4") ? 1 : 0);
            assertThat(plan.lines().getLast().plan()).isEqualByComparingTo(hard);
        }
    }

    /** One that went between the two steps: another came of the old size, and is in the way. */
    @Test
    void whereAPodCameByTheOldTemplateAfterTheResizeThePlanIsToResizeThatAsWell() {
        Members web =
                deployment("web")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(2_000, 512))
                        .target(amounts(500, 512));

        for (Member member : List.of(web.build(), web.template(amounts(500, 512)).build())) {
            NamespacePlan plan =
                    Planner.plan(namespace(List.of(member), quota("requests.cpu", "2", "2")));

            assertThat(plan.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
            assertThat(plan.stages()).extracting(NamespacePlan.Stage::how).startsWith(How.IN_PLACE);
        }
    }

    @Test
    void nobodyGivesUpMuchForASurgeThatNoStepNeeds() {
        Member large =
                deployment("a")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(4_000, 512))
                        .target(amounts(4_000, 512))
                        .used(amounts(1_000, 200))
                        .build();
        Member many =
                deployment("b")
                        .rolling(4, 4, 4, 0)
                        .requests(amounts(900, 512))
                        .target(amounts(1_000, 512))
                        .used(amounts(900, 200))
                        .build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(large, many), quota("requests.cpu", "7.99", "7.6")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.proved()).isTrue();
        assertThat(plan.workloads().stream().flatMap(each -> each.givesUp().stream()))
                .filteredOn(given -> !given.resource().equals("surge"))
                .allSatisfy(given -> assertThat(given.share()).isLessThan(0.005));
        assertThat(plan.workloads())
                .extracting(NamespacePlan.Workload::plannedSurge)
                .containsExactly(0, 0);
    }

    private static NamespacePlan plan(Members web, String cores) {
        Member built = web.build();
        return plan(built, cores, BigDecimal.valueOf(2L * built.pods().size()).toPlainString());
    }

    private static NamespacePlan plan(Member web, String cores, String used) {
        return Planner.plan(namespace(List.of(web), quota("requests.cpu", cores, used)));
    }

    @Test
    void saysWhatEachWorkloadGivesUpOfItsAdvice() {
        Member web = deployment("web").replicas(2, 2, 0).target(amounts(1_000, 300)).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(web), quota("requests.cpu", "1.5", "1")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.workloads().getFirst().givesUp())
                .containsExactly(
                        new GivenUp("requests.cpu", BigDecimal.ONE, new BigDecimal("0.75"), 0.25));
        assertThat(plan.lines().getFirst().plan()).isEqualByComparingTo("1.5");
    }

    @Test
    void memoryStaysAboveThePeakAndWhatHasNoAdviceStaysAsItIs() {
        Member advised = deployment("api").target(amounts(100, 600)).used(amounts(50, 500)).build();
        Member unknown = deployment("web").requests(amounts(100, 1_000)).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(advised, unknown),
                                quota("requests.memory", Long.toString(3_100L << 20), "0")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        Resources api = planned(plan, 0);
        assertThat(Objects.requireNonNull(api.memory()).bytes()).isBetween(500L << 20, 550L << 20);
        assertThat(planned(plan, 1)).isEqualTo(amounts(100, 1_000));
        NamespacePlan none =
                Planner.plan(
                        namespace(
                                List.of(advised, unknown),
                                quota("requests.memory", Long.toString(2_999L << 20), "0")));
        assertThat(none.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(none.stuckOn().getFirst().missing()).isEqualByComparingTo("1048576");
    }

    @Test
    void whoIsIdleGivesUpBeforeWhoIsBusy() {
        Member idle =
                deployment("idle")
                        .target(amounts(1_000, 512))
                        .used(new Resources(Cpu.ofCores(0.0001), Memory.ofMebibytes(100)))
                        .build();
        Member busy =
                deployment("busy").target(amounts(1_000, 512)).used(amounts(900, 100)).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(idle, busy), quota("requests.cpu", "3", "2")));

        assertThat(plan.workloads())
                .extracting(workload -> planned(workload).cpu())
                .containsExactly(new Cpu(1_000), new Cpu(500));
    }

    @Test
    void whoUsedNextToNothingIsCutToAMillicoreAndNoFurther() {
        Member idle =
                deployment("idle")
                        .target(amounts(1_000, 512))
                        .used(new Resources(Cpu.ofCores(0.0005), Memory.ofMebibytes(100)))
                        .build();

        assertThat(
                        Planner.plan(namespace(List.of(idle), quota("requests.cpu", "1.5", "0")))
                                .verdict())
                .isEqualTo(Verdict.FITS_WITH_LESS);
        NamespacePlan least =
                Planner.plan(namespace(List.of(idle), quota("requests.cpu", "0.002", "0")));
        assertThat(planned(least.workloads().getFirst()).cpu()).isEqualTo(new Cpu(1));
        assertThat(
                        Planner.plan(namespace(List.of(idle), quota("requests.cpu", "0.001", "0")))
                                .verdict())
                .isEqualTo(Verdict.DOES_NOT_FIT);
    }

    @Test
    void whoseUseIsNotKnownGivesUpNothing() {
        Member unknown = deployment("new").target(amounts(1_000, 512)).used(Resources.NONE).build();

        assertThat(
                        Planner.plan(namespace(List.of(unknown), quota("requests.cpu", "1.9", "0")))
                                .verdict())
                .isEqualTo(Verdict.DOES_NOT_FIT);
    }

    private static Resources planned(NamespacePlan.Workload workload) {
        return Objects.requireNonNull(workload.containers().getFirst().plannedRequests());
    }

    @Test
    void whatOtherPodsUseIsNotThereForTheAdvice() {
        Member web = deployment("web").target(amounts(500, 512)).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(web), quota("requests.cpu", "2", "1.7")));

        // two pods of half a core are the workload's own
        assertThat(plan.lines().getFirst().others()).isEqualByComparingTo("0.7");
        assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo("1.7");
    }

    /** The API server writes into a pod that is resized what it does not let anybody change. */
    @Test
    void noPodIsResizedThatALimitRangeWouldGiveMoreThanCpuAndMemory() {
        Member web =
                deployment("web")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(2_000, 64))
                        .target(amounts(500, 64))
                        .build();
        QuotaState full = quota("requests.cpu", "2", "2");

        assertThat(steps(web, full, gives("cpu"))).contains(How.IN_PLACE);
        assertThat(steps(web, full, gives("ephemeral-storage"))).containsExactly(How.ONE_BY_ONE);
    }

    private static List<How> steps(Member member, QuotaState quota, LimitRangeState limitRange) {
        return Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(member),
                                List.of(quota),
                                List.of(limitRange),
                                List.of()))
                .stages()
                .stream()
                .map(NamespacePlan.Stage::how)
                .toList();
    }

    private static LimitRangeState gives(String resource) {
        Map<String, BigDecimal> ten = Map.of(resource, BigDecimal.TEN);
        return new LimitRangeState(
                "shop",
                "defaults",
                List.of(
                        new LimitRangeState.Item(
                                "Container",
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Map.of(),
                                new LimitRangeState.Exact(
                                        Map.of(), Map.of(), ten, ten, Map.of()))));
    }

    /** Its pod is older than the minimum, which its advice satisfies, and half of that does not. */
    @Test
    void noPodOnTheWayIsBelowAMinimumThatIsYoungerThanItsWorkload() {
        Member old =
                deployment("a")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(4_000, 4_096))
                        .target(amounts(1_000, 6_144))
                        .used(amounts(10, 10))
                        .build();
        Member other =
                deployment("b")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(2_000, 5_120))
                        .target(amounts(5_000, 4_200))
                        .used(amounts(10, 10))
                        .build();
        BigDecimal least = BigDecimal.valueOf(Memory.ofMebibytes(4_100).bytes());

        NamespacePlan plan =
                Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(old, other),
                                List.of(
                                        quota(
                                                "requests.cpu",
                                                "6",
                                                "6",
                                                "requests.memory",
                                                String.valueOf(10_547L << 20),
                                                String.valueOf(9_216L << 20))),
                                List.of(minimum("memory", least)),
                                List.of()));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan.stages().stream().map(NamespacePlan.Stage::resource))
                .as("the CPU of a, which is large, is given back with its memory alone")
                .containsExactly("memory", null, "cpu");
        assertThat(plan.stages().get(1).workload()).isEqualTo(old.workload().key());
    }

    /**
     * Of two lines that are over, none lets a pod come that has less of one and as much of both.
     */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0"})
    void oneResourceAfterTheOtherIsResizedWhereQuotasOfBothAreOver(int surge, int unavailable) {
        Member a =
                deployment("a")
                        .rolling(1, 1, surge, unavailable)
                        .requests(amounts(2_000, 1_024))
                        .target(amounts(1_000, 2_048))
                        .build();
        Member b =
                deployment("b")
                        .rolling(1, 1, surge, unavailable)
                        .requests(amounts(1_000, 2_560))
                        .target(amounts(2_000, 1_024))
                        .build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(a, b),
                                quota(
                                        "requests.cpu",
                                        "2.9",
                                        "3",
                                        "requests.memory",
                                        String.valueOf(3_276L << 20),
                                        String.valueOf(3_584L << 20))));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.proved()).isTrue();
        assertThat(plan.workloads().getFirst().containers().getFirst().plannedRequests())
                .isEqualTo(amounts(1_000, 2_048));
        assertThat(plan.workloads().getLast().containers().getFirst().plannedRequests())
                .isEqualTo(amounts(1_900, 1_024));
        assertThat(plan.stages().getFirst().how()).isEqualTo(Step.How.IN_PLACE);
        assertThat(plan.stages().getFirst().resource()).isEqualTo("cpu");
        assertThat(plan.stages())
                .as("another pod for one that goes would have the old sizes")
                .noneMatch(NamespacePlan.Stage::replaceable);
    }

    /** Two of three are there, and all that may be away is away. */
    @Test
    void whoLacksPodsRollsOutOneByOneWhileItIsAskedForNoMore() {
        Members web =
                deployment("web")
                        .rolling(2, 2, 1, 0)
                        .missing(1, /* byMinimum */ true)
                        .requests(amounts(2_000, 512))
                        .limits(amounts(2_000, 512))
                        .target(amounts(500, 512))
                        // another class, so that none is resized in place
                        .targetLimits(amounts(1_000, 512));

        NamespacePlan plan =
                Planner.plan(namespace(List.of(web.build()), quota("requests.cpu", "4", "4")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan.stages())
                .containsExactly(
                        new NamespacePlan.Stage(
                                1, "shop/Deployment.apps/web", Step.How.ONE_BY_ONE, null, 1, true));
        assertThat(PlanTable.of(plan))
                .contains("pod by pod: with maxSurge 0 and maxUnavailable 1 for this once")
                .contains("hold it at 2 replicas");
    }

    /** Where the small one goes first, there is no room for another beside the large ones. */
    @Test
    void ofPodsOfSeveralSizesAsManyMayBeAwayAsItTakes() {
        Member web =
                deployment("web")
                        .rolling(4, 4, 0, 1)
                        .requests(amounts(560, 512))
                        .limits(amounts(560, 512))
                        .smaller(1)
                        .target(amounts(497, 512))
                        .targetLimits(amounts(1_000, 512))
                        .build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(web), quota("requests.cpu", "2", "1.96")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan.stages())
                .extracting(NamespacePlan.Stage::how, NamespacePlan.Stage::maxUnavailable)
                .containsExactly(tuple(Step.How.ONE_BY_ONE, 2));
    }

    /** By default no StatefulSet's controller takes more than one away. */
    @Test
    void podsOfAStatefulSetThatLacksSomeAreDeletedByHand() {
        Members db =
                statefulSet("db")
                        .rolling(2, 2, 0, 1)
                        .missing(1, /* byMinimum */ true)
                        .requests(amounts(2_000, 512))
                        .limits(amounts(2_000, 512))
                        .target(amounts(500, 512))
                        .targetLimits(amounts(1_000, 512));

        NamespacePlan plan =
                Planner.plan(namespace(List.of(db.build()), quota("requests.cpu", "4", "4")));

        assertThat(plan.stages())
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(Step.How.BY_DELETION);
    }

    /** Three of five, and for the others there is room at two cores each. */
    @ParameterizedTest
    @CsvSource({"10, FITS_IN_STAGES", "10.4, FITS_IN_STAGES", "13, FITS"})
    void podsThatAreAboutToComeAreCountedAsTheyWillCome(String hard, Verdict verdict) {
        NamespacePlan plan = lackingTwo(hard);

        assertThat(plan.verdict()).isEqualTo(verdict);
        assertThat(plan.workloads().getFirst().mostMeanwhile()).isEqualTo(5);
        assertThat(plan.stages())
                .extracting(NamespacePlan.Stage::how)
                .hasSize(verdict == Verdict.FITS ? 0 : 2)
                .startsWith(
                        verdict == Verdict.FITS
                                ? new Step.How[0]
                                : new Step.How[] {Step.How.IN_PLACE});
    }

    @Test
    void whoLacksPodsForWantOfRoomIsAskedForNoMoreUntilItHasChanged() {
        assertThat(lackingTwo("7.5").workloads().getFirst().mostMeanwhile())
                .as("below its autoscaler's minimum: those would come as they were")
                .isEqualTo(3);
    }

    /** Of two cores each, which are to be half a core; its autoscaler has five to ten. */
    private static NamespacePlan lackingTwo(String hard) {
        Member web =
                deployment("web")
                        .rolling(3, 10, 1, 0)
                        .missing(2, /* byMinimum */ true)
                        .requests(amounts(2_000, 512))
                        .target(amounts(500, 512))
                        .build();
        return Planner.plan(namespace(List.of(web), quota("requests.cpu", hard, "6")));
    }

    /** Three pods of one core and one of two, which a LimitRange would let no other come beside. */
    @Test
    void podsOfWhoKeepsWhatItHasAreCountedAsTheyAre() {
        Member kept =
                deployment("kept")
                        .rolling(4, 4, 0, 1)
                        .requests(amounts(2_000, 512))
                        .smaller(3)
                        .template(amounts(1_000, 512))
                        .target(amounts(900, 512))
                        .build();
        Member web =
                deployment("web")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(1_000, 512))
                        .limits(amounts(8_000, 512))
                        .target(amounts(4_000, 512))
                        .build();

        NamespacePlan enough = beside(kept, web, "9");
        NamespacePlan tooLittle = beside(kept, web, "8.5");

        assertThat(enough.workloads().getFirst().refused()).isNotNull();
        assertThat(enough.blockedBy())
                .as("five cores of kept's, and four of web's")
                .allMatch(blocked -> blocked.missing() == null);
        assertThat(enough.lines().getFirst().plan()).isEqualByComparingTo("9");
        assertThat(tooLittle.blockedBy())
                .filteredOn(blocked -> blocked.missing() != null)
                .extracting(NamespacePlan.Blocked::missing)
                .containsExactly(new BigDecimal("0.5"));
    }

    /** Each container is to have a limit of CPU, which kept's have not. */
    private static NamespacePlan beside(Member kept, Member web, String hard) {
        LimitRangeState limited =
                new LimitRangeState(
                        "shop",
                        "limited",
                        List.of(
                                new LimitRangeState.Item(
                                        "Container",
                                        Resources.NONE,
                                        amounts(9_000, 9_000),
                                        Resources.NONE,
                                        Resources.NONE,
                                        Map.of(),
                                        new LimitRangeState.Exact(
                                                Map.of(),
                                                Map.of("cpu", new BigDecimal("9")),
                                                Map.of(),
                                                Map.of(),
                                                Map.of()))));
        return Planner.plan(
                new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(kept, web),
                                List.of(quota("requests.cpu", hard, "6")),
                                List.of(limited),
                                List.of())
                        .on(Members.LARGE));
    }

    /** A quota of exactly that reads like one of a byte less. */
    @Test
    void amountsThatAreNearlyAlikeAreSaidToTheByte() {
        Member web = deployment("web").rolling(1, 1, 0, 1).target(amounts(100, 1_536)).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(web),
                                quota(
                                        "requests.memory",
                                        String.valueOf((1_536L << 20) - 1),
                                        String.valueOf(512L << 20))));

        assertThat(plan.blockedBy().getFirst().message())
                .isEqualTo(
                        "ResourceQuota compute lets in 1610612735 of requests.memory, and 1610612736 would be counted: 1 too much");
        assertThat(PlanTable.of(plan)).contains("(-less than 1 %)");
    }

    /** No container gets less. */
    private static LimitRangeState minimum(String resource, BigDecimal least) {
        return new LimitRangeState(
                "shop",
                "minimum",
                List.of(
                        new LimitRangeState.Item(
                                "Container",
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Map.of(),
                                new LimitRangeState.Exact(
                                        Map.of(resource, least),
                                        Map.of(),
                                        Map.of(),
                                        Map.of(),
                                        Map.of()))));
    }

    @Test
    void aLineThatLacksRoomForTheWayAloneBlocksNobody() {
        Member web =
                deployment("web")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(2_000, 512))
                        .target(amounts(900, 512))
                        .build();
        Member small = deployment("small").rolling(1, 1, 0, 1).requests(amounts(10, 512)).build();

        NamespacePlan plan =
                Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(web, small),
                                List.of(quota("requests.cpu", "2.1", "2.01")),
                                List.of(minimum("cpu", new BigDecimal("0.1"))),
                                List.of()));

        assertThat(plan.verdict())
                .as("of small, which a LimitRange refuses, nothing is planned")
                .isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.stages()).isNotEmpty();
        assertThat(plan.blockedBy())
                .singleElement()
                .satisfies(blocked -> {
                    assertThat(blocked.missing()).isEqualByComparingTo("0.81");
                    assertThat(blocked.workloads()).isEmpty();
                });
    }

    @Test
    void whoHasLessThanIsAdvisedIsBlockedByTheLineThatItGivesUpSomethingFor() {
        Member web =
                deployment("web")
                        .rolling(2, 2, 1, 0)
                        .requests(amounts(1_000, 512))
                        .target(amounts(2_000, 512))
                        .build();
        Member quiet = deployment("quiet").rolling(1, 1, 0, 1).requests(amounts(100, 100)).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(web, quiet),
                                quota(
                                        "requests.cpu",
                                        "3.1",
                                        "2.1",
                                        "requests.memory",
                                        String.valueOf(1_200L << 20),
                                        String.valueOf(1_124L << 20))));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.blockedBy())
                .as("memory lacks room for a surge alone")
                .extracting(Blocked::resource, Blocked::workloads)
                .containsExactly(
                        tuple("requests.cpu", List.of(web.workload().key())),
                        tuple("requests.memory", List.of()));
    }

    @Test
    void whereNothingFitsAllAreBlockedThatTheLineCounts() {
        Member web = deployment("web").requests(amounts(1_000, 512)).build();
        Member api = deployment("api").rolling(1, 1, 0, 1).requests(amounts(500, 512)).build();
        String memory = String.valueOf(1_700L << 20);

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(web, api),
                                quota(
                                        "requests.cpu",
                                        "2",
                                        "2.5",
                                        "requests.memory",
                                        memory,
                                        memory)));

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan.blockedBy())
                .extracting(Blocked::resource, Blocked::workloads)
                .containsExactly(
                        tuple("requests.cpu", List.of(api.workload().key(), web.workload().key())));
    }

    @Test
    void aPlanKeepsWithinLimitRanges() {
        List<LimitRangeState> rules =
                List.of(
                        new LimitRangeState(
                                "shop",
                                "bounds",
                                List.of(
                                        new LimitRangeState.Item(
                                                "Container",
                                                amounts(300, 64),
                                                Resources.NONE,
                                                Resources.NONE,
                                                Resources.NONE,
                                                Map.of("cpu", 2.0)))));
        Member web =
                deployment("web")
                        .replicas(2, 2, 0)
                        .target(amounts(500, 300))
                        .targetLimits(amounts(1_000, 600))
                        .build();

        NamespacePlan plan =
                Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(web),
                                List.of(quota("requests.cpu", "0.7", "0.7")),
                                rules,
                                List.of()));

        assertThat(planned(plan, 0).cpu()).isEqualTo(new Cpu(350));
        assertThat(
                        Objects.requireNonNull(
                                        plan.workloads()
                                                .getFirst()
                                                .containers()
                                                .getFirst()
                                                .plannedLimits())
                                .cpu())
                .isEqualTo(new Cpu(700));
        NamespacePlan tighter =
                Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(web),
                                List.of(quota("requests.cpu", "0.5", "0.5")),
                                rules,
                                List.of()));
        assertThat(tighter.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
    }

    @Test
    void whatTheApiServerSummedUpForAPodIsSummedAnewForTheNext() {
        PodTerms before =
                new PodTerms(
                        List.of(
                                new PodTerms.Container(
                                        "web",
                                        ContainerType.APP,
                                        Map.of("cpu", new BigDecimal("0.5")),
                                        Map.of())),
                        true,
                        Map.of("cpu", new BigDecimal("0.5"), "memory", BigDecimal.TEN),
                        Map.of("cpu", BigDecimal.TWO),
                        Map.of(),
                        null,
                        null,
                        false,
                        false,
                        false,
                        null);

        assertThat(Terms.asWritten(before).requests()).containsOnlyKeys("memory");
    }

    @Test
    void namesThePodThatNoNodeHolds() {
        Member web = deployment("web").requests(amounts(9_000, 512)).build();

        NamespacePlan plan =
                Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(web),
                                List.of(),
                                List.of(),
                                List.of(amounts(8_000, 32_768))));

        assertThat(plan.workloads().getFirst().noNode())
                .isEqualTo(
                        "no node that takes pods has 9 cores and 512.00Mi for them, as one pod requests");
    }

    @Test
    void foretellsWhenAQuotaIsFull() {
        Member web =
                deployment("web")
                        .pods(15)
                        .replicas(15, 15, 0)
                        .podsByDay(
                                IntStream.rangeClosed(2, 15).mapToObj(day -> (double) day).toList())
                        .target(amounts(500, 512))
                        .build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(web), quota("requests.cpu", "12", "7.5")));

        QuotaAdvice cpu = plan.quotas().getFirst();
        assertThat(cpu.fullAt()).isEqualTo(Members.AS_OF.plus(Duration.ofDays(9)));
        assertThat(cpu.message()).startsWith("full in 9 days: raise it to ");
        // fourteen days of half a core each, on seven and a half, and a tenth
        assertThat(cpu.recommended()).isEqualByComparingTo("16");
        assertThat(cpu.growth()).isEqualTo(14 * 0.5 / 7.5);
    }

    @Test
    void asksForWhatIsNotNeededAndFindsWhatNobodyCanReach() {
        Member web =
                deployment("web")
                        .target(amounts(200, 256))
                        .podsByDay(Collections.nCopies(14, 2.0))
                        .build();

        QuotaAdvice cpu =
                Planner.plan(namespace(List.of(web), quota("requests.cpu", "10", "1")))
                        .quotas()
                        .getFirst();

        assertThat(cpu.needed()).isEqualByComparingTo("0.4");
        // what is used now cannot be given back
        assertThat(cpu.recommended()).isEqualByComparingTo("1");
        assertThat(cpu.giveBack()).isEqualByComparingTo("9");
        assertThat(cpu.reach()).isEqualByComparingTo("1");
        assertThat(cpu.unreachable()).isTrue();
        assertThat(cpu.fullAt()).isNull();
        assertThat(cpu.message()).isEqualTo("9 can be given back: 1 are enough");
    }

    /** Too little of it to be worth giving back. */
    @Test
    void saysOfWhatNobodyCanReachAllOfHowMuchThatIs() {
        Member web = deployment("web").target(amounts(500, 512)).build();

        assertThat(
                        Planner.plan(namespace(List.of(web), quota("requests.cpu", "1.2", "1")))
                                .quotas()
                                .getFirst())
                .extracting(QuotaAdvice::unreachable, QuotaAdvice::message)
                .containsExactly(true, "no more than 1 of it can ever be used");
    }

    @Test
    void aNamespaceWithoutAQuotaIsToldWhatItsOwnShouldBe() {
        Member web = deployment("web").target(amounts(1_000, 1_000)).build();

        List<QuotaAdvice> advice = Planner.plan(namespace(List.of(web))).quotas();

        assertThat(advice)
                .extracting(
                        QuotaAdvice::quota,
                        QuotaAdvice::resource,
                        each -> String.valueOf(each.recommended()))
                .containsExactly(
                        tuple(null, "pods", "3"),
                        tuple(null, "requests.cpu", "2.2"),
                        tuple(null, "requests.memory", Long.toString(2_240L << 20)));
    }

    /** Nodes come and go, and what is in use must not be taken away. */
    @Test
    void whereAllNodesTogetherHaveLessThanAQuotaShouldBeThatIsSaid() {
        Member web = deployment("web").target(amounts(1_000, 1_000)).build();

        NamespacePlan plan =
                Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(web),
                                List.of(),
                                List.of(),
                                List.of(amounts(1_000, 8_192), amounts(1_100, 8_192))));

        assertThat(plan.quotas().get(1).recommended()).isEqualByComparingTo("2.2");
        assertThat(plan.quotas().get(1).message())
                .isEqualTo(
                        "nothing bounds requests.cpu: 2.2 (all nodes together have 2.1 for pods) are"
                                + " enough");
    }

    @Test
    void noQuotaIsAdvisedBelowWhatIsUsedThoughNodesAreFew() {
        Member web = deployment("web").target(amounts(3_000, 1_000)).replicas(4, 4, 0).build();

        NamespacePlan plan =
                Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                List.of(web),
                                List.of(quota("requests.cpu", "16", "12")),
                                List.of(),
                                List.of(amounts(4_000, 8_192), amounts(4_000, 8_192))));

        QuotaAdvice advice = plan.quotas().getFirst();
        assertThat(advice.giveBack()).isLessThanOrEqualTo(new BigDecimal("4"));
        assertThat(advice.recommended()).isGreaterThan(new BigDecimal("12"));
    }

    /** One pod of three is larger than the youngest: a rollout or a resize is under way. */
    @Test
    void whatIsCountedNowIsWhatTheStatusSaysThoughPodsDiffer() {
        Member web = deployment("web").requests(amounts(2_000, 512)).pods(3).smaller(2).build();

        NamespacePlan plan = Planner.plan(namespace(List.of(web), quota("requests.cpu", "5", "4")));

        assertThat(plan.lines().getFirst().now()).isEqualByComparingTo("4");
        assertThat(plan.quotas().getFirst().used()).isEqualByComparingTo("4");
    }

    @Test
    void theUseOfRequestsIsOfThoseWhoseUseIsKnown() {
        Member known =
                deployment("a").requests(amounts(1_000, 512)).using(amounts(1_900, 256)).build();
        Member unknown = deployment("b").requests(amounts(18_000, 512)).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(known, unknown), quota("requests.cpu", "40", "20")));

        assertThat(plan.lines().getFirst().requestUtilizationRatio()).isCloseTo(0.95, within(1e-9));
    }

    @Test
    void aQuotaWhoseStatusDoesNotCountALineLetsNoPodIn() {
        Member web = deployment("web").requests(amounts(100, 512)).build();
        QuotaState uncounted =
                new QuotaState(
                        "shop",
                        "compute",
                        Map.of("requests.cpu", new BigDecimal("8")),
                        Map.of(),
                        List.of());

        NamespacePlan plan = Planner.plan(namespace(List.of(web), uncounted));

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan.workloads().getFirst().refused())
                .isEqualTo(
                        "ResourceQuota compute lets no pod in before its controller has counted"
                                + " requests.cpu: is the quota controller running?");
        assertThat(plan.blockedBy())
                .extracting(NamespacePlan.Blocked::resource, NamespacePlan.Blocked::reason)
                .containsExactly(tuple("requests.cpu", Why.NOT_COUNTED));
    }

    /** It is older than the quota, which lets no pod of it in, as that requests nothing. */
    @Test
    void whoIsRefusedKeepsWhatItHasAndTheOthersGetTheirPlan() {
        Member odd = deployment("odd").rolling(1, 3, 1, 0).requests(Resources.NONE).build();
        Member web =
                deployment("web")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(2_000, 512))
                        .target(amounts(1_000, 512))
                        .build();
        Member api =
                deployment("api")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(2_000, 512))
                        .target(amounts(3_000, 512))
                        .build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(odd, web, api), quota("requests.cpu", "4", "4")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.proved()).isTrue();
        assertThat(plan.workloads())
                .extracting(
                        each -> WorkloadRef.parse(each.workload()).name(),
                        NamespacePlan.Workload::plannedPods,
                        each -> each.refused() != null)
                .containsExactly(
                        tuple("api", 1, false), tuple("odd", null, true), tuple("web", 1, false));
        assertThat(plan.stages())
                .extracting(stage -> WorkloadRef.parse(stage.workload()).name())
                .containsExactly("web", "api");
        assertThat(plan.lines().getFirst().plan()).isEqualByComparingTo("4");
    }

    /** Nothing of it rolls out: beside its two cores there are two for the other one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whoIsRefusedIsKeptNoRoomForASurge(int surge) {
        Member grows =
                deployment("b")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(1_000, 512))
                        .target(amounts(2_000, 512))
                        .build();

        NamespacePlan plan = besideWhoIsRefused(surge, grows, "4");

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.workloads().getFirst().refused()).contains("minimum");
        assertThat(planned(plan, 1)).isEqualTo(amounts(2_000, 512));
        assertThat(plan.lines().getFirst().plan()).isEqualByComparingTo("4");
    }

    /** What the refused one keeps is in the other one's way. */
    @Test
    void whatDoesNotFitBesideWhoIsRefusedIsNamedWithItsLine() {
        Member grows =
                deployment("b")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(1_000, 512))
                        .target(amounts(2_000, 512))
                        .used(amounts(1_500, 100))
                        .build();

        NamespacePlan plan = besideWhoIsRefused(0, grows, "3");

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan.stuckOn())
                .singleElement()
                .satisfies(line -> assertThat(line.missing()).isEqualByComparingTo("0.5"));
    }

    /** Beside one whose two cores are let in, and of which less is advised than may be. */
    private static NamespacePlan besideWhoIsRefused(int surge, Member other, String cores) {
        Member refused =
                deployment("a")
                        .rolling(1, 1, surge, 1 - surge)
                        .requests(amounts(2_000, 512))
                        .target(amounts(200, 512))
                        .build();
        LimitRangeState minimum =
                new LimitRangeState(
                        "shop",
                        "bounds",
                        List.of(
                                new LimitRangeState.Item(
                                        "Container",
                                        new Resources(new Cpu(500), null),
                                        Resources.NONE,
                                        Resources.NONE,
                                        Resources.NONE,
                                        Map.of(),
                                        new LimitRangeState.Exact(
                                                Map.of("cpu", new BigDecimal("0.5")),
                                                Map.of(),
                                                Map.of(),
                                                Map.of(),
                                                Map.of()))));
        return Planner.plan(
                new NamespaceFacts(
                        "shop",
                        Members.AS_OF,
                        List.of(refused, other),
                        List.of(quota("requests.cpu", cores, "3")),
                        List.of(minimum),
                        List.of()));
    }

    /** Of four pods that it is to have three are let in by a quota that counts no others. */
    @Test
    void whoIsShortOfItsLeastKeepsWhatItHasAndTheOthersGetTheirPlan() {
        Member large =
                prioritized(
                        deployment("large").replicas(4, 4, 0).pods(3).requests(amounts(100, 512)),
                        1_000);
        Member web =
                deployment("web")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(2_000, 512))
                        .target(amounts(1_000, 512))
                        .build();
        QuotaState gold =
                new QuotaState(
                        "shop",
                        "gold",
                        Map.of("pods", new BigDecimal("3")),
                        Map.of("pods", new BigDecimal("3")),
                        List.of("PriorityClass In gold"));

        NamespacePlan plan =
                Planner.plan(
                        namespace(List.of(large, web), quota("requests.cpu", "2.5", "2.3"), gold));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.proved()).isTrue();
        assertThat(planned(plan, 1)).isEqualTo(amounts(1_000, 512));
        assertThat(plan.workloads().getFirst())
                .extracting(NamespacePlan.Workload::plannedPods, NamespacePlan.Workload::stuck)
                .containsExactly(
                        null,
                        "even at the least its 4 pods are not let in by pods of ResourceQuota gold:"
                                + " it keeps what it has");
        assertThat(plan.stuckOn())
                .singleElement()
                .extracting(
                        NamespacePlan.Blocked::quota,
                        NamespacePlan.Blocked::missing,
                        NamespacePlan.Blocked::workloads)
                .containsExactly("gold", BigDecimal.ONE, List.of(large.workload().key()));
        assertThat(plan.blockedBy())
                .extracting(NamespacePlan.Blocked::quota)
                .containsExactly("gold");
        assertThat(plan.lines().getLast().plan()).isEqualByComparingTo("3");
        assertThat(PlanTable.of(plan))
                .contains(
                        "  large: even at the least its 4 pods are not let in by pods of"
                                + " ResourceQuota gold: it keeps what it has\n")
                .contains(" the others fit:\n");
    }

    /** Each needs two cores more than it has, and there are two. */
    @Test
    void whoeverHasTheHigherPriorityClassIsLetInAtItsLeastFirst() {
        Members grows =
                deployment("a")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(1_000, 512))
                        .target(amounts(3_000, 512))
                        .used(amounts(3_000, 100));
        Members other =
                deployment("b")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(1_000, 512))
                        .target(amounts(3_000, 512))
                        .used(amounts(3_000, 100));

        NamespacePlan alike =
                Planner.plan(
                        namespace(
                                List.of(grows.build(), other.build()),
                                quota("requests.cpu", "4", "2")));
        NamespacePlan higher =
                Planner.plan(
                        namespace(
                                List.of(grows.build(), prioritized(other, 1_000)),
                                quota("requests.cpu", "4", "2")));

        assertThat(alike.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(alike.workloads())
                .extracting(each -> each.stuck() == null)
                .containsExactly(true, false);
        assertThat(alike.proved()).as("it might be the other one").isFalse();
        assertThat(planned(alike, 0)).isEqualTo(amounts(3_000, 512));
        assertThat(higher.workloads())
                .extracting(each -> each.stuck() == null)
                .containsExactly(false, true);
        assertThat(planned(higher, 1)).isEqualTo(amounts(3_000, 512));
    }

    /** It has two of six pods, and more of them are made as soon as there is room for any. */
    @Test
    void nobodyCountsOnRoomThatPodsOfWhoIsShortMayTake() {
        Member shorn =
                deployment("a").replicas(6, 6, 0).pods(2).requests(amounts(1_000, 512)).build();
        Member shrinks =
                deployment("b")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(3_000, 512))
                        .target(amounts(1_000, 512))
                        .build();
        Member grows =
                deployment("c")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(500, 512))
                        .target(amounts(1_500, 512))
                        .used(amounts(500, 100))
                        .build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(shorn, shrinks, grows),
                                quota("requests.cpu", "5.5", "5.5")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.workloads().getFirst().stuck()).contains("requests.cpu");
        assertThat(planned(plan, 1)).isEqualTo(amounts(1_000, 512));
        assertThat(planned(plan, 2)).isEqualTo(amounts(500, 512));
        assertThat(plan.lines().getFirst().plan())
                .as("four pods of a, as there is room for two more")
                .isEqualByComparingTo("5.5");
    }

    private static Member prioritized(Members members, int priority) {
        Member member = members.build();
        PodTerms terms = member.terms().prioritized("gold", priority);
        return new Member(
                member.workload(),
                terms,
                member.replicas(),
                member.shape(),
                member.pods().stream()
                        .map(pod ->
                                new PodState(
                                        pod.workload(),
                                        pod.name(),
                                        pod.uid(),
                                        pod.node(),
                                        pod.phase(),
                                        pod.ready(),
                                        pod.createdAt(),
                                        pod.startedAt(),
                                        pod.containers(),
                                        null,
                                        null,
                                        terms))
                        .toList(),
                member.recommendation(),
                member.used(),
                member.using(),
                member.days());
    }

    /** Their pods are older than the quota: nobody was refused yet. */
    @Test
    void aLineThatPodsDoNotSetBlocksThemHoweverMuchRoomItHas() {
        Member web = deployment("web").requests(amounts(1_000, 512)).build();
        Member api = deployment("api").requests(amounts(1_000, 512)).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(web, api),
                                quota("limits.memory", "1099511627776", "0", "pods", "9", "2")));

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan.blockedBy())
                .singleElement()
                .satisfies(blocked -> {
                    assertThat(blocked.quota()).isEqualTo("compute");
                    assertThat(blocked.resource()).isEqualTo("limits.memory");
                    assertThat(blocked.hard()).isEqualByComparingTo("1099511627776");
                    assertThat(blocked.reason()).isEqualTo(Why.NOT_SET);
                    assertThat(blocked.missing()).isNull();
                    assertThat(blocked.workloads())
                            .containsExactly(
                                    "shop/Deployment.apps/api", "shop/Deployment.apps/web");
                    assertThat(blocked.message())
                            .isEqualTo(
                                    "ResourceQuota compute lets no pod in whose containers do not"
                                            + " all set limits.memory: it must be set by api, web");
                });
        assertThat(plan.stuckOn()).isEmpty();
    }

    /** The largest amount that Kubernetes knows. */
    @ParameterizedTest
    @ValueSource(strings = {"requests.memory", "requests.cpu", "pods", "requests.storage"})
    void whatAQuotaSaysIsShownAsItSaysItHoweverLargeThatIs(String resource) {
        BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE);

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(deployment("web").requests(amounts(1_000, 512)).build()),
                                quota(resource, most.toPlainString(), "0")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan.lines().getFirst().hard()).isEqualByComparingTo(most);
        QuotaAdvice advice = plan.quotas().getFirst();
        assertThat(advice.hard()).isEqualByComparingTo(most);
        if (advice.giveBack().signum() > 0) {
            assertThat(advice.giveBack().add(advice.recommended())).isEqualByComparingTo(most);
        }
        assertThat(PlanTable.of(plan))
                .contains(
                        resource.endsWith("memory") || resource.endsWith("storage")
                                ? " 8.00Ei "
                                : most.toPlainString())
                .doesNotContain("2305843009213693951", "2.00Ei", "Ti");
    }

    @Test
    void devicesWhoseNameEndsLikeCpuAreNotCountedInCores() {
        NamespacePlan plan =
                Planner.plan(namespace(List.of(), quota("requests.example.com/vcpu", "8", "7")));

        assertThat(plan.lines().getFirst().now()).isEqualByComparingTo("7");
        assertThat(plan.quotas().getFirst().recommended()).isEqualByComparingTo("8");
    }

    /** Its next deployment would have to wait for room that nothing makes. */
    @Test
    void whereNothingIsToChangeAndThereIsNoRoomForASurgeNoOrderIsPromised() {
        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(
                                        deployment("web")
                                                .rolling(1, 1, 1, 0)
                                                .requests(amounts(1_000, 512))
                                                .build()),
                                quota("requests.cpu", "1.5", "1")));

        assertThat(plan.stages()).isEmpty();
        assertThat(plan.workloads().getFirst().plannedSurge()).isZero();
        assertThat(PlanTable.of(plan))
                .contains("fits its quotas as it is, and has no room for all of it to roll out")
                .doesNotContain("one workload after the other");
    }

    @Test
    void ofAnEmptyLineOfVolumesNobodyCanTellWhatItShouldBe() {
        NamespacePlan plan =
                Planner.plan(namespace(List.of(), quota("persistentvolumeclaims", "10", "0")));

        assertThat(plan.quotas().getFirst().recommended()).isNull();
        assertThat(plan.quotas().getFirst().giveBack()).isEqualByComparingTo("0");
        assertThat(plan.quotas().getFirst().message()).isNull();
    }

    @Test
    void nothingIsPlannedInANamespaceThatIsBeingDeletedAndOthersDoNotWaitForIt() {
        QuotaState shared =
                new QuotaState(
                        "",
                        "clusterresourcequota/team",
                        Map.of("pods", new BigDecimal("4")),
                        Map.of("pods", new BigDecimal("2")),
                        List.of());
        Member going = Members.deployment("going", "web").replicas(3, 3, 0).build();
        Member staying = deployment("web").replicas(2, 2, 0).build();

        List<NamespacePlan> plans =
                Planner.plan(
                        List.of(
                                new NamespaceFacts(
                                        "going",
                                        Members.AS_OF,
                                        List.of(going),
                                        List.of(shared),
                                        List.of(),
                                        List.of(),
                                        Map.of(),
                                        List.of(),
                                        true),
                                new NamespaceFacts(
                                        "shop",
                                        Members.AS_OF,
                                        List.of(staying),
                                        List.of(shared),
                                        List.of(),
                                        List.of())));

        assertThat(plans)
                .extracting(NamespacePlan::namespace, NamespacePlan::verdict)
                .containsExactly(tuple("going", Verdict.TERMINATING), tuple("shop", Verdict.FITS));
        assertThat(plans.getFirst().workloads()).isEmpty();
    }

    @Test
    void aHardLimitOfZeroLetsNothingInAndIsSaidSo() {
        Member web = deployment("web").target(amounts(200, 256)).pods(0).build();

        NamespacePlan plan = Planner.plan(namespace(List.of(web), quota("requests.cpu", "0", "0")));

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan.quotas().getFirst().message())
                .isEqualTo("a hard limit of 0 lets nothing in");
    }

    @Test
    void anEmptyNamespaceFits() {
        NamespacePlan plan = Planner.plan(namespace(List.of(), quota("pods", "5", "0")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan.workloads()).isEmpty();
        assertThat(plan.limitRange()).isNull();
    }

    private static Resources planned(NamespacePlan plan, int workload) {
        return Objects.requireNonNull(
                plan.workloads().get(workload).containers().getFirst().plannedRequests());
    }
}
