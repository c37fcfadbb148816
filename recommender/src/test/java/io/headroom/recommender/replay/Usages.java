package io.headroom.recommender.replay;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/** Small usages, a sample every six hours: four are a day. */
final class Usages {
    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    static final Duration STEP = Duration.ofHours(6);

    /** A day of warm-up, advice once a day. */
    static final Protocol PROTOCOL =
            new Protocol(
                    Duration.ofDays(1),
                    Map.of(),
                    Duration.ofDays(1),
                    Duration.ZERO,
                    Prices.DEFAULT);

    private Usages() {}

    /** The sample at which the day after the first advice begins is number 5. */
    static UsageHistory of(int samples, IntToDoubleFunction cpu, IntToDoubleFunction memory) {
        UsageHistory.Builder builder = UsageHistory.withStep(STEP);
        for (int i = 0; i < samples; i++) {
            builder.add(at(i), cpu.applyAsDouble(i), memory.applyAsDouble(i));
        }
        return builder.build();
    }

    /**
     * CPU and memory are the same numbers, over whole days after a warm-up of a day of zeros.
     *
     * @param afterWarmUp four a day
     */
    static UsageHistory days(double... afterWarmUp) {
        IntToDoubleFunction amount = i -> i < 5 ? 0 : afterWarmUp[i - 5];
        return of(5 + afterWarmUp.length, amount, amount);
    }

    static ContainerSeries series(UsageHistory usage) {
        return new ContainerSeries("set", "series", "series", usage);
    }

    static ScoredUsage scored(UsageHistory usage) {
        return ScoredUsage.cpu(usage, PROTOCOL.origins(series(usage)), PROTOCOL);
    }

    static Instant at(int sample) {
        return START.plus(STEP.multipliedBy(sample));
    }

    static Strategy strategy(String name, Function<UsageHistory, Amounts> advice) {
        return new Strategy() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Amounts advise(UsageHistory past) {
                return advice.apply(past);
            }
        };
    }
}
