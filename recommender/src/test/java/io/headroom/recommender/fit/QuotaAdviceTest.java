package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is advised of quotas beside what is used of them already. */
class QuotaAdviceTest {

    private static QuotaAdvice advice(Members member, QuotaState quota) {
        return Planner.plan(Members.namespace(List.of(member.build()), quota)).quotas().getFirst();
    }

    /**
     * The template has to stay, as a quota lets no other ReplicaSet in: later pods are as before.
     */
    @Test
    void nothingIsGivenBackThatThePlanNeeds() {
        NamespacePlan plan =
                Planner.plan(
                        Members.namespace(
                                List.of(
                                        Members.deployment("web")
                                                .rolling(2, 4, 0, 1)
                                                .requests(Members.amounts(1_000, 512))
                                                .target(Members.amounts(500, 512))
                                                .build()),
                                Members.quota(
                                        "requests.cpu",
                                        "10",
                                        "2",
                                        "count/replicasets.apps",
                                        "1",
                                        "1")));
        NamespacePlan.QuotaAdvice cpu =
                plan.quotas().stream()
                        .filter(each -> each.resource().equals("requests.cpu"))
                        .findFirst()
                        .orElseThrow();
        NamespacePlan.Line line =
                plan.lines().stream()
                        .filter(each -> each.resource().equals("requests.cpu"))
                        .findFirst()
                        .orElseThrow();

        assertThat(line.plan()).isEqualByComparingTo("3.5");
        assertThat(cpu.giveBack()).isEqualByComparingTo("6.5");
    }

    /** Seven cores and a tenth of them are 7.7, in binary as well. */
    @Test
    void whatIsEnoughButForTheReserveIsSaidToBe() {
        QuotaAdvice cpu =
                advice(
                        Members.deployment("web").rolling(7, 7, 0, 1).requests(amounts(1_000, 512)),
                        Members.quota("requests.cpu", "7", "6"));

        assertThat(cpu.message())
                .isEqualTo(
                        "enough for all pods at their most, but for a reserve of 10 %: raise it to"
                                + " 7.7");
    }

    /** One of four cores gets one, beside which its first pod of one core comes. */
    @Test
    void nothingIsOfferedBackThatTheWayToWhatIsAdvisedNeeds() {
        Members shrinking =
                Members.deployment("web")
                        .rolling(1, 1, 1, 0)
                        .requests(amounts(4_000, 512))
                        .target(amounts(1_000, 512));

        QuotaAdvice cpu = advice(shrinking, Members.quota("requests.cpu", "8", "4"));

        assertThat(cpu.recommended()).isEqualByComparingTo("5");
        assertThat(cpu.giveBack()).isEqualByComparingTo("3");
        Member web = shrinking.build();
        assertThat(
                        Planner.plan(
                                        Members.namespace(
                                                List.of(web),
                                                Members.quota("requests.cpu", "5", "4")))
                                .verdict())
                .isEqualTo(Verdict.FITS);
        QuotaAdvice tight = advice(shrinking, Members.quota("requests.cpu", "4.5", "4"));
        assertThat(tight.recommended()).as("in stages").isEqualByComparingTo("4.5");
        assertThat(tight.giveBack()).isZero();
    }

    @Test
    void ofALineThatFillsNothingIsOfferedBack() {
        QuotaAdvice pods =
                advice(
                        Members.deployment("web")
                                .rolling(20, 20, 0, 1)
                                .podsByDay(
                                        IntStream.rangeClosed(1, 20)
                                                .mapToObj(day -> (double) day)
                                                .toList())
                                .requests(amounts(500, 512)),
                        Members.quota("pods", "60", "20"));

        assertThat(Objects.requireNonNull(pods.need()).fullAt()).isNotNull();
        assertThat(pods.recommended()).isLessThan(new BigDecimal("60"));
        assertThat(pods.giveBack()).isZero();
    }

    @Test
    void ofLimitsThatNoPodSetsNothingIsRecommended() {
        QuotaAdvice limits =
                advice(Members.deployment("web"), Members.quota("limits.cpu", "20", "0"));

        assertThat(limits.recommended()).isNull();
        assertThat(limits.giveBack()).isZero();
    }

