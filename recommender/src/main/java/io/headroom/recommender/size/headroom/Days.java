package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;

/**
 * A history cut into days of 24 hours, counted back from its end; the first may be shorter. Days
 * are numbered from 1.
 */
final class Days {
    /** How many of them a decision looks at. */
    static final int RING = 14;

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final UsageHistory history;
    private final int count;

    /** The windows of day d are those from {@code from[d]} up to, without, {@code from[d + 1]}. */
    private final int[] from;

    Days(UsageHistory history) {
        this.history = history;
        int windows = history.size();
        long end = history.asOf().toEpochMilli();
        long span = windows == 0 ? 0 : end - history.endMillis(0);
        this.count = windows == 0 ? 0 : (int) Math.max(1, Math.ceilDiv(span, DAY_MILLIS));
        this.from = new int[count + 2];
        int window = 0;
        for (int day = 1; day <= count; day++) {
            from[day] = window;
            long dayEnd = endMillis(day);
            while (window < windows && history.endMillis(window) <= dayEnd) {
                window++;
            }
        }
        from[count + 1] = windows;
    }

    int count() {
        return count;
    }

    int from(int day) {
        return from[day];
    }

    int until(int day) {
        return from[day + 1];
    }

    long endMillis(int day) {
        return history.asOf().toEpochMilli() - (count - day) * DAY_MILLIS;
    }

    /** How many windows a day has when none is missing. */
    double windowsPerDay() {
        return (double) DAY_MILLIS / history.step().toMillis();
    }

    /** The first of the days that a decision at the end of {@code day} looks at. */
    static int firstSeen(int day) {
        return Math.max(1, day - RING + 1);
    }
}
