package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.Samples;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How memory looks at the end of one day to 72 peak rules, six summaries of the last daily peaks
 * times twelve margins: what each would request, what that would waste, and how often it would not
 * suffice. The same whatever risk costs.
 *
 * @param known whether anything was used in the days that are looked at; where not, all else is as
 *     the day before
 * @param volatility 1 steady, 4 wild; 0 before anything is known
 * @param basesGib the summaries; empty before anything is known
 * @param steadyGib what the plain rule of steady containers is made from
 * @param waste by rule: what it has wasted and would waste, in GiB-hours
 * @param breaches by rule: how many days its amount did not suffice and would not, each beyond the
 *     third counting for more than the one before; none where steady, as {@code waste}
 */
@SuppressWarnings("ArrayRecordComponent") // made once for one replay, never compared
record MemoryOutlook(
        boolean known,
        int volatility,
        double[] basesGib,
        double steadyGib,
        double[] waste,
        double[] breaches) {
    static final double[] MARGINS = {1, 1.05, 1.1, 1.15, 1.25, 1.4, 1.6, 2, 2.5, 3.5, 5, 8};
    static final int BASES = 6;
    static final int RULES = 72;
    static final double GIB = 1L << 30;

    private static final int STEADY_CLASS = 1;

    /** Volatility classes 2 to 4 have a prior. */
    static final int FIRST_PRIOR_CLASS = 2;

    /** Where in {@link #basesGib} the highest peak of fourteen days is. */
    static final int MAX14 = 2;

    /** A mebibyte: the least that is ever asked for. */
    private static final double LEAST_GIB = 1.0 / 1_024;

    private static final double TINY_GIB = 1e-6;
    private static final double DAILY_DECAY = 0.97;
    private static final double PRIOR_DAYS = 30;
    private static final double HALF = 0.5;
    private static final int STEADY_REACH_DAYS = 10;
    private static final double STEADY_DEVIATION = 0.15;
    private static final int YOUNG_DAYS = 7;
    private static final double YOUNG_DEVIATION = 0.2;
    private static final double RESTLESS_DEVIATION = 0.3;
    private static final double WILD_DEVIATION = 0.7;

    /** Of more breaches than this each further one is dearer than the one before. */
    private static final double FREE_BREACHES = 3;

    /** Before anything is known. */
    static final MemoryOutlook NONE =
            new MemoryOutlook(false, 0, new double[0], 0, new double[0], new double[0]);

    /** One for each day; the first element is what is known before any. */
    static MemoryOutlook[] of(DailyUsage usage, Priors priors) {
        MemoryOutlook[] outlooks = new MemoryOutlook[usage.days().count() + 1];
        outlooks[0] = NONE;
        Past past = new Past();
        for (int day = 1; day < outlooks.length; day++) {
            past.learn(usage, day, outlooks[day - 1].basesGib);
            outlooks[day] = at(usage, day, outlooks[day - 1], past, priors, new double[0]);
        }
        return outlooks;
    }

    boolean steady() {
        return volatility == STEADY_CLASS;
    }

    /** The amount of a rule in GiB. */
    double candidateGib(int rule) {
        return basesGib[rule / MARGINS.length] * MARGINS[rule % MARGINS.length];
    }

    /** What the rules have cost so far, older days counting for less. */
    static final class Past {
        final double[] waste = new double[RULES];
        final double[] breaches = new double[RULES];

        void learn(DailyUsage usage, int day, double[] basesGib) {
            DailyUsage.MemoryDay today = usage.memory(day);
            if (basesGib.length == 0
                    || today.samples() == 0
                    || today.samples() < HALF * usage.days().windowsPerDay()) {
                return;
            }
            double mean = today.sumBytes() / GIB / today.samples();
            double peak = today.peakBytes() / GIB;
            int rule = 0;
            for (double base : basesGib) {
                for (double margin : MARGINS) {
                    double amount = base * margin;
                    waste[rule] = DAILY_DECAY * waste[rule] + 24 * (amount - mean);
                    breaches[rule] = DAILY_DECAY * breaches[rule] + (peak > amount ? 1 : 0);
                    rule++;
                }
            }
        }
    }

    /**
     * At the end of a day, or of the part of it that there was, by what was learned before.
     *
     * @param earlierGib the peaks of days before those of the usage, oldest first
     */
    static MemoryOutlook at(
            DailyUsage usage,
            int day,
            MemoryOutlook before,
            Past past,
            Priors priors,
            double[] earlierGib) {
        double[] peaks = peaksGib(usage, day, earlierGib);
        if (peaks.length == 0) {
            return new MemoryOutlook(
                    false,
                    before.volatility,
                    before.basesGib,
                    before.steadyGib,
                    before.waste,
                    before.breaches);
        }
        double last = peaks[peaks.length - 1];
        double[] sorted = peaks.clone();
        Arrays.sort(sorted);
        double[] bases = {
            last,
            highest(usage, day, 7, last),
            sorted[sorted.length - 1],
            Samples.quantile(sorted, 0.9),
            Samples.quantile(sorted, 0.75),
            Samples.quantile(sorted, HALF)
        };
        for (int base = 0; base < BASES; base++) {
            bases[base] = Math.max(bases[base], LEAST_GIB);
        }
        int volatility = volatility(peaks);
        double steady = Math.max(highest(usage, day, STEADY_REACH_DAYS, last), LEAST_GIB);
        MemoryOutlook outlook =
                new MemoryOutlook(
                        true, volatility, bases, steady, new double[RULES], new double[RULES]);
        if (!outlook.steady()) {
            outlook.expect(past, priors, learnedShares(usage, day, outlook, priors));
        }
        return outlook;
    }

    /** By band; null where nothing was learned that tells more than the prior. */
    private static double @Nullable [] learnedShares(
            DailyUsage usage, int day, MemoryOutlook outlook, Priors priors) {
        LearnedPeaks learned = priors.learned();
        return learned == null || !learned.counts(outlook.volatility)
                ? null
                : learned.shares(PeakDay.features(usage, day, outlook));
    }

    private void expect(Past past, Priors priors, double @Nullable [] shares) {
        LearnedPeaks learned = priors.learned();
        for (int rule = 0; rule < RULES; rule++) {
            double share =
                    priors.memoryBreach(
                            volatility - FIRST_PRIOR_CLASS,
                            rule / MARGINS.length,
                            rule % MARGINS.length);
            if (learned != null && shares != null) {
                double ratio = candidateGib(rule) / basesGib[MAX14];
                share = learned.mixed(volatility, PeakDay.above(shares, ratio), share);
            }
            double expected = past.breaches[rule] + PRIOR_DAYS * share;
            double excess = Math.max(expected - FREE_BREACHES, 0);
            waste[rule] = past.waste[rule] + PRIOR_DAYS * 24 * candidateGib(rule);
            breaches[rule] = expected + excess * excess;
        }
    }

    /** The known peaks of the days that are looked at, oldest first; none where today is none. */
    private static double[] peaksGib(DailyUsage usage, int day, double[] earlierGib) {
        double[] peaks = Arrays.copyOf(earlierGib, earlierGib.length + Days.RING);
        int count = earlierGib.length;
        for (int past = Days.firstSeen(day); past <= day; past++) {
            if (usage.memory(past).samples() > 0) {
                peaks[count++] = usage.memory(past).peakBytes() / GIB;
            }
        }
        return count == earlierGib.length
                ? new double[0]
                : Arrays.copyOfRange(peaks, Math.max(0, count - Days.RING), count);
    }

    /** The highest peak of the last {@code reach} days; {@code otherwise} where none is known. */
    private static double highest(DailyUsage usage, int day, int reach, double otherwise) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int past = Math.max(1, day - reach + 1); past <= day; past++) {
            if (usage.memory(past).samples() > 0) {
                highest = Math.max(highest, usage.memory(past).peakBytes() / GIB);
            }
        }
        return highest == Double.NEGATIVE_INFINITY ? otherwise : highest;
    }

    /** By the deviation of the logarithms of the daily peaks. */
    private static int volatility(double[] peaksGib) {
        if (peaksGib.length < 2) {
            return STEADY_CLASS;
        }
        double[] logarithms = new double[peaksGib.length];
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = Math.log(Math.max(peaksGib[i], TINY_GIB));
        }
        double deviation = Statistics.deviation(logarithms);
        if (deviation < (peaksGib.length < YOUNG_DAYS ? YOUNG_DEVIATION : STEADY_DEVIATION)) {
            return STEADY_CLASS;
        }
        return deviation < RESTLESS_DEVIATION ? 2 : deviation < WILD_DEVIATION ? 3 : 4;
    }
}
