package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;

/**
 * One day of a container's CPU usage, as the rules look at it.
 *
 * @param samples the number of known windows
 * @param plain each of them with weight 1
 * @param quantilesCores of {@code plain}, at {@link CpuRules#FRACTIONS}
 * @param aged by {@link CpuRules#HALF_LIVES_DAYS}: each window's weight halves with every half-life
 *     between its end and that of the day
 */
@SuppressWarnings("ArrayRecordComponent") // made once for one replay, never compared
record CpuDay(int samples, LogHistogram plain, double[] quantilesCores, LogHistogram[] aged) {
    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

    static CpuDay of(UsageHistory history, Days days, int day) {
        return of(history, days, day, CpuRules.HALF_LIVES_DAYS);
    }

    /** One without its aged views. */
    static CpuDay plain(UsageHistory history, Days days, int day) {
        return of(history, days, day, new double[0]);
    }

    private static CpuDay of(UsageHistory history, Days days, int day, double[] halfLivesDays) {
        LogHistogram plain = new LogHistogram();
        LogHistogram[] aged = new LogHistogram[halfLivesDays.length];
        for (int i = 0; i < aged.length; i++) {
            aged[i] = new LogHistogram();
        }
        int samples = 0;
        long end = days.endMillis(day);
        for (int window = days.from(day); window < days.until(day); window++) {
            double cores = history.cpuCores(window);
            if (!Double.isNaN(cores)) {
                int bucket = LogHistogram.bucket(cores);
                double ageDays = (end - history.endMillis(window)) / DAY_MILLIS;
                plain.add(bucket, 1);
                for (int i = 0; i < aged.length; i++) {
                    aged[i].add(bucket, halved(ageDays, halfLivesDays[i]));
                }
                samples++;
            }
        }
        double[] quantiles =
                samples == 0 ? new double[0] : plain.quantilesCores(CpuRules.FRACTIONS);
        return new CpuDay(samples, plain, quantiles, aged);
    }

    /** What is left of a weight of 1. */
    static double halved(double ageDays, double halfLifeDays) {
        return StrictMath.exp(-Math.log(2) * ageDays / halfLifeDays);
    }
}
