package io.headroom.recommender.scale.advice;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Room that lasts: of each ten minutes the most that there was, and of these the least. A node that
 * is not Ready for a moment, or pods that are replaced, take none of it. Immutable.
 *
 * @param least of what is over; null where nothing is
 * @param most so far of the ten minutes that go on
 * @param since when these began
 */
record LastingRoom(@Nullable Integer least, int most, Instant since) {
    /** Longer than pods stay bound to a node that is not Ready, where nobody says otherwise. */
    private static final Duration LASTING = Duration.ofMinutes(10);

    static LastingRoom of(int room, Instant at) {
        return new LastingRoom(null, room, at);
    }

    /** The same after a look. */
    LastingRoom seen(int room, Instant at) {
        return at.isBefore(since.plus(LASTING))
                ? new LastingRoom(least, Math.max(most, room), since)
                : new LastingRoom(replicas(least, most), room, at);
    }

    private static int replicas(@Nullable Integer least, int most) {
        return least == null ? most : Math.min(least, most);
    }

    /** How many replicas that is, as far as is known. */
    int replicas() {
        return least == null ? most : least;
    }
}
