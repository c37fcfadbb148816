package io.headroom.recommender.size.restarts;

import java.time.Instant;

/**
 * A stretch of time in which instances of a container ended.
 *
 * @param from when the first of them did
 * @param until when the last of them did; the same where there was one
 * @param outOfMemory whether they were killed for want of memory
 */
public record Ending(Instant from, Instant until, boolean outOfMemory) {

    /**
     * @throws IllegalArgumentException when it ends before it begins
     */
    public Ending {
        if (until.isBefore(from)) {
            throw new IllegalArgumentException("until must not be before " + from + ": " + until);
        }
    }
}
