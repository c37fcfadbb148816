package io.headroom.recommender.size.headroom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A container's memory at the end of a day, in figures without a unit, and the peak of the day
 * after it: what a {@link PeakLearner} learns from.
 *
 * @param volatility its class, as of {@link MemoryOutlook}
 * @param features see {@link #features}
 * @param nextRatio the next day's peak, as a part of the highest of the fourteen days
 */
@SuppressWarnings("ArrayRecordComponent") // made once for one fit, never compared
public record PeakDay(int volatility, double[] features, double nextRatio) {
    /** Where one band ends and the next begins, as parts of the highest peak of fourteen days. */
    private static final double[] EDGES = {
        0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.35, 1.6, 2, 3, 5
    };

    public static final int BANDS = EDGES.length + 1;
    public static final int FEATURES = 13;

    /* The first features are the summaries that MemoryOutlook has, the highest left out. */
    private static final int DEVIATION = MemoryOutlook.MAX14;
    private static final int MEAN = 6;
    private static final int SIZE = 7;
    private static final int STEP = 8;
    private static final int WEEK_AGO = 9;
    private static final int DAYS_SINCE_HIGHEST = 10;
    private static final int KNOWN_DAYS = 11;
    private static final int SECOND_HIGHEST = 12;

    private static final double LEAST_GIB = 1e-6;

    /** Before that there is too little to tell. */
    private static final int FIRST_DAY = 3;

    private static final double HALF = 0.5;
    private static final int WEEK = 7;

    /** Every day of a container that is followed by another, of those whose peaks vary. */
    public static List<PeakDay> of(Lessons lessons) {
        List<PeakDay> days = new ArrayList<>();
        for (int day = FIRST_DAY; day <= lessons.days(); day++) {
            DailyUsage.MemoryDay next = lessons.usage().memory(day);
            MemoryOutlook before = lessons.memory(day - 1);
            if (before.known()
                    && !before.steady()
                    && next.samples() > 0
                    && next.samples() >= HALF * lessons.usage().days().windowsPerDay()) {
                days.add(
                        new PeakDay(
                                before.volatility(),
                                features(lessons.usage(), day - 1, before),
                                next.peakBytes()
                                        / MemoryOutlook.GIB
                                        / before.basesGib()[MemoryOutlook.MAX14]));
            }
        }
        return days;
    }

    /** The band that the next day's peak fell in. */
    public int nextBand() {
        int band = 0;
        while (band < EDGES.length && nextRatio > EDGES[band]) {
            band++;
        }
        return band;
    }

    /**
     * What is known of a container at the end of a day: the summaries of its peaks and the mean, as
     * logarithms of their part of the highest of fourteen days, how much the peaks vary and where
     * they go, and how large it is.
     */
    static double[] features(DailyUsage usage, int day, MemoryOutlook outlook) {
        double[] peaks = new double[Days.RING];
        int count = 0;
        int sinceHighest = 0;
        double most = 0;
        double mean = Double.NaN;
        for (int past = Days.firstSeen(day); past <= day; past++) {
            DailyUsage.MemoryDay then = usage.memory(past);
            sinceHighest++;
            if (then.samples() > 0) {
                double peak = then.peakBytes() / MemoryOutlook.GIB;
                if (peak >= most) {
                    most = peak;
                    sinceHighest = 0;
                }
                mean = then.sumBytes() / then.samples() / MemoryOutlook.GIB;
                peaks[count++] = Math.log(Math.max(peak, LEAST_GIB));
            }
        }
        double[] known = Arrays.copyOf(peaks, count);
        double highest = Math.log(outlook.basesGib()[MemoryOutlook.MAX14]);
        double[] sorted = known.clone();
        Arrays.sort(sorted);
        double last = known[count - 1];
        double before = count > 1 ? known[count - 2] : last;
        double weekAgo = count >= WEEK ? known[count - WEEK] : known[0];
        double[] features = new double[FEATURES];
        for (int base = 0; base < MemoryOutlook.BASES; base++) {
            features[base] = Math.log(outlook.basesGib()[base]) - highest;
        }
        features[DEVIATION] = Statistics.deviation(known);
        features[MEAN] = Math.log(Math.max(mean, LEAST_GIB)) - highest;
        features[SIZE] = highest;
        features[STEP] = last - before;
        features[WEEK_AGO] = weekAgo - highest;
        features[DAYS_SINCE_HIGHEST] = sinceHighest;
        features[KNOWN_DAYS] = count;
        features[SECOND_HIGHEST] = (count > 1 ? sorted[count - 2] : highest) - highest;
        return features;
    }

    /** The amount of a rule, as a part of the highest peak of fourteen days. */
    double ratio(int rule) {
        int base = rule / MemoryOutlook.MARGINS.length;
        return (base == MemoryOutlook.MAX14 ? 1 : Math.exp(features[base]))
                * MemoryOutlook.MARGINS[rule % MemoryOutlook.MARGINS.length];
    }

    /**
     * How likely the next day's peak is above an amount.
     *
     * @param shares by band
     * @param ratio the amount, as a part of the highest peak of fourteen days
     */
    static double above(double[] shares, double ratio) {
        if (ratio >= EDGES[EDGES.length - 1]) {
            return shares[EDGES.length] * EDGES[EDGES.length - 1] / ratio;
        }
        double above = 0;
        for (int band = EDGES.length; band >= 0; band--) {
            if (band > 0 && EDGES[band - 1] >= ratio) {
                above += shares[band];
            } else {
                double low = band == 0 ? 0 : EDGES[band - 1];
                return above + shares[band] * (EDGES[band] - ratio) / (EDGES[band] - low);
            }
        }
        return above;
    }
}
