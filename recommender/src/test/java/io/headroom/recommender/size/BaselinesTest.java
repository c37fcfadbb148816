package io.headroom.recommender.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each baseline's formula by hand, and that none sees what is to come. */
class BaselinesTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final double MIB = 1 << 20;

    static Stream<Strategy> strategies() {
        return Strategies.all().stream();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void seesNothingThatComesAfterwards(Strategy strategy) {
        UsageHistory whole = random(40, 1);
        for (int cut = 200; cut < whole.size(); cut += 997) {
            Instant origin = whole.end(cut).plusSeconds(7);
            UsageHistory.Builder known = UsageHistory.withStep(whole.step());
            for (int i = 0; i <= cut; i++) {
                known.add(
                        whole.end(i),
                        whole.cpuCores(i),
                        whole.cpuThrottledCores(i),
                        whole.memoryBytes(i));
            }

            assertThat(strategy.advise(whole.until(origin)))
                    .isEqualTo(strategy.advise(known.build().until(origin)));
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void abstainsWhereNothingIsKnown(Strategy strategy) {
        UsageHistory nothing = UsageHistory.withStep(Duration.ofMinutes(5)).build();
        UsageHistory unknown =
                UsageHistory.withStep(Duration.ofMinutes(5))
                        .add(START, Double.NaN, Double.NaN)
                        .build();

        assertThat(strategy.advise(nothing)).isEqualTo(Amounts.ABSTAINED);
        assertThat(strategy.advise(unknown)).isEqualTo(Amounts.ABSTAINED);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void asksForNothingWhereNothingIsUsed(Strategy strategy) {
        UsageHistory idle = hours(0, 0, 0, 0, 0, 0);

        Amounts amounts = strategy.advise(idle);

        // the VPA's first buckets end at 10 millicores and 10 MB
        assertThat(amounts.cpuCores()).isBetween(0.0, 0.012);
        assertThat(amounts.memoryBytes()).isBetween(0.0, 11.6e6);
    }

    @Test
    void krrTakesAPercentileOfTwoWeeks() {
        // p95 of 21 samples is the 20th; the 100 is older than 14 days
        UsageHistory usage =
                usage(Duration.ofHours(16), Stream.concat(Stream.of(100.0), counting(21)).toList());

        Amounts krr = advise("krr", usage);

        assertThat(krr.cpuCores()).isEqualTo(20);
        assertThat(krr.memoryBytes()).isCloseTo(1.15 * 21 * MIB, within(1.0));
        // 0.66 * 20 = 13.2
        assertThat(advise("krr-limit", usage).cpuCores()).isCloseTo(14.2, within(1e-9));
    }

    @Test
    void peaksReachAsFarAsTheySay() {
        UsageHistory usage =
                usage(Duration.ofDays(1), List.of(9.0, 8.0, 3.0, 3.0, 3.0, 3.0, 3.0, 4.0, 2.0));

        assertThat(advise("static-peak", usage).cpuCores()).isEqualTo(9);
        assertThat(advise("max7d", usage).cpuCores()).isCloseTo(1.15 * 4, within(1e-9));
        assertThat(advise("yesterday", usage).cpuCores()).isCloseTo(1.15 * 2, within(1e-9));
    }

    @Test
    void craneForgetsByHalfEachDay() {
        // weights 1/4, 1/2, 1: the first holds 1/7 of all, so p99 is the highest of the others
        UsageHistory usage = usage(Duration.ofDays(1), List.of(1.0, 3.0, 2.0));

        assertThat(advise("crane", usage).cpuCores()).isCloseTo(1.15 * 3, within(1e-9));
        // six days ago it weighs 1/64 of 1 + 63/64: 0.8 % are beyond p99
        UsageHistory old = usage(Duration.ofDays(1), List.of(3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0));
        assertThat(advise("crane", old).cpuCores()).isCloseTo(1.15 * 1, within(1e-9));
    }

    @Test
    void kruizeTakesTheHighestOfAQuarterOfAnHour() {
        // intervals of three samples: highest 3, 6, 9
        UsageHistory usage = usage(Duration.ofMinutes(5), counting(9).toList());

        // p60 of three is the second, p98 the third
        assertThat(advise("kruize", usage).cpuCores()).isEqualTo(9);
        assertThat(advise("kruize-cost", usage).cpuCores()).isEqualTo(6);
        // min(1.2 * 9, 9 + 1.05 * 2) MiB
        assertThat(advise("kruize", usage).memoryBytes()).isCloseTo(10.8 * MIB, within(1.0));
    }

    @Test
    void kruizeCountsWhatALimitRefused() {
        UsageHistory usage =
                UsageHistory.withStep(Duration.ofMinutes(15))
                        .add(START, 0.3, 0.2, 100)
                        .add(START.plus(Duration.ofMinutes(15)), 0.4, 0, 200)
                        .build();

        // under one core the highest counts
        assertThat(advise("kruize-cost", usage).cpuCores()).isEqualTo(0.5);
        // one sample an interval: no spike to see
        assertThat(advise("kruize", usage).memoryBytes()).isEqualTo(240);
    }

    @Test
    void nSigmaAddsThreeDeviations() {
        // mean 2, variance 1
        assertThat(advise("nsigma3", hours(1, 3, 1, 3)).cpuCores()).isCloseTo(5, within(1e-9));
    }

    @Test
    void autopilotsWindowServesTheLoadRatherThanTheTime() {
        // one hour in ten at 10 holds more than half of the load
        UsageHistory usage = hours(1, 1, 1, 1, 1, 1, 1, 1, 1, 10);

        assertThat(advise("autopilot-window", usage).cpuCores()).isCloseTo(11.5, within(1e-9));
    }

    @Test
    void autopilotsEnsembleServesASteadyLoadAtItsHighest() {
        UsageHistory usage =
                usage(Duration.ofMinutes(5), Stream.generate(() -> 2.0).limit(2_000).toList());

        // without margin nothing is wasted and nothing refused
        assertThat(advise("autopilot", usage).cpuCores()).isCloseTo(2, within(1e-9));
    }

    @Test
    void autopilotsEnsembleFollowsALoadThatFell() {
        List<Double> fallen =
                Stream.concat(
                                Stream.generate(() -> 8.0).limit(7 * 288),
                                Stream.generate(() -> 2.0).limit(7 * 288))
                        .toList();

        assertThat(advise("autopilot", usage(Duration.ofMinutes(5), fallen)).cpuCores())
                .isBetween(2.0, 2.6);
    }

    @Test
    void vpaGivesTheTargetThatItsStrategyGives() {
        UsageHistory usage = random(9, 3);
        Profiles profile = Profiles.of("app");
        for (int i = 0; i < usage.size(); i++) {
            if (!Double.isNaN(usage.cpuCores(i))) {
                profile.sample(usage.cpuCores(i), 0, usage.end(i));
            }
        }

        assertThat(advise("vpa", usage).cpuCores())
                .isEqualTo(
                        VpaStrategy.estimates(Part.CPU, 1, Tuning.Rule.DEFAULT)
                                .target()
                                .estimate(Usage.ofCpu(profile.build()))
                                .cores());
    }

    @Test
    void vpaKeepsOnePeakADay() {
        // two days with peaks of 400 and 100 MiB: p90 falls into the bucket of the first
        double[] memory = {100, 400, 50, 100, 60, 70};
        UsageHistory.Builder builder = UsageHistory.withStep(Duration.ofHours(8));
        for (int i = 0; i < memory.length; i++) {
            builder.add(START.plus(Duration.ofHours(8L * i)), 0.1, memory[i] * MIB);
        }

        double target = advise("vpa", builder.build()).memoryBytes();

        // at most 5 % for the bucket and 15 % on top
        assertThat(target).isBetween(1.15 * 400 * MIB, 1.05 * 1.15 * 400 * MIB + 1.15e7);
    }

    private static Amounts advise(String strategy, UsageHistory past) {
        return Strategies.named(strategy).advise(past);
    }

    private static Stream<Double> counting(int to) {
        return Stream.iterate(1.0, i -> i + 1).limit(to);
    }

    private static UsageHistory hours(double... amounts) {
        return usage(Duration.ofHours(1), Arrays.stream(amounts).boxed().toList());
    }

    /** CPU in cores and memory in MiB are the same numbers; the first ends a step after START. */
    private static UsageHistory usage(Duration step, List<Double> amounts) {
        UsageHistory.Builder builder = UsageHistory.withStep(step);
        for (int i = 0; i < amounts.size(); i++) {
            builder.add(START.plus(step.multipliedBy(i + 1)), amounts.get(i), amounts.get(i) * MIB);
        }
        return builder.build();
    }

    /** With holes, unknown cells and bursts. */
    private static UsageHistory random(int days, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        UsageHistory.Builder builder = UsageHistory.withStep(Duration.ofMinutes(5));
        for (int i = 0; i < days * 288; i++) {
            if (i % 1_000 > 930) {
                continue;
            }
            double burst = random.nextInt(40) == 0 ? 10 : 1;
            builder.add(
                    START.plus(Duration.ofMinutes(5L * i)),
                    random.nextInt(30) == 0 ? Double.NaN : burst * random.nextDouble(0.1, 0.4),
                    random.nextInt(100) == 0 ? 0.1 : 0,
                    random.nextInt(30) == 0 ? Double.NaN : random.nextDouble(1, 2) * 100 * MIB);
        }
        return builder.build();
    }
}
