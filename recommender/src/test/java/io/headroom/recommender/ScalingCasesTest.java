package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.ScalingCases.Read;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.size.PodShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
            assertThat(first.demand().start(0))
                    .as("nearly thirteen days")
                    .isLessThan(MIDNIGHT.minus(Duration.ofHours(12 * 24 + 22)).getEpochSecond());

            for (int minutes = 35; minutes < 24 * 60 + 30; minutes += 35) {
                Read.Known later = read(MIDNIGHT.plus(Duration.ofMinutes(minutes)), autoscaler);

                assertThat(later.of()).as("after " + minutes + " min").isEqualTo(first.of());
                assertThat(later.demand()).isEqualTo(first.demand());
                assertThat(later.others()).isEqualTo(first.others());
            }
        }
    }

    @Test
    void theNextMidnightMakesAnother() {
        Instant next = MIDNIGHT.plus(Duration.ofMinutes(24 * 60 + 30));

        assertThat(read(next, OF_CPU).of().asOf()).isEqualTo(MIDNIGHT.plus(Duration.ofDays(1)));
    }

    private static Read.Known read(Instant asOf, AutoscalerState autoscaler) {
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
        return (Read.Known)
                ScalingCases.read(
                                new ScalingCases.Facts(
                                        Scaled.CART,
                                        KnownUsage.of(known),
                                        new PodShape(List.of(Scaled.container()), Resources.NONE),
                                        List.of(),
                                        List.of(autoscaler),
                                        Most.UNLIMITED,
                                        Policy.NONE,
                                        null),
                                asOf)
                        .orElseThrow();
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
