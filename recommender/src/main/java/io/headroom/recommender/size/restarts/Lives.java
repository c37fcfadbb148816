package io.headroom.recommender.size.restarts;

import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The lives of a container in its memory: from one end that gave memory back to the next. An end
 * after which as much is in use as before, as when one of many replicas goes, is none.
 *
 * @param over those that have ended and were not too short to tell anything, oldest first
 * @param now the one that goes on; it may have no window yet
 */
record Lives(UsageHistory past, List<Life> over, Life now) {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final int FEWEST_WINDOWS = 12;
    private static final int AROUND = 6;
    private static final double GIVEN_BACK = 0.85;

    /**
     * Windows {@code from} up to and without {@code until}.
     *
     * @param outOfMemory whether it ended for want of memory
     */
    record Life(int from, int until, boolean outOfMemory) {
        int windows() {
            return until - from;
        }
    }

    static Lives of(UsageHistory past, List<Ending> endings) {
        List<Life> over = new ArrayList<>();
        int from = 0;
        for (Ending ending : endings.stream().sorted(Comparator.comparing(Ending::from)).toList()) {
            int end = Math.max(from, windowOf(past, ending.from()));
            // the window of the end has something of both lives
            int next = Math.min(windowOf(past, ending.until()) + 1, past.size());
            if (next > from && !before(past, ending) && gaveBack(past, end, next)) {
                if (end - from >= FEWEST_WINDOWS) {
                    over.add(new Life(from, end, ending.outOfMemory()));
                }
                from = next;
            }
        }
        return new Lives(past, over, new Life(from, past.size(), false));
    }

    /** Whether it is of a time that is not known any more. */
    private static boolean before(UsageHistory past, Ending ending) {
        return past.size() > 0 && ending.until().isBefore(past.end(0).minus(past.step()));
    }

    private static boolean gaveBack(UsageHistory past, int end, int next) {
        double before = highest(past, Math.max(0, end - AROUND), end + 1);
        double after = lowest(past, next, Math.min(past.size(), next + AROUND));
        return Double.isInfinite(after) || after < GIVEN_BACK * before;
    }

    /** The window that a moment lies in; the number of windows where it is after all of them. */
    private static int windowOf(UsageHistory past, Instant moment) {
        int low = 0;
        int high = past.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (past.endMillis(middle) > moment.toEpochMilli()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** When a window began. */
    Instant begin(int window) {
        return past.end(window).minus(past.step());
    }

    /**
     * The lowest memory in each of {@code count} equal parts of the windows {@code from} up to
     * {@code until}, in bytes: what a program does not give back. {@code NaN} where less than half
     * of a part is known.
     */
    double[] floors(int from, int until, int count) {
        double[] floors = new double[count];
        for (int part = 0; part < count; part++) {
            int begin = from + (int) ((long) (until - from) * part / count);
            int end = from + (int) ((long) (until - from) * (part + 1) / count);
            floors[part] = floor(begin, end);
        }
        return floors;
    }

    /** The same of each whole day of the life that goes on, counted back from its end. */
    double[] dailyFloors() {
        int days = now.windows() / perDay();
        return floors(now.until() - days * perDay(), now.until(), days);
    }

    /** How many windows a day has. */
    int perDay() {
        return (int) (DAY_MILLIS / past.step().toMillis());
    }

    private double floor(int from, int until) {
        double lowest = Double.POSITIVE_INFINITY;
        int known = 0;
        for (int window = from; window < until; window++) {
            double bytes = past.memoryBytes(window);
            // what is not known is not below anything
            lowest = bytes < lowest ? bytes : lowest;
            known += Double.isNaN(bytes) ? 0 : 1;
        }
        return 2 * known >= until - from ? lowest : Double.NaN;
    }

    /** The mean CPU in each of {@code count} equal parts, in cores. */
    double[] meanCores(int from, int until, int count) {
        double[] means = new double[count];
        for (int part = 0; part < count; part++) {
            double sum = 0;
            int known = 0;
            int end = from + (int) ((long) (until - from) * (part + 1) / count);
            for (int window = from + (int) ((long) (until - from) * part / count);
                    window < end;
                    window++) {
                if (!Double.isNaN(past.cpuCores(window))) {
                    sum += past.cpuCores(window);
                    known++;
                }
            }
            means[part] = known == 0 ? Double.NaN : sum / known;
        }
        return means;
    }

    /**
     * The highest memory of some windows when what had leaked by then is taken off, in bytes.
     *
     * @param leaked how much more there is with each window from {@code from} on
     */
    double highestWithout(int from, int until, double leaked) {
        double highest = 0;
        for (int window = from; window < Math.min(until, past.size()); window++) {
            double bytes = past.memoryBytes(window) - leaked * (window - from);
            highest = Double.isNaN(bytes) ? highest : Math.max(highest, bytes);
        }
        return highest;
    }

    /** The highest memory of some windows, in bytes; 0 where none is known. */
    double highest(int from, int until) {
        return highest(past, from, until);
    }

    private static double highest(UsageHistory past, int from, int until) {
        double highest = 0;
        for (int window = from; window < Math.min(until, past.size()); window++) {
            double bytes = past.memoryBytes(window);
            // what is not known is not above anything
            highest = bytes > highest ? bytes : highest;
        }
        return highest;
    }

    /** Infinite where none is known. */
    private static double lowest(UsageHistory past, int from, int until) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int window = from; window < until; window++) {
            double bytes = past.memoryBytes(window);
            lowest = Double.isNaN(bytes) ? lowest : Math.min(lowest, bytes);
        }
        return lowest;
    }

    /** The known ones alone, lowest first. */
    static double[] sorted(double[] amounts) {
        return Arrays.stream(amounts).filter(amount -> !Double.isNaN(amount)).sorted().toArray();
    }
}
