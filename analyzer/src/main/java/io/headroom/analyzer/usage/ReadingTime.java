package io.headroom.analyzer.usage;

import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times of one point: the source's own, and the one that counts.
 *
 * @param skewMillis how far the source's clock is ahead of the collector's, as far as it tells
 */
record ReadingTime(long atMillis, long eventMillis, long skewMillis) {
    private static final long MAX_SKEW_MILLIS = Duration.ofSeconds(30).toMillis();
    private static final long MAX_FUTURE_MILLIS = Duration.ofMinutes(10).toMillis();

    /**
     * The time of a point that its source stamped {@code at}; null when that lies too far in the
     * future to be taken for anything.
     *
     * <p>A live source's clock that is off by more than half a minute still tells how much time
     * went by between two readings, but not when that was: then it counts when the reading was
     * received. Imported and simulated history is received at another time than it tells of.
     */
    static @Nullable ReadingTime of(UsageReading reading, @Nullable Instant at) {
        long received = reading.receivedAt().toEpochMilli();
        if (at == null) {
            return new ReadingTime(received, received, 0);
        }
        long stamped = at.toEpochMilli();
        if (!reading.source().live()) {
            return new ReadingTime(stamped, stamped, 0);
        }
        long skew = stamped - received;
        if (skew > MAX_FUTURE_MILLIS) {
            return null;
        }
        // metrics-server serves what it computed up to an interval ago
        long oldest =
                reading.source() == Source.METRICS_API
                        ? MAX_SKEW_MILLIS + reading.interval().toMillis()
                        : MAX_SKEW_MILLIS;
        boolean skewed = skew > MAX_SKEW_MILLIS || skew < -oldest;
        return new ReadingTime(stamped, skewed ? received : stamped, skew);
    }
}
