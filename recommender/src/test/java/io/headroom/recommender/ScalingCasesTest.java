package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.ScalingCases.Read;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.Searched;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the case of a workload's scaling is made of. */
class ScalingCasesTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-03-20T00:00:00Z");
    private static final AutoscalerState OF_CPU = Scaled.autoscaler("cart-hpa", Scaled.CART, 60);
    private static final AutoscalerState OF_BOTH =
            Scaled.autoscaler(
                    "cart-hpa",
                    Scaled.CART,
                    new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 60),
                    new AutoscalerState.Metric("Resource", "memory", null, "Utilization", 80));

    /** A ring that is full forgets its oldest window whenever it is told of a new one. */
    @Test
    void fromOneMidnightToTheNextTheCaseIsTheSame() {
        for (AutoscalerState autoscaler : List.of(OF_CPU, OF_BOTH)) {
            Read.Known first = read(MIDNIGHT.plus(Duration.ofMinutes(30)), autoscaler);
            assertThat(first.of().asOf()).isEqualTo(MIDNIGHT);
            assertThat(first.means().start(0))
                    .as("nearly thirteen days")
                    .isLessThan(MIDNIGHT.minus(Duration.ofHours(12 * 24 + 22)).getEpochSecond());

            for (int minutes = 35; minutes < 24 * 60 + 30; minutes += 35) {
                Read.Known later = read(MIDNIGHT.plus(Duration.ofMinutes(minutes)), autoscaler);

                assertThat(later.of()).as("after " + minutes + " min").isEqualTo(first.of());
                assertThat(later.means()).isEqualTo(first.means());
                assertThat(later.others()).isEqualTo(first.others());
            }
        }
    }

    @Test
    void theNextMidnightMakesAnother() {
        Instant next = MIDNIGHT.plus(Duration.ofMinutes(24 * 60 + 30));

        assertThat(read(next, OF_CPU).of().asOf()).isEqualTo(MIDNIGHT.plus(Duration.ofDays(1)));
    }

    /** Nine of ten start anew, and what they all use is more than the one that is Ready could. */
    @Test
    void whatPodsUseWhileTheyStartIsNotWhatOneServes() {
        UsageAssessment restarted =
                Scaled.usage(
                        Scaled.CART,
                        window -> window == 500 ? 8 : 5,
                        window -> window == 500 ? 1 : 10);
        assertThat(capacity(restarted)).isCloseTo(0.5, within(0.05));
    }

    /** Nor, where they start over and over, is it more than any of them used. */
    @Test
    void whatPodsServeIsNoMoreThanTheHottestWasSeenToUse() {
        UsageAssessment failing =
                Scaled.usage(
                        Scaled.CART,
                        window -> window > 500 ? 8 : 5,
                        window -> window > 500 ? 1 : 10);
        ContainerProfile web = Scaled.profile("web", _ -> 0.9, _ -> 1e8);

        assertThat(
                        capacity(
                                new UsageAssessment(
                                        failing.workload(),
                                        failing.asOf(),
                                        List.of(web),
                                        failing.cpuDemand(),
                                        failing.readyReplicas(),
                                        failing.coverage(),
                                        failing.completeness())))
                .isCloseTo(0.9, within(0.06));
    }

    private static double capacity(UsageAssessment usage) {
        return ((Read.Known)
                        ScalingCases.read(facts(usage, OF_CPU, List.of()), usage.asOf())
                                .orElseThrow())
                .of()
                .pod()
                .capacity();
    }

    /** Whatever its containers do, and here one has none. */
    @Test
    void whatAPodRequestsAsAWholeGoesBeforeItsContainers() {
        UsageAssessment usage = Scaled.usage(Scaled.CART, Scaled::daily, 8);
        PodTerms none = Terms.of(PodShape.UNKNOWN);
        PodState pod =
                Scaled.pod(Scaled.CART, "cart-1", 14)
                        .withTerms(
                                none.with(
                                        Map.of("cpu", new BigDecimal("0.75")),
                                        Map.of("cpu", new BigDecimal("1.5"))));
        ContainerSpec plain =
                new ContainerSpec("web", ContainerType.APP, Resources.NONE, Resources.NONE);
        ScalingCases.Facts facts =
                new ScalingCases.Facts(
                        Scaled.CART,
                        KnownUsage.of(usage),
                        new PodShape(List.of(plain), Resources.NONE),
                        List.of(pod),
                        List.of(OF_CPU),
                        Most.UNLIMITED,
                        Policy.NONE,
                        null);

        Read.Known known = (Read.Known) ScalingCases.read(facts, usage.asOf()).orElseThrow();

        assertThat(known.of().pod()).isEqualTo(new ReplayedPod(0.75, 1.5, Duration.ofSeconds(15)));
        assertThat(ScalingCases.pod(facts, new Scope("web", List.of()), MIDNIGHT)).isEmpty();
    }

    /** Its amount follows from no request but that of its container. */
    @ParameterizedTest
    @CsvSource({"web, true", "proxy, false"})
    void theTargetOfAContainerStaysWhereThatContainerIsSized(String sized, boolean stays) {
        UsageAssessment usage =
                Scaled.usage(
                        Scaled.CART,
                        Scaled::daily,
                        8,
                        Scaled.profile("web", window -> Scaled.daily(window) / 8, _ -> 1e8),
                        Scaled.profile("proxy", _ -> 0.05, _ -> 1e8));
        ContainerSpec web = Scaled.container();
        ContainerSpec proxy =
                new ContainerSpec("proxy", ContainerType.APP, web.requests(), web.limits());
        Resources target = new Resources(new Cpu(400), null);
        ContainerRecommendation advised =
                new ContainerRecommendation(
                        sized,
                        ContainerType.APP,
                        web.requests(),
                        web.limits(),
                        new Advice.Resize(target, target, target, target, 1, 100, List.of()));
        ScalingCases.Facts facts =
                new ScalingCases.Facts(
                        Scaled.CART,
                        KnownUsage.of(usage),
                        new PodShape(List.of(web, proxy), Resources.NONE),
                        List.of(),
                        List.of(
                                Scaled.autoscaler(
                                        "cart-hpa",
                                        Scaled.CART,
                                        new AutoscalerState.Metric(
                                                "ContainerResource",
                                                "cpu",
                                                "web",
                                                "Utilization",
                                                60))),
                        Most.UNLIMITED,
                        Policy.NONE,
                        new Recommendation(
                                Scaled.CART,
                                usage.asOf(),
                                "vpa",
                                new Completeness(1, 1),
                                List.of(advised),
                                null,
                                null,
                                null));

        Read.Known known = (Read.Known) ScalingCases.read(facts, usage.asOf()).orElseThrow();

        assertThat(known.of().kept().isEmpty()).isEqualTo(!stays);
    }

    /** With an autoscaler they come and go all day. */
    @Test
    void podsThatComeAndGoMakeNoOtherAdviceBeforeTheNextMidnight() {
        Instant morning = MIDNIGHT.plus(Duration.ofHours(8));
        List<PodState> two = pods(14, 16);
        List<PodState> others = pods(31, 200, 240);
        ScalingReport report = report(read(morning, OF_CPU, two));
        assertThat(report.of().pod().readinessDelay()).isEqualTo(Duration.ofSeconds(15));

        assertThat(report.isOf(read(morning.plusSeconds(7_200), OF_CPU, others).of())).isTrue();
        Read.Known next = read(morning.plus(Duration.ofDays(1)), OF_CPU, others);
        assertThat(report.isOf(next.of())).isFalse();
        assertThat(next.of().pod().readinessDelay()).isEqualTo(Duration.ofSeconds(210));
    }

    private static List<PodState> pods(int... seconds) {
        return Arrays.stream(seconds)
                .mapToObj(each -> Scaled.pod(Scaled.CART, "cart-" + each, each))
                .toList();
    }

    private static ScalingReport report(Read.Known known) {
        return Searched.of(
                        known.of(),
                        known.of().asOf(),
                        each -> known.search(each, ControllerSettings.DEFAULT))
                .report();
    }

    private static Read.Known read(Instant asOf, AutoscalerState autoscaler) {
        return read(asOf, autoscaler, List.of());
    }

    private static Read.Known read(Instant asOf, AutoscalerState autoscaler, List<PodState> pods) {
        UsageAssessment known =
                new UsageAssessment(
                        Scaled.CART,
                        asOf,
                        List.of(
                                Scaled.profile(
                                        "web",
                                        ring(asOf, ByteScale.CPU_CORES, i -> cores(i) / pods(i)),
                                        ring(asOf, ByteScale.MEMORY_BYTES, i -> 1e8 * pods(i)))),
                        ring(asOf, ByteScale.CPU_CORES, ScalingCasesTest::cores),
                        ring(asOf, ByteScale.REPLICAS, ScalingCasesTest::pods),
                        new Ring(0, new byte[0]),
                        new Completeness(Windows.PER_RING, Windows.PER_RING));
        return (Read.Known) ScalingCases.read(facts(known, autoscaler, pods), asOf).orElseThrow();
    }

    private static ScalingCases.Facts facts(
            UsageAssessment usage, AutoscalerState autoscaler, List<PodState> pods) {
        return new ScalingCases.Facts(
                Scaled.CART,
                KnownUsage.of(usage),
                new PodShape(List.of(Scaled.container()), Resources.NONE),
                pods,
                List.of(autoscaler),
                Most.UNLIMITED,
                Policy.NONE,
                null);
    }

    private static double cores(long window) {
        return new SplittableRandom(window).nextDouble(1, 9);
    }

    private static double pods(long window) {
        return 2 + Math.floorMod(window * 7_919, 9L);
    }

    /** Fourteen days until then, the fifth window of each hour missing. */
    private static Ring ring(Instant asOf, ByteScale scale, LongToDoubleFunction amount) {
        long first = Windows.indexOf(asOf) - Windows.PER_RING;
        byte[] steps = new byte[Windows.PER_RING];
        IntStream.range(0, steps.length)
                .forEach(i ->
                        steps[i] =
                                (first + i) % 12 == 4
                                        ? ByteScale.MISSING
                                        : scale.encode(amount.applyAsDouble(first + i)));
        return new Ring(first, steps);
    }
}
