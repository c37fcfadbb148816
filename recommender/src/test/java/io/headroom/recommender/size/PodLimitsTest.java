package io.headroom.recommender.size;

import static io.headroom.recommender.size.Advices.codes;
import static io.headroom.recommender.size.Advices.cpu;
import static io.headroom.recommender.size.Advices.memory;
import static io.headroom.recommender.size.Advices.resources;
import static io.headroom.recommender.size.Advices.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodLimitsTest {
    private static final long MIB = 1 << 20;

    @Test
    void aLimitStaysAndRisesWhereItsRequestPassesIt() {
        ContainerRecommendation limited =
                only(
                        PodLimits.PRESENT.apply(
                                List.of(
                                        web(
                                                resources(100, 64 * MIB),
                                                resources(200, 512 * MIB),
                                                resources(250, 300 * MIB)))));

        assertThat(limited.targetLimits()).isEqualTo(resources(250, 512 * MIB));
        assertThat(codes(limited)).containsExactly(Reason.Code.ABOVE_LIMIT);
    }

    @Test
    void noLimitStaysNoLimit() {
        ContainerRecommendation limited =
                only(
                        PodLimits.PRESENT.apply(
                                List.of(
                                        web(
                                                resources(100, 64 * MIB),
                                                Resources.NONE,
                                                resources(250, 300 * MIB)))));

        assertThat(limited.targetLimits()).isEqualTo(Resources.NONE);
        assertThat(codes(limited)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "keep, keep, 1000, 1024",
        "none, keep, , 1024",
        "equal, equal, 300, 400",
        "ratio, ratio, 600, 819.2",
        "headroom, headroom, 375, 500",
        "10%, 100%, 330, 800",
        "2, 2Gi, 2000, 2048",
        // a limit is never below its request
        "100m, 100Mi, 300, 400",
        "none, none, ,"
    })
    void eachRuleHasItsOwnLimit(
            String cpuRule,
            String memoryRule,
            @Nullable Long millicores,
            @Nullable Double mebibytes) {
        ContainerRecommendation limited =
                only(
                        asked(cpuRule, memoryRule, LimitRangeRules.NONE)
                                .apply(List.of(halved(), burstable())));

        assertThat(limited.targetLimits())
                .isEqualTo(
                        new Resources(
                                millicores == null ? null : new Cpu(millicores),
                                mebibytes == null
                                        ? null
                                        : new Memory((long) Math.ceil(mebibytes * MIB))));
        assertThat(target(limited)).isEqualTo(resources(300, 400 * MIB));
        assertThat(codes(limited))
                .containsOnly(
                        cpuRule.equals("keep") && memoryRule.equals("keep")
                                ? new Reason.Code[0]
                                : new Reason.Code[] {Reason.Code.LIMIT});
    }

    @Test
    void headroomOfMemoryReachesTheMostThatWasSeen() {
        PodLimits limits =
                new PodLimits(
                        policy("headroom", "headroom", true),
                        PodShape.UNKNOWN,
                        LimitRangeRules.NONE,
                        Set.of(),
                        Map.of("web", resources(900, 900 * MIB)));

        assertThat(only(limits.apply(List.of(halved(), burstable()))).targetLimits())
                .isEqualTo(resources(375, 900 * MIB));
    }

    @Test
    void aLimitStaysWithinTheLimitRange() {
        LimitRangeRules rules =
                rules(
                        new LimitRangeState.Item(
                                "Container",
                                Resources.NONE,
                                cpu(700),
                                Resources.NONE,
                                Resources.NONE,
                                Map.of("memory", 1.5)));

        ContainerRecommendation limited =
                only(asked("2", "2Gi", rules).apply(List.of(halved(), burstable())));

        assertThat(limited.targetLimits()).isEqualTo(resources(700, 600 * MIB));
        assertThat(Advices.resize(limited).reasons())
                .extracting(Reason::message)
                .contains(
                        "CPU limit lowered from 2000m to 700m: the LimitRange of namespace shop"
                                + " bounds a container");
    }

    @Test
    void theLimitsOfAPodStayWithinItsLimitRangeAndAboveTheRequests() {
        LimitRangeRules rules =
                rules(
                        new LimitRangeState.Item(
                                "Pod",
                                Resources.NONE,
                                cpu(900),
                                Resources.NONE,
                                Resources.NONE,
                                Map.of()));

        List<ContainerRecommendation> limited =
                asked("200%", "keep", rules)
                        .apply(
                                List.of(
                                        web(Resources.NONE, cpu(1_000), cpu(300)),
                                        named("log", Resources.NONE, cpu(500), cpu(100))));

        // 900 and 300 wanted, 400 requested: the surplus of 800 is cut to 500
        assertThat(limited)
                .extracting(ContainerRecommendation::targetLimits)
                .containsExactly(cpu(675), cpu(225));
    }

    @Test
    void withoutALimitTheLimitRangesDefaultMustHoldTheRequest() {
        LimitRangeState.Item item =
                new LimitRangeState.Item(
                        "Container",
                        Resources.NONE,
                        Resources.NONE,
                        resources(200, 1_000 * MIB),
                        Resources.NONE,
                        Map.of());

        ContainerRecommendation limited =
                only(asked("none", "none", rules(item)).apply(List.of(halved(), burstable())));

        assertThat(limited.targetLimits()).isEqualTo(cpu(300));
        assertThat(Advices.resize(limited).reasons())
                .extracting(Reason::message)
                .contains(
                        "the CPU limit equals the request: without one the namespace's LimitRange"
                                + " gives 200m, which is below it");
    }

    @Test
    void aLimitStaysWhereAQuotaCountsIt() {
        PodLimits limits =
                new PodLimits(
                        policy("none", "none", true),
                        PodShape.UNKNOWN,
                        LimitRangeRules.NONE,
                        Set.of("memory"),
                        Map.of());

        assertThat(only(limits.apply(List.of(halved(), burstable()))).targetLimits())
                .isEqualTo(memory(1_024 * MIB));
    }

    @Test
    void aGuaranteedPodStaysGuaranteedWhateverTheRules() {
        Resources amounts = resources(2_000, 1_024 * MIB);
        ContainerRecommendation guaranteed = web(amounts, amounts, resources(356, 300 * MIB));

        for (String rule : List.of("keep", "none", "ratio", "headroom")) {
            ContainerRecommendation limited =
                    only(asked(rule, rule, LimitRangeRules.NONE).apply(List.of(guaranteed)));

            assertThat(limited.targetLimits()).isEqualTo(resources(356, 300 * MIB));
            assertThat(codes(limited)).containsExactly(Reason.Code.QOS);
        }
    }

    @Test
    void aGuaranteedPodMayBecomeBurstableWhereThatIsAskedFor() {
        Resources amounts = resources(2_000, 1_024 * MIB);

        ContainerRecommendation limited =
                only(
                        new PodLimits(
                                        policy("keep", "keep", false),
                                        PodShape.UNKNOWN,
                                        LimitRangeRules.NONE,
                                        Set.of(),
                                        Map.of())
                                .apply(List.of(web(amounts, amounts, resources(356, MIB)))));

        assertThat(limited.targetLimits()).isEqualTo(amounts);
        assertThat(Advices.resize(limited).reasons())
                .extracting(Reason::message)
                .containsExactly("the pod is Guaranteed now and becomes Burstable with these");
    }

    @Test
    void oneContainerThatIsNotEqualMakesThePodBurstable() {
        Resources amounts = resources(2_000, 1_024 * MIB);
        ContainerSpec init =
                new ContainerSpec(
                        "init", ContainerType.INIT, resources(100, MIB), resources(200, MIB));
        PodLimits limits =
                new PodLimits(
                        LimitPolicy.DEFAULT,
                        new PodShape(List.of(init), Resources.NONE),
                        LimitRangeRules.NONE,
                        Set.of(),
                        Map.of());

        assertThat(
                        only(limits.apply(List.of(web(amounts, amounts, resources(356, MIB)))))
                                .targetLimits())
                .isEqualTo(amounts);
    }

    @Test
    void aResourceWithoutATargetCountsWithWhatItAsksForNow() {
        Resources amounts = resources(2_000, 1_024 * MIB);
        Resources cpuAlone = new Resources(new Cpu(300), null);

        assertThat(
                        only(asked("keep", "keep", LimitRangeRules.NONE)
                                        .apply(List.of(web(amounts, amounts, cpuAlone))))
                                .targetLimits())
                .isEqualTo(resources(300, 1_024 * MIB));
        // its memory is equal already, so that its CPU must not be
        assertThat(
                        only(asked("keep", "keep", LimitRangeRules.NONE)
                                        .apply(
                                                List.of(
                                                        web(
                                                                resources(200, 256 * MIB),
                                                                resources(300, 256 * MIB),
                                                                cpuAlone))))
                                .targetLimits())
                .isEqualTo(resources(301, 256 * MIB));
    }

    @Test
    void aBurstablePodDoesNotBecomeGuaranteedUnasked() {
        ContainerRecommendation risen =
                web(
                        resources(200, 128 * MIB),
                        resources(300, 256 * MIB),
                        resources(400, 512 * MIB));

        ContainerRecommendation limited = only(PodLimits.PRESENT.apply(List.of(risen)));

        assertThat(limited.targetLimits()).isEqualTo(resources(401, 512 * MIB));
        assertThat(codes(limited)).contains(Reason.Code.QOS);
        assertThat(
                        only(new PodLimits(
                                                policy("equal", "equal", false),
                                                PodShape.UNKNOWN,
                                                LimitRangeRules.NONE,
                                                Set.of(),
                                                Map.of())
                                        .apply(List.of(risen)))
                                .targetLimits())
                .isEqualTo(resources(400, 512 * MIB));
    }

    @Test
    void aPodWithoutRequestsIsSaidToBecomeBurstable() {
        ContainerRecommendation limited =
                only(
                        PodLimits.PRESENT.apply(
                                List.of(web(Resources.NONE, Resources.NONE, resources(10, MIB)))));

        assertThat(limited.targetLimits()).isEqualTo(Resources.NONE);
        assertThat(Advices.resize(limited).reasons())
                .extracting(Reason::message)
                .containsExactly("the pod is BestEffort now and becomes Burstable with these");
    }

    @Test
    void aContainerThatIsHeldKeepsItsLimits() {
        ContainerRecommendation held = Advices.held("web", resources(100, MIB));

        assertThat(PodLimits.PRESENT.apply(List.of(held))).containsExactly(held);
    }

    @ParameterizedTest
    @CsvSource({"sometimes", "-5%", "x%", "0", "2000%"})
    void whatIsNoRuleIsRefusedWithTheWords(String text) {
        assertThatThrownBy(() -> LimitRule.parse(text, Cpu::parse))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be keep, none, equal, ratio, headroom");
    }

    /** Twice its target of CPU and of memory, and a limit of twice that. */
    private static ContainerRecommendation halved() {
        return web(
                resources(500, 500 * MIB),
                resources(1_000, 1_024 * MIB),
                resources(300, 400 * MIB));
    }

    /** One beside it, so that the pod is Burstable whatever becomes of the other. */
    private static ContainerRecommendation burstable() {
        return Advices.held("log", resources(10, MIB));
    }

    private static ContainerRecommendation web(
            Resources requests, Resources limits, Resources target) {
        return named("web", requests, limits, target);
    }

    private static ContainerRecommendation named(
            String name, Resources requests, Resources limits, Resources target) {
        return new ContainerRecommendation(
                name,
                ContainerType.APP,
                requests,
                limits,
                new Advice.Resize(target, target, target, target, 1, 1_000, List.of()));
    }

    private static ContainerRecommendation only(List<ContainerRecommendation> containers) {
        return containers.stream()
                .filter(container -> container.name().equals("web"))
                .findFirst()
                .map(Objects::requireNonNull)
                .orElseThrow();
    }

    private static PodLimits asked(String cpu, String memory, LimitRangeRules rules) {
        return new PodLimits(
                policy(cpu, memory, true), PodShape.UNKNOWN, rules, Set.of(), Map.of());
    }

    private static LimitPolicy policy(String cpu, String memory, boolean keepQos) {
        return new LimitPolicy(
                LimitRule.parse(cpu, Cpu::parse), LimitRule.parse(memory, Memory::parse), keepQos);
    }

    private static LimitRangeRules rules(LimitRangeState.Item item) {
        return LimitRangeRules.of(
                "shop", List.of(new LimitRangeState("shop", "limits", List.of(item))));
    }
}
