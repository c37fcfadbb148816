package io.headroom.recommender.size;

import java.time.Duration;
import java.util.Arrays;

/**
 * Kruize's models over its term of seven days, from the extremes of intervals of 15 minutes.
 *
 * <p>CPU is usage and what a limit refused: the highest where that is under one core, else p98
 * (performance) or p60 (cost). Memory is {@code min(1.2 * highest, highest + 1.05 * spike)}, where
 * the spike is the largest difference within an interval; where intervals have a single sample
 * there is none to see, and only the first term counts.
 */
final class Kruize {
    private static final Duration TERM = Duration.ofDays(7);
    private static final long INTERVAL_SECONDS = 900;

    private Kruize() {}

    static Strategy performance() {
        return new SimpleStrategy("kruize", past -> cpu(past, 0.98), Kruize::memory);
    }

    static Strategy cost() {
        return new SimpleStrategy("kruize-cost", past -> cpu(past, 0.60), Kruize::memory);
    }

    private static double cpu(UsageHistory past, double fraction) {
        double[] highest = Intervals.of(past.cpuWithThrottled(TERM)).highest;
        Arrays.sort(highest);
        if (highest.length == 0) {
            return Double.NaN;
        }
        double max = highest[highest.length - 1];
        int rank = (int) Math.ceil(fraction * highest.length);
        return max < 1 ? max : highest[Math.max(0, rank - 1)];
    }

    private static double memory(UsageHistory past) {
        Intervals intervals = Intervals.of(past.memory(TERM));
        if (intervals.highest.length == 0) {
            return Double.NaN;
        }
        double max = 0;
        double spike = 0;
        for (int i = 0; i < intervals.highest.length; i++) {
            max = Math.max(max, intervals.highest[i]);
            spike = Math.max(spike, Math.ceil(intervals.highest[i] - intervals.lowest[i]));
        }
        return intervals.single ? 1.2 * max : Math.min(1.2 * max, max + 1.05 * spike);
    }

    /** The extremes of each interval that has samples. */
    private static final class Intervals {
        private final double[] highest;
        private final double[] lowest;
        private final boolean single;

        private Intervals(double[] highest, double[] lowest, boolean single) {
            this.highest = highest;
            this.lowest = lowest;
            this.single = single;
        }

        static Intervals of(Samples samples) {
            double[] highest = new double[samples.size()];
            double[] lowest = new double[samples.size()];
            int count = 0;
            boolean single = true;
            long interval = Long.MIN_VALUE;
            for (int i = 0; i < samples.size(); i++) {
                double amount = samples.amount(i);
                long its = Math.floorDiv(samples.endMillis(i) - 1, INTERVAL_SECONDS * 1_000);
                if (its == interval) {
                    single = false;
                    highest[count - 1] = Math.max(highest[count - 1], amount);
                    lowest[count - 1] = Math.min(lowest[count - 1], amount);
                } else {
                    interval = its;
                    highest[count] = amount;
                    lowest[count++] = amount;
                }
            }
            return new Intervals(
                    Arrays.copyOf(highest, count), Arrays.copyOf(lowest, count), single);
        }
    }
}
