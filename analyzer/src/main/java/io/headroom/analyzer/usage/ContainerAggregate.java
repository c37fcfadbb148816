package io.headroom.analyzer.usage;

import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of one name in one workload have used, decaying, exactly as the upstream VPA
 * aggregates it ({@code AggregateContainerState}). Samples come in through the {@link
 * PodContainerState} of the pod that they belong to. Not thread-safe.
 */
public final class ContainerAggregate {
    /** The weight of every CPU sample; only its ratio to other weights matters. */
    private static final double CPU_WEIGHT = 0.1;

    private static final double MEMORY_PEAK_WEIGHT = 1.0;

    private static final long NONE = Long.MIN_VALUE;

    private final DecayingHistogram cpu;
    private final DecayingHistogram memoryPeaks;
    private long firstSampleMillis = NONE;
    private long lastSampleMillis = NONE;
    private long samples;

    public ContainerAggregate() {
        this(
                new DecayingHistogram(ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE),
                new DecayingHistogram(
                        ExponentialBuckets.MEMORY_BYTES, DecayingHistogram.HALF_LIFE));
    }

    private ContainerAggregate(DecayingHistogram cpu, DecayingHistogram memoryPeaks) {
        this.cpu = cpu;
        this.memoryPeaks = memoryPeaks;
    }

    /** CPU in cores. */
    public DecayingHistogram cpu() {
        return cpu;
    }

    /** The memory peaks of each pod's windows, in bytes. */
    public DecayingHistogram memoryPeaks() {
        return memoryPeaks;
    }

    /** When the first CPU sample was taken; null while there is none. */
    public @Nullable Instant firstSampleAt() {
        return firstSampleMillis == NONE ? null : Instant.ofEpochMilli(firstSampleMillis);
    }

    /** When the latest CPU sample was taken; null while there is none. */
    public @Nullable Instant lastSampleAt() {
        return lastSampleMillis == NONE ? null : Instant.ofEpochMilli(lastSampleMillis);
    }

    /** The number of CPU samples: confidence in memory is measured by CPU samples, too. */
    public long samples() {
        return samples;
    }

    void addCpu(long millicores, Instant at) {
        cpu.add(millicores / 1_000.0, CPU_WEIGHT, at);
        long atMillis = at.toEpochMilli();
        if (firstSampleMillis == NONE || atMillis < firstSampleMillis) {
            firstSampleMillis = atMillis;
        }
        lastSampleMillis = Math.max(lastSampleMillis, atMillis);
        samples++;
    }

    void addMemoryPeak(long bytes, Instant at) {
        memoryPeaks.add((double) bytes, MEMORY_PEAK_WEIGHT, at);
    }

    void subtractMemoryPeak(long bytes, Instant at) {
        memoryPeaks.subtract((double) bytes, MEMORY_PEAK_WEIGHT, at);
    }

    int writtenBytes() {
        return 3 * Long.BYTES + cpu.writtenBytes() + memoryPeaks.writtenBytes();
    }

    /** Writes everything this aggregate knows, for {@link #read}. */
    void write(ByteBuffer to) {
        to.putLong(firstSampleMillis).putLong(lastSampleMillis).putLong(samples);
        cpu.write(to);
        memoryPeaks.write(to);
    }

    /** Reads what {@link #write} wrote. */
    static ContainerAggregate read(ByteBuffer from) {
        long first = from.getLong();
        long last = from.getLong();
        long samples = from.getLong();
        ContainerAggregate aggregate =
                new ContainerAggregate(
                        DecayingHistogram.read(
                                ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE, from),
                        DecayingHistogram.read(
                                ExponentialBuckets.MEMORY_BYTES,
                                DecayingHistogram.HALF_LIFE,
                                from));
        aggregate.firstSampleMillis = first;
        aggregate.lastSampleMillis = last;
        aggregate.samples = samples;
        return aggregate;
    }
}
