package io.headroom.recommender.scale.replay;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The clock on the wall of a time zone. Days and times of the day are counted by it in seconds from
 * the beginning of 1970 as it showed it: a second of UTC is one of its own, but for an hour that it
 * leaves out or shows twice where summer time begins or ends. Thread-safe.
 */
public final class LocalClock {
    /** That of those who name no zone. */
    public static final LocalClock UTC = new LocalClock(ZoneId.of("UTC"));

    private final ZoneId zone;
    private final ZoneRules rules;

    /** The last that was asked for: most questions are about times next to one another. */
    private Stretch last;

    public LocalClock(ZoneId zone) {
        this.zone = zone;
        rules = zone.getRules();
        last = stretch(0);
    }

    /** Of one difference from UTC: from a unix second up to another. */
    private record Stretch(long from, long to, int offset) {
        boolean holds(long second) {
            return second >= from && second < to;
        }
    }

    public ZoneId zone() {
        return zone;
    }

    /** What it shows at a unix second. */
    public long at(long second) {
        Stretch known = last;
        if (!known.holds(second)) {
            known = stretch(second);
            last = known;
        }
        return second + known.offset();
    }

    /** The number of the day, since 1970, that it shows at a unix second. */
    public long day(long second) {
        return Math.floorDiv(at(second), FloorSchedule.DAY_SECONDS);
    }

    /** The unix second at which a day begins. */
    public long midnight(long day) {
        return LocalDate.ofEpochDay(day).atStartOfDay(zone).toEpochSecond();
    }

    private Stretch stretch(long second) {
        Instant at = Instant.ofEpochSecond(second);
        // the one that is in force at a moment began at that moment at the latest
        ZoneOffsetTransition before = rules.previousTransition(at.plusSeconds(1));
        ZoneOffsetTransition after = rules.nextTransition(at);
        return new Stretch(
                before == null ? Long.MIN_VALUE : before.toEpochSecond(),
                after == null ? Long.MAX_VALUE : after.toEpochSecond(),
                rules.getOffset(at).getTotalSeconds());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalClock clock && zone.equals(clock.zone);
    }

    @Override
    public int hashCode() {
        return zone.hashCode();
    }

    @Override
    public String toString() {
        return zone.getId();
    }
}
