package io.headroom.recommender.size;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleFunction;

/**
 * What an estimate is made from: how much of one resource was used, and how much history says so.
 *
 * @param percentile the amount that usage stayed below for the given fraction of the time
 * @param confidence the days of history, and at most as many as there are samples for at one a
 *     minute
 */
record Usage<Q extends Quantity<Q>>(DoubleFunction<Q> percentile, double confidence) {
    private static final Duration DAY = Duration.ofDays(1);

    static Usage<Cpu> ofCpu(ContainerProfile profile) {
        DecayingHistogram histogram = histogram(ExponentialBuckets.CPU_CORES, profile.cpu());
        return new Usage<>(
                fraction -> Cpu.ofCores(histogram.percentile(fraction)), confidence(profile));
    }

    static Usage<Memory> ofMemory(ContainerProfile profile) {
        DecayingHistogram histogram =
                histogram(ExponentialBuckets.MEMORY_BYTES, profile.memoryPeaks());
        return new Usage<>(
                fraction -> Memory.ofBytes(histogram.percentile(fraction)), confidence(profile));
    }

    /** As the upstream VPA counts it: CPU samples stand for those of memory as well. */
    static double confidence(ContainerProfile profile) {
        Instant first = profile.firstSampleAt();
        Instant last = profile.lastSampleAt();
        return first == null || last == null ? 0 : confidence(first, last, profile.samples());
    }

    static double confidence(Instant firstSampleAt, Instant lastSampleAt, long samples) {
        double days =
                (double) Duration.between(firstSampleAt, lastSampleAt).toNanos() / DAY.toNanos();
        return Math.min(days, (double) samples / DAY.toMinutes());
    }

    private static DecayingHistogram histogram(ExponentialBuckets buckets, HistogramState state) {
        return DecayingHistogram.of(buckets, DecayingHistogram.HALF_LIFE, state);
    }
}
