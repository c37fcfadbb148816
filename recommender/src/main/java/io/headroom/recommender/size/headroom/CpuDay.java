package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.util.Arrays;

/**
 * One day of a container's CPU usage, as the rules look at it.
 *
 * @param samples the number of known windows
 * @param plain each of them with weight 1
 * @param quantilesCores of {@code plain}, at {@link CpuOutlook#FRACTIONS}
 * @param logarithms of the quantiles
 * @param aged by {@link #HALF_LIVES_DAYS}: each window's weight halves with every half-life between
 *     its end and that of the day; none where they are not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // made once for one replay, never compared
record CpuDay(
        int samples,
        LogHistogram plain,
        double[] quantilesCores,
        double[] logarithms,
        LogHistogram[] aged) {
    static final double[] HALF_LIVES_DAYS = {0.5, 2, 7, 1};

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long STEP_MILLIS = Duration.ofMinutes(5).toMillis();

    private static final int UNKNOWN = -1;
    private static final LogHistogram[] NO_VIEWS = {};
    private static final int HALF_LIVES = HALF_LIVES_DAYS.length;

    /** What is left after so many steps of five minutes, by half-life: most windows end on one. */
    private static final double[][] LEFT = new double[(int) (DAY_MILLIS / STEP_MILLIS) + 1][];

    static {
        for (int step = 0; step < LEFT.length; step++) {
            LEFT[step] = halved(step * STEP_MILLIS);
        }
    }

    static CpuDay of(UsageHistory history, Days days, int day) {
        return of(history, days, day, true);
    }

    /** One without its aged views. */
    static CpuDay plain(UsageHistory history, Days days, int day) {
        return of(history, days, day, false);
    }

    private static CpuDay of(UsageHistory history, Days days, int day, boolean withAged) {
        int from = days.from(day);
        int[] buckets = new int[days.until(day) - from];
        int lowest = LogHistogram.BUCKETS;
        int highest = -1;
        for (int i = 0; i < buckets.length; i++) {
            double cores = history.cpuCores(from + i);
            buckets[i] = Double.isNaN(cores) ? UNKNOWN : LogHistogram.bucket(cores);
            lowest = buckets[i] == UNKNOWN ? lowest : Math.min(lowest, buckets[i]);
            highest = Math.max(highest, buckets[i]);
        }
        if (highest == UNKNOWN) {
            return new CpuDay(0, LogHistogram.NONE, new double[0], new double[0], NO_VIEWS);
        }
        int samples = 0;
        double[] weights = new double[highest - lowest + 1];
        for (int bucket : buckets) {
            if (bucket != UNKNOWN) {
                weights[bucket - lowest]++;
                samples++;
            }
        }
        LogHistogram plain = new LogHistogram(lowest, weights);
        double[] quantiles = plain.quantilesCores(CpuOutlook.FRACTIONS);
        return new CpuDay(
                samples,
                plain,
                quantiles,
                Arrays.stream(quantiles).map(CpuOutlook::logarithm).toArray(),
                withAged ? aged(history, from, days.endMillis(day), buckets, plain) : NO_VIEWS);
    }

    private static LogHistogram[] aged(
            UsageHistory history, int from, long endMillis, int[] buckets, LogHistogram plain) {
        // side by side: a window weighs in each of them
        double[] weights = new double[HALF_LIVES * plain.buckets()];
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] != UNKNOWN) {
                double[] left = left(endMillis - history.endMillis(from + i));
                int first = HALF_LIVES * (buckets[i] - plain.lowest());
                for (int halfLife = 0; halfLife < HALF_LIVES; halfLife++) {
                    weights[first + halfLife] += left[halfLife];
                }
            }
        }
        LogHistogram[] aged = new LogHistogram[HALF_LIVES];
        for (int halfLife = 0; halfLife < HALF_LIVES; halfLife++) {
            double[] own = new double[plain.buckets()];
            for (int i = 0; i < own.length; i++) {
                own[i] = weights[HALF_LIVES * i + halfLife];
            }
            aged[halfLife] = new LogHistogram(plain.lowest(), own);
        }
        return aged;
    }

    private static double[] left(long ageMillis) {
        int step = (int) (ageMillis / STEP_MILLIS);
        return step * STEP_MILLIS == ageMillis ? LEFT[step] : halved(ageMillis);
    }

    private static double[] halved(long ageMillis) {
        double[] left = new double[HALF_LIVES_DAYS.length];
        for (int halfLife = 0; halfLife < left.length; halfLife++) {
            left[halfLife] = halved((double) ageMillis / DAY_MILLIS, HALF_LIVES_DAYS[halfLife]);
        }
        return left;
    }

    /** What is left of a weight of 1. */
    static double halved(double ageDays, double halfLifeDays) {
        return StrictMath.exp(-Math.log(2) * ageDays / halfLifeDays);
    }
}
