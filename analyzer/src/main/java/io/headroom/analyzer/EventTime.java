package io.headroom.analyzer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells times that something may have happened at from ones that are made up of garbage. */
final class EventTime {
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private EventTime() {}

    static boolean plausible(@Nullable Instant at) {
        return at != null && !at.isBefore(Instant.EPOCH) && at.isBefore(LATEST);
    }

    static boolean plausibleIfKnown(@Nullable Instant at) {
        return at == null || plausible(at);
    }
}
