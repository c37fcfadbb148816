package io.headroom.analyzer.usage;

import java.time.Duration;
import java.time.Instant;

/**
 * The part of the VPA's state that belongs to one container of one pod ({@code ContainerState}): it
 * lets a sample into the {@link ContainerAggregate} of its workload once, and of memory only the
 * peak of each window. Not thread-safe.
 */
public final class PodContainerState {
    /** How long a window lasts of which only the memory peak counts. */
    public static final Duration MEMORY_INTERVAL = Duration.ofHours(24);

    private static final double OOM_BUMP_UP_RATIO = 1.2;
    private static final long OOM_MIN_BUMP_UP_BYTES = 100L << 20;
    private static final Duration JUST_HAPPENED = Duration.ofMinutes(10);
    private static final long NONE = Long.MIN_VALUE;

    private final long memoryIntervalMillis;
    private long windowEndMillis = NONE;
    private long memoryPeakBytes;
    private long oomPeakBytes;
    private long lastMemorySampleMillis = NONE;
    private long lastCpuSampleMillis = NONE;
    private long lastKillMillis = NONE;

    public PodContainerState() {
        this(MEMORY_INTERVAL);
    }

    public PodContainerState(Duration memoryInterval) {
        this.memoryIntervalMillis = memoryInterval.toMillis();
    }

    /**
     * Adds a CPU sample.
     *
     * @return whether it counts: negative ones do not, nor those that are not newer than the last
     */
    public boolean addCpu(ContainerAggregate aggregate, long millicores, Instant at) {
        if (millicores < 0 || at.toEpochMilli() <= lastCpuSampleMillis) {
            return false;
        }
        aggregate.addCpu(millicores, at);
        lastCpuSampleMillis = at.toEpochMilli();
        return true;
    }

    /**
     * Adds a memory sample.
     *
     * @return whether it was looked at: negative ones are not, nor those that are older than the
     *     last
     */
    public boolean addMemory(ContainerAggregate aggregate, long bytes, Instant at) {
        return addMemory(aggregate, bytes, at, false);
    }

    /**
     * Adds what the container would have needed when it was killed for want of memory: its request
     * or its peak, whichever is more, plus a fifth or 100 MiB.
     *
     * @return whether it counts: one that is older than the last sample by more than a window does
     *     not
     */
    public boolean recordOom(ContainerAggregate aggregate, long requestBytes, Instant at) {
        if (lastMemorySampleMillis != NONE
                && at.toEpochMilli() < lastMemorySampleMillis - memoryIntervalMillis) {
            return false;
        }
        // without the peak of earlier kills: several in one window would run away
        long used = Math.max(requestBytes, memoryPeakBytes);
        long needed = Math.max(used + OOM_MIN_BUMP_UP_BYTES, (long) (used * OOM_BUMP_UP_RATIO));
        return addMemory(aggregate, needed, at, true);
    }

    /** When the latest kill was that is known. */
    long lastKillMillis() {
        return lastKillMillis;
    }

    /**
     * Records a kill that a sample shows, once. What the first sample of all shows counts only when
     * it has just happened: the pod is new then, and else it was there before anybody looked. A
     * kill that would be long after the sample is of a wrong clock.
     *
     * @param shownAt the time of that sample
     */
    void killed(ContainerAggregate aggregate, long requestBytes, Instant at, Instant shownAt) {
        if (at.toEpochMilli() <= lastKillMillis || at.isAfter(shownAt.plus(JUST_HAPPENED))) {
            return;
        }
        boolean given = lastMemorySampleMillis == NONE && at.isBefore(shownAt.minus(JUST_HAPPENED));
        if (!given) {
            boolean _ = recordOom(aggregate, requestBytes, at);
        }
        lastKillMillis = at.toEpochMilli();
    }

    private boolean addMemory(ContainerAggregate aggregate, long bytes, Instant at, boolean oom) {
        long atMillis = at.toEpochMilli();
        if (bytes < 0 || (!oom && atMillis < lastMemorySampleMillis)) {
            return false;
        }
        lastMemorySampleMillis = atMillis;
        if (windowEndMillis == NONE) {
            windowEndMillis = atMillis;
        }
        if (atMillis < windowEndMillis) {
            long peak = Math.max(memoryPeakBytes, oomPeakBytes);
            // upstream takes a peak of zero for none and then counts nothing: so does this
            if (peak == 0 || bytes <= peak) {
                return true;
            }
            aggregate.subtractMemoryPeak(peak, Instant.ofEpochMilli(windowEndMillis));
        } else {
            long behind = atMillis - windowEndMillis;
            windowEndMillis += behind - behind % memoryIntervalMillis + memoryIntervalMillis;
            memoryPeakBytes = 0;
            oomPeakBytes = 0;
        }
        aggregate.addMemoryPeak(bytes, Instant.ofEpochMilli(windowEndMillis));
        if (oom) {
            oomPeakBytes = bytes;
        } else {
            memoryPeakBytes = bytes;
        }
        return true;
    }

    /** Writes everything but the window's length, for {@link #read}. */
    void write(StateWriter to) {
        to.number(windowEndMillis)
                .number(memoryPeakBytes)
                .number(oomPeakBytes)
                .number(lastMemorySampleMillis)
                .number(lastCpuSampleMillis)
                .number(lastKillMillis);
    }

    /**
     * Reads what {@link #write} wrote, for windows of the usual length.
     *
     * @param kills whether they were kept then
     */
    static PodContainerState read(StateReader from, boolean kills) {
        PodContainerState state = new PodContainerState();
        state.windowEndMillis = from.number();
        state.memoryPeakBytes = from.number();
        state.oomPeakBytes = from.number();
        state.lastMemorySampleMillis = from.number();
        state.lastCpuSampleMillis = from.number();
        state.lastKillMillis = kills ? from.number() : NONE;
        return state;
    }
}
