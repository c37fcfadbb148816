package io.headroom.model.profile;

import java.time.Duration;
import java.time.Instant;

/**
 * The windows of five minutes that usage is kept by, half-open: window {@code n} is {@code [n * 5
 * min, (n + 1) * 5 min)} of unix time.
 */
public final class Windows {
    public static final Duration LENGTH = Duration.ofMinutes(5);
    public static final int PER_DAY = 288;

    /** How much history a ring holds. */
    public static final int PER_RING = 14 * PER_DAY;

    private static final long LENGTH_MILLIS = LENGTH.toMillis();

    private Windows() {}

    /** The number of the window that {@code at} lies in. */
    public static long indexOf(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), LENGTH_MILLIS);
    }

    public static Instant start(long window) {
        return Instant.ofEpochMilli(window * LENGTH_MILLIS);
    }

    public static Instant end(long window) {
        return start(window + 1);
    }
}
