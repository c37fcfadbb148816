package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import java.time.Duration;
import java.util.Arrays;

/**
 * The most that was asked for in each slot of each day (UTC), and in the time after it that new
 * pods take to serve. Immutable.
 */
final class DayProfiles {
    static final int SLOT_SECONDS = 300;
    static final int SLOTS = FloorSchedule.DAY_SECONDS / SLOT_SECONDS;

    private final long firstDay;

    /** By day and slot; NaN where nothing is known. */
    private final double[][] peaks;

    private DayProfiles(long firstDay, double[][] peaks) {
        this.firstDay = firstDay;
        this.peaks = peaks;
    }

    static DayProfiles of(Demand demand, Duration lead, Duration trail) {
        if (demand.isEmpty()) {
            return new DayProfiles(0, new double[0][]);
        }
        long first = Math.floorDiv(demand.start(0), FloorSchedule.DAY_SECONDS);
        long last = Math.floorDiv(demand.end(demand.size() - 1) - 1, FloorSchedule.DAY_SECONDS);
        double[][] peaks = new double[(int) (last - first + 1)][SLOTS];
        for (double[] day : peaks) {
            Arrays.fill(day, Double.NaN);
        }
        long zero = first * FloorSchedule.DAY_SECONDS;
        for (int i = 0; i < demand.size(); i++) {
            int from = slot(Math.max(zero, demand.start(i) - lead.toSeconds()) - zero);
            int to =
                    Math.min(
                            peaks.length * SLOTS - 1,
                            slot(demand.end(i) - 1 + trail.toSeconds() - zero));
            for (int slot = from; slot <= to; slot++) {
                double[] day = peaks[slot / SLOTS];
                // not Math.max: that of NaN and a number is NaN
                if (!(day[slot % SLOTS] >= demand.amount(i))) {
                    day[slot % SLOTS] = demand.amount(i);
                }
            }
        }
        return new DayProfiles(first, peaks);
    }

    private static int slot(long second) {
        return (int) (second / SLOT_SECONDS);
    }

    /** The number of the first day since 1970. */
    long firstDay() {
        return firstDay;
    }

    /** One after the number of the last day. */
    long endDay() {
        return firstDay + peaks.length;
    }

    /** NaN where nothing is known. */
    double peak(long day, int slot) {
        int index = (int) (day - firstDay);
        return index < 0 || index >= peaks.length ? Double.NaN : peaks[index][slot];
    }
}
