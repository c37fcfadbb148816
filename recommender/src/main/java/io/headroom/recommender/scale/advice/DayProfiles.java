package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.LocalClock;
import java.time.Duration;
import java.util.Arrays;

/**
 * The most that was asked for in each slot of each day, and in the time after it that new pods take
 * to serve. Immutable.
 */
final class DayProfiles {
    static final int SLOT_SECONDS = 300;
    static final int SLOTS = FloorSchedule.DAY_SECONDS / SLOT_SECONDS;

    private final long firstDay;

    /** By day and slot; NaN where nothing is known. */
    private final double[][] peaks;

    private final LocalClock clock;

    private DayProfiles(long firstDay, double[][] peaks, LocalClock clock) {
        this.firstDay = firstDay;
        this.peaks = peaks;
        this.clock = clock;
    }

    /**
     * @param clock by which it is counted. Slots that it leaves out are not known, and of those
     *     that it shows twice the higher counts
     */
    static DayProfiles of(Demand demand, Duration lead, Duration trail, LocalClock clock) {
        if (demand.isEmpty()) {
            return new DayProfiles(0, new double[0][], clock);
        }
        long first = clock.day(demand.start(0));
        long last = clock.day(demand.end(demand.size() - 1) - 1);
        double[][] peaks = new double[(int) (last - first + 1)][SLOTS];
        for (double[] day : peaks) {
            Arrays.fill(day, Double.NaN);
        }
        long zero = first * FloorSchedule.DAY_SECONDS;
        for (int i = 0; i < demand.size(); i++) {
            long to = slot(demand.end(i) - 1 + trail.toSeconds());
            for (long at = slot(demand.start(i) - lead.toSeconds()); at <= to; at++) {
                long slot = slot(clock.at(at * SLOT_SECONDS) - zero);
                if (slot >= 0 && slot < (long) peaks.length * SLOTS) {
                    double[] day = peaks[(int) (slot / SLOTS)];
                    int ofDay = (int) (slot % SLOTS);
                    // not Math.max: that of NaN and a number is NaN
                    if (!(day[ofDay] >= demand.amount(i))) {
                        day[ofDay] = demand.amount(i);
                    }
                }
            }
        }
        return new DayProfiles(first, peaks, clock);
    }

    /** Of any clock: the times of day of all of them are whole slots apart. */
    private static long slot(long second) {
        return Math.floorDiv(second, SLOT_SECONDS);
    }

    LocalClock clock() {
        return clock;
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
