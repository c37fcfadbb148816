package io.headroom.model.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The CPU that one instance of a container was last read to use: by how much its counters rose
 * between two readings, or since its start where it was read only once.
 *
 * @param throttledNanos how long its limit held it back, over all of its threads; null where the
 *     source does not say
 * @param waitingNanos how long some of its tasks waited for CPU; null likewise
 */
public record CpuSpan(
        String container,
        Instant from,
        Instant to,
        long coreNanos,
        @Nullable Long throttledNanos,
        @Nullable Long waitingNanos) {

    public CpuSpan {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a span must last: " + from + " to " + to);
        }
    }

    /** The mean number of cores in use. */
    public double cores() {
        return share(coreNanos);
    }

    /**
     * How many cores more would have been in use; {@code NaN} where the source does not say. What
     * the limit held back is cores as it stands; of waiting it is only known for which share of the
     * time there was any.
     */
    public double heldBackCores() {
        if (throttledNanos != null) {
            return share(throttledNanos);
        }
        return waitingNanos == null ? Double.NaN : cores() * Math.min(1, share(waitingNanos));
    }

    private double share(long nanos) {
        return (double) nanos / Duration.between(from, to).toNanos();
    }
}
