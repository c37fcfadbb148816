package io.headroom.recommender.size;

import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleFunction;

/**
 * The target that {@link VpaStrategy} gives, from a history rather than from a profile: the same
 * histograms, percentile, margin and cutting. The smallest pod is left out, as a history does not
 * say how many containers share it.
 */
final class VpaOverHistory implements Strategy {
    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final double CPU_WEIGHT = 0.1;

    @Override
    public String name() {
        return VpaStrategy.NAME;
    }

    @Override
    public Amounts advise(UsageHistory past) {
        return new Amounts(cpuCores(past), memoryBytes(past));
    }

    private static double cpuCores(UsageHistory past) {
        Samples samples = past.cpu(FOREVER);
        if (samples.isEmpty()) {
            return Double.NaN;
        }
        DecayingHistogram histogram =
                new DecayingHistogram(ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE);
        for (int i = 0; i < samples.size(); i++) {
            histogram.add(
                    samples.amount(i), CPU_WEIGHT, Instant.ofEpochMilli(samples.endMillis(i)));
        }
        Cpu target = target(fraction -> Cpu.ofCores(histogram.percentile(fraction)));
        return target.cores();
    }

    /**
     * One peak for each 24 hours from the start of the first window on, stamped with their end; a
     * window counts where it starts, so that a day that ends with a window is whole.
     */
    private static double memoryBytes(UsageHistory past) {
        Samples samples = past.memory(FOREVER);
        if (samples.isEmpty()) {
            return Double.NaN;
        }
        DecayingHistogram histogram =
                new DecayingHistogram(ExponentialBuckets.MEMORY_BYTES, DecayingHistogram.HALF_LIFE);
        long stepMillis = past.step().toMillis();
        long begin = samples.endMillis(0) - stepMillis;
        int next = 0;
        while (next < samples.size()) {
            long day = (samples.endMillis(next) - stepMillis - begin) / DAY_MILLIS;
            long endMillis = begin + (day + 1) * DAY_MILLIS;
            double peak = 0;
            for (;
                    next < samples.size() && samples.endMillis(next) - stepMillis < endMillis;
                    next++) {
                peak = Math.max(peak, samples.amount(next));
            }
            histogram.add(peak, 1, Instant.ofEpochMilli(endMillis));
        }
        Memory target = target(fraction -> Memory.ofBytes(histogram.percentile(fraction)));
        return target.bytes();
    }

    private static <Q extends Quantity<Q>> Q target(DoubleFunction<Q> percentile) {
        return VpaStrategy.<Q>targetBeforeFloor().estimate(new Usage<>(percentile, 0));
    }
}
