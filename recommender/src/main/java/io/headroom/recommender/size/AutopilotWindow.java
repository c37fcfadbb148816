package io.headroom.recommender.size;

import java.time.Duration;

/**
 * Autopilot's moving window (Rzadca et al., EuroSys 2020, section 3.2.2): the amount that serves 95
 * % of the CPU load, 98 % of memory, each sample weighted by its age (half-life 12 and 48 hours)
 * and by its own amount; 15 % on top, and the highest advice of the last hour.
 */
final class AutopilotWindow {
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final double WITH_MARGIN = 1.15;

    /** Advice of the last hour that is looked at: one for every five minutes. */
    private static final int ADVICE_PER_HOUR = 12;

    private AutopilotWindow() {}

    static Strategy strategy() {
        return new SimpleStrategy(
                "autopilot-window",
                // what is older weighs less than a billionth; of memory a 30,000th
                past -> advise(past.cpu(Duration.ofDays(15)), Duration.ofHours(12), 0.95),
                past -> advise(past.memory(Duration.ofDays(30)), Duration.ofHours(48), 0.98));
    }

    private static double advise(Samples samples, Duration halfLife, double fraction) {
        if (samples.isEmpty()) {
            return Double.NaN;
        }
        double[] load = RankedSamples.weightsByAge(samples, halfLife);
        for (int i = 0; i < load.length; i++) {
            load[i] *= samples.amount(i);
        }
        int recent = 0;
        long hourAgo = samples.asOf().toEpochMilli() - HOUR_MILLIS;
        while (recent < load.length && samples.endMillis(load.length - 1 - recent) > hourAgo) {
            recent++;
        }
        int stride = Math.max(1, recent / ADVICE_PER_HOUR);
        int advices = Math.clamp(Math.ceilDiv(recent, stride), 1, ADVICE_PER_HOUR);
        RankedSamples ranked = RankedSamples.of(samples);
        double highest = 0;
        for (int k = 0; k < advices; k++) {
            int known = load.length - k * stride;
            if (hasLoad(load, known)) {
                highest = Math.max(highest, ranked.quantile(fraction, load, known));
            }
        }
        return WITH_MARGIN * highest;
    }

    private static boolean hasLoad(double[] load, int count) {
        for (int i = count - 1; i >= 0; i--) {
            if (load[i] > 0) {
                return true;
            }
        }
        return false;
    }
}
