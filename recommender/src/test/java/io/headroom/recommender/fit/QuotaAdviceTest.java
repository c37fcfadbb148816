package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is advised of quotas beside what is used of them already. */
class QuotaAdviceTest {

    private static QuotaAdvice advice(Members member, QuotaState quota) {
        return Planner.plan(Members.namespace(List.of(member.build()), quota)).quotas().getFirst();
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
