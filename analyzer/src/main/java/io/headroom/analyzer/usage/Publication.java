package io.headroom.analyzer.usage;

import java.time.Duration;

/** When a workload is assessed: often while it is young, later once an interval. */
final class Publication {
    /** A workload is assessed again when it has become older by this part of its age. */
    private static final int AGE_DIVISOR = 10;

    private final long intervalMillis;

    Publication(Duration interval) {
        this.intervalMillis = interval.toMillis();
    }

    /**
     * The boundary after {@code boundaryMillis}. Those of an old workload lie at a phase that
     * follows from its key, so that not all workloads are assessed at once.
     *
     * @param bornMillis the time of the workload's first reading
     * @param readingMillis the time between two readings: more often makes no sense
     */
    long next(String key, long bornMillis, long boundaryMillis, long readingMillis) {
        long age = boundaryMillis - bornMillis;
        long shortest = Math.min(readingMillis, intervalMillis);
        long step = Math.max(shortest, Math.min(age / AGE_DIVISOR, intervalMillis));
        if (step < intervalMillis) {
            return boundaryMillis + cutMillis(step);
        }
        long phase = phase(key);
        return Math.floorDiv(boundaryMillis - phase, intervalMillis) * intervalMillis
                + intervalMillis
                + phase;
    }

    /** The last boundary before {@code eventMillis}, from one that is before it on. */
    long lastBefore(
            long eventMillis,
            String key,
            long bornMillis,
            long boundaryMillis,
            long readingMillis) {
        long last = boundaryMillis;
        for (long next = last; next < eventMillis; ) {
            last = next;
            next = next(key, bornMillis, last, readingMillis);
        }
        return last;
    }

    private long phase(String key) {
        // the hash of similar keys is similar: multiplying spreads it over all bits
        return cutMillis(
                Math.floorMod((key.hashCode() * 0x9E3779B97F4A7C15L) >>> 16, intervalMillis));
    }

    /** Times to the second are easier to read; less than a second stays as it is. */
    private static long cutMillis(long millis) {
        return millis < 1_000 ? millis : millis - millis % 1_000;
    }
}
