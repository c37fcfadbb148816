package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static io.headroom.recommender.fit.Members.deployment;
import static io.headroom.recommender.fit.Members.namespace;
import static io.headroom.recommender.fit.Members.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.NamespacePlan.GivenUp;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.NamespacePlan.Verdict;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

class PlannerTest {

    @Test
    void adviceIsCountedWithTheAutoscalerAtItsMaximumAndARolloutUnderWay() {
        Member web = deployment("web").replicas(2, 6, 2).target(amounts(400, 300)).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(web), quota("requests.cpu", "3.2", "1")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo("3.2");
        assertThat(plan.lines().getFirst().plan()).isEqualByComparingTo("3.2");
        assertThat(
                        Planner.plan(namespace(List.of(web), quota("requests.cpu", "3.199", "1")))
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
                        tuple("shop/Deployment.apps/api", Step.How.IN_PLACE));
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
                .isEqualTo("no node has 9 cores and 512.00Mi allocatable, as one pod requests");
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
        assertThat(cpu.recommended()).isEqualByComparingTo("0.5");
        // what is used now cannot be given back
        assertThat(cpu.giveBack()).isEqualByComparingTo("9");
        assertThat(cpu.reach()).isEqualByComparingTo("1");
        assertThat(cpu.unreachable()).isTrue();
        assertThat(cpu.fullAt()).isNull();
        assertThat(cpu.message()).isEqualTo("9 can be given back: 0.5 are enough");
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
                        each -> each.recommended().toPlainString())
                .containsExactly(
                        tuple(null, "pods", "3"),
                        tuple(null, "requests.cpu", "2.2"),
                        tuple(null, "requests.memory", Long.toString(2_240L << 20)));
    }

    @Test
    void noQuotaIsAdvisedThatAllNodesTogetherDoNotHave() {
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

        assertThat(plan.quotas().get(1).recommended()).isEqualByComparingTo("2.1");
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
