package io.headroom.recommender.size.restarts;

import io.headroom.model.assessment.OomKill;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The least memory to request of a container that was killed for want of it: what it was killed at,
 * and a fifth or 100 MiB, as the upstream VPA has it. Unlike there one cause counts once: a kill at
 * or below what is asked for already asks for no more, so that a request which was raised for a
 * kill is never what the next one is counted from.
 *
 * @param least what to request
 * @param killedAt the memory that was not enough
 * @param last when it was last killed
 * @param kills how many there were since the first of that cause
 */
record OomFloor(Memory least, Memory killedAt, Instant last, int kills) {
    /** As long as a ring lasts: after that what was used speaks for itself again. */
    static final Duration IN_FORCE = Duration.ofDays(14);

    private static final double BUMP_RATIO = 1.2;
    private static final long LEAST_BUMP_BYTES = 100L << 20;
    private static final Duration AROUND = Duration.ofMinutes(15);

    /** With less in use than this part of the limit it was not the limit that killed. */
    private static final double NEAR_LIMIT = 0.5;

    /**
     * @param past what it used, to tell a kill at the container's limit from one at the node's
     * @param kills of one container, the oldest first
     */
    static Optional<OomFloor> of(List<OomKill> kills, UsageHistory past, Instant asOf) {
        OomFloor floor = null;
        for (OomKill kill : kills) {
            if (floor != null && floor.last().plus(IN_FORCE).isBefore(kill.at())) {
                floor = null;
            }
            Memory killedAt = killedAt(kill, past);
            floor =
                    floor == null || floor.least().isLessThan(killedAt)
                            ? new OomFloor(bumped(killedAt), killedAt, kill.at(), 1)
                            : new OomFloor(
                                    floor.least(),
                                    floor.killedAt(),
                                    later(floor.last(), kill.at()),
                                    floor.kills() + 1);
        }
        return Optional.ofNullable(floor).filter(found -> !found.until().isBefore(asOf));
    }

    /** Up to when it is in force. */
    Instant until() {
        return last.plus(IN_FORCE);
    }

    /** The limit where it was near, else the request or what was in use, whichever is more. */
    private static Memory killedAt(OomKill kill, UsageHistory past) {
        long used = Math.max(kill.memory().bytes(), (long) highestBefore(past, kill.at()));
        Memory limit = kill.limit();
        return limit != null && used >= NEAR_LIMIT * limit.bytes() ? limit : new Memory(used);
    }

    private static double highestBefore(UsageHistory past, Instant at) {
        double highest = 0;
        Instant from = at.minus(AROUND);
        for (int window = 0; window < past.size(); window++) {
            long end = past.endMillis(window);
            long start = end - past.step().toMillis();
            if (start <= at.toEpochMilli() && end > from.toEpochMilli()) {
                double bytes = past.memoryBytes(window);
                highest = Double.isNaN(bytes) ? highest : Math.max(highest, bytes);
            }
        }
        return highest;
    }

    private static Memory bumped(Memory memory) {
        long bytes = memory.bytes();
        return new Memory(Math.max((long) (bytes * BUMP_RATIO), bytes + LEAST_BUMP_BYTES));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