    @Test
    void withoutAQuotaNothingIsRecommendedOfWhatNoPodRequests() {
        NamespacePlan plan =
                Planner.plan(
                        Members.namespace(
                                List.of(
                                        Members.deployment("web")
                                                .requests(new Resources(new Cpu(100), null))
                                                .build())));

        assertThat(plan.quotas())
                .filteredOn(each -> each.resource().equals("requests.memory"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.recommended()).isNull();
                    assertThat(each.message())
                            .isEqualTo("nothing bounds requests.memory, and no pod asks for any");
                });
    }

    @Test
    void noLessIsRecommendedThanIsUsedByPodsThatAreToBeOutOfItsScope() {
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "rest",
                        Map.of("pods", BigDecimal.TEN),
                        Map.of("pods", new BigDecimal("3")),
                        List.of("BestEffort"));

        QuotaAdvice pods =
                advice(
                        Members.deployment("web")
                                .replicas(3, 3, 0)
                                .pods(3)
                                .requests(Resources.NONE)
                                .target(amounts(100, 100)),
                        quota);

        assertThat(pods.used()).isEqualByComparingTo("3");
        assertThat(pods.recommended()).as("with its reserve").isEqualByComparingTo("4");
    }

    @Test
    void noLessIsRecommendedThanIsUsedByMorePodsThanThereAreToBe() {
        QuotaAdvice cpu =
                advice(
                        Members.deployment("web")
                                .replicas(1, 2, 0)
                                .pods(6)
                                .requests(amounts(1_000, 512))
                                .target(amounts(1_000, 512)),
                        Members.quota("requests.cpu", "20", "6"));

        assertThat(cpu.needed()).isEqualByComparingTo("2");
        assertThat(cpu.recommended()).isEqualByComparingTo("6");
        assertThat(cpu.giveBack()).isEqualByComparingTo("14");
    }

    @Test
    void whatIsUsedBeyondTheLimitIsNotCalledANeed() {
        QuotaAdvice cpu =
                advice(
                        Members.deployment("web")
                                .replicas(1, 2, 0)
                                .pods(6)
                                .requests(amounts(1_000, 512))
                                .target(amounts(1_000, 512)),
                        Members.quota("requests.cpu", "5", "6"));

        assertThat(cpu.recommended()).isEqualByComparingTo("6");
        assertThat(cpu.message()).isEqualTo("more is used than is let in");
    }

    @Test
    void ofObjectsThatNobodyHasYetNobodySaysThatTheyCannotBeUsed() {
        QuotaAdvice maps =
                advice(Members.deployment("web"), Members.quota("count/configmaps", "10", "0"));

        assertThat(maps.unreachable()).isFalse();
        assertThat(maps.recommended()).isNull();
    }

    /** The largest waste that there is. */
    @Test
    void aQuotaThatNothingHasUsedIsOfferedBackAsAWhole() {
        QuotaAdvice cpu = idle("requests.cpu", "10", days(20, _ -> 0));

        assertThat(cpu.giveBack()).isEqualByComparingTo("10");
        assertThat(cpu.recommended()).isNull();
        assertThat(cpu.reach()).isNull();
        assertThat(cpu.unreachable()).isFalse();
        assertThat(cpu.message())
                .isEqualTo("nothing has used any of it since 2026-02-24: all 10 can be given back");
    }

    @Test
    void whatJobsUseNowAndThenIsKeptForThem() {
        QuotaAdvice cpu = idle("requests.cpu", "10", days(20, day -> day == 5 ? 4 : 0));

        assertThat(cpu.recommended()).isEqualByComparingTo("4.4");
        assertThat(cpu.giveBack()).isEqualByComparingTo("5.6");
        assertThat(cpu.message())
                .isEqualTo(
                        "nothing uses any of it now, and no more than 4 at once since 2026-02-24:"
                                + " 5.6 can be given back, 4.4 are enough");
    }

    @Test
    void whatJobsUseNearlyAllOfNowAndThenIsNotOfferedBack() {
        QuotaAdvice cpu = idle("requests.cpu", "10", days(20, day -> day == 5 ? 9.5 : 0));

        assertThat(cpu.giveBack()).isZero();
        assertThat(cpu.message())
                .isEqualTo(
                        "nothing uses any of it now, and no more than 9.5 at once since"
                                + " 2026-02-24");
    }

    /** A namespace that was made a week ago may be about to be filled. */
    @Test
    void aQuotaOfWhichFewDaysAreKnownIsNotOfferedBack() {
        for (List<BigDecimal> known : List.of(days(10, _ -> 0), List.<BigDecimal>of())) {
            QuotaAdvice cpu = idle("requests.cpu", "10", known);

            assertThat(cpu.giveBack()).isZero();
            assertThat(cpu.recommended()).isNull();
            assertThat(cpu.unreachable()).isFalse();
            assertThat(cpu.message())
                    .isEqualTo(
                            "nothing uses any of it, and too little is known of the days before to"
                                    + " tell whether anything needs it");
        }
        assertThat(idle("requests.cpu", "10", days(11, _ -> 0)).giveBack()).isPositive();
    }

    @Test
    void devicesThatNothingHasUsedAreOfferedBack() {
        assertThat(idle("requests.nvidia.com/gpu", "8", days(20, _ -> 0)).giveBack())
                .isEqualByComparingTo("8");
    }

    @Test
    void objectsAndVolumesThatSomebodyUnknownMayMakeAreNotOfferedBack() {
        for (String resource :
                List.of(
                        "count/configmaps",
                        "persistentvolumeclaims",
                        "services",
                        "count/jobs.batch")) {
            QuotaAdvice objects = idle(resource, "8", days(20, _ -> 0));

            assertThat(objects.giveBack()).isZero();
            assertThat(objects.message()).isNull();
        }
    }

    /** Scaled to none, and it is not known to how many it comes back. */
    @Test
    void whatADeploymentUsedThatIsScaledToNoneIsKeptForIt() {
        QuotaAdvice cpu =
                advice(
                        List.of(
                                Members.deployment("web")
                                        .rolling(0, 0, 0, 1)
                                        .requests(amounts(1_000, 512))
                                        .build()),
                        "requests.cpu",
                        "10",
                        days(20, day -> day < 10 ? 2 : 0));

        assertThat(cpu.giveBack()).isEqualByComparingTo("7.8");
        assertThat(cpu.recommended()).isEqualByComparingTo("2.2");
    }

    private static QuotaAdvice idle(String resource, String hard, List<BigDecimal> days) {
        return advice(List.of(), resource, hard, days);
    }

    /** Of a line of which nothing is used now. */
    private static QuotaAdvice advice(
            List<Member> members, String resource, String hard, List<BigDecimal> days) {
        QuotaAssessment known =
                new QuotaAssessment(
                        "shop",
                        "compute",
                        Members.AS_OF,
                        List.of(
                                new QuotaAssessment.Line(
                                        resource,
                                        new BigDecimal(hard),
                                        BigDecimal.ZERO,
                                        new BigDecimal(hard),
                                        0,
                                        days)));
        return Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                members,
                                List.of(Members.quota(resource, hard, "0")),
                                List.of(),
                                List.of(),
                                Map.of("compute", known),
                                List.of()))
                .quotas()
                .getFirst();
    }

    /** The last of them has just begun. */
    private static List<BigDecimal> days(int count, IntToDoubleFunction used) {
        return IntStream.range(0, count)
                .mapToObj(day -> BigDecimal.valueOf(used.applyAsDouble(day)))
                .toList();
    }

    @Test
    void theRatiosOfALimitRangeAreInTheOrderOfTheirResources() {
        Map<String, Double> ratios = new TreeMap<>();
        IntStream.range(0, 20).forEach(at -> ratios.put("resource-" + (char) ('a' + at), 2.0));

        assertThat(
                        new LimitRangeAdvice(
                                        Resources.NONE,
                                        Resources.NONE,
                                        Resources.NONE,
                                        Resources.NONE,
                                        ratios)
                                .ratio()
                                .keySet())
                .containsExactlyElementsOf(ratios.keySet());
    }
}
