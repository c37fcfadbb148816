package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The daily peaks of memory that a decision looks at, as far as they were known at an earlier
 * midnight: they outlast the windows that they were found in. Immutable.
 *
 * @param at the midnight
 * @param gib the peak of the day that ended then, of the one before it, and so on; {@code NaN}
 *     where none is known
 */
@SuppressWarnings("ArrayRecordComponent") // made once for one step, never compared
record EarlierPeaks(Instant at, double[] gib) {
    private static final double[] NOTHING = {};
    private static final Duration DAY = Duration.ofDays(1);

    /** Before anything is known. */
    static final EarlierPeaks NONE = new EarlierPeaks(Instant.EPOCH, unknown());

    private static double[] unknown() {
        double[] unknown = new double[Days.RING];
        Arrays.fill(unknown, Double.NaN);
        return unknown;
    }

    /**
     * Those of the days that had ended when a history begins and are among the fourteen before its
     * end, the oldest first.
     */
    double[] before(UsageHistory history) {
        if (history.size() == 0) {
            return NOTHING;
        }
        Instant begin = history.end(0).minus(history.step());
        Instant reach = history.asOf().minus(DAY.multipliedBy(Days.RING));
        double[] before = new double[gib.length];
        int count = 0;
        for (int day = gib.length - 1; day >= 0; day--) {
            Instant end = at.minus(DAY.multipliedBy(day));
            if (!Double.isNaN(gib[day]) && !end.isAfter(begin) && !end.minus(DAY).isBefore(reach)) {
                before[count++] = gib[day];
            }
        }
        return Arrays.copyOf(before, count);
    }

    /** The same at the end of a history, whose own days count before those that were known. */
    EarlierPeaks after(DailyUsage usage) {
        double[] now = unknown();
        Instant midnight = usage.history().asOf();
        int days = usage.days().count();
        for (int back = 0; back < now.length; back++) {
            int day = days - back;
            if (day >= 1) {
                double bytes = usage.memory(day).peakBytes();
                now[back] = bytes / MemoryOutlook.GIB;
            } else {
                long earlier = back - Duration.between(at, midnight).toDays();
                now[back] = earlier >= 0 && earlier < gib.length ? gib[(int) earlier] : Double.NaN;
            }
        }
        return new EarlierPeaks(midnight, now);
    }
}
