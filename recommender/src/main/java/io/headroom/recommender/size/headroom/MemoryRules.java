package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a memory request from 72 peak rules, six summaries of the last daily peaks times twelve
 * margins: the one whose past and coming waste, and whose breaches at their price, cost least. A
 * container whose peaks hardly vary gets its highest peak and a plain margin. Fed day by day; not
 * thread-safe.
 */
final class MemoryRules {
    static final double[] MARGINS = {1, 1.05, 1.1, 1.15, 1.25, 1.4, 1.6, 2, 2.5, 3.5, 5, 8};
    static final int BASES = 6;

    /** How many numbers are what was learned. */
    static final int LEARNED = BASES * (2 * MARGINS.length + 1);

    /** Classes of volatility are numbered from 1, steady, to this, wild. */
    static final int CLASSES = 4;

    /** Volatility classes 2 to 4 have a prior. */
    static final int FIRST_PRIOR_CLASS = 2;

    private static final double GIB = 1L << 30;

    /** A mebibyte: the least that is ever asked for. */
    private static final double LEAST_GIB = 1.0 / 1_024;

    private static final double TINY_GIB = 1e-6;
    private static final double DAILY_DECAY = 0.97;
    private static final double PRIOR_DAYS = 30;
    private static final double HALF = 0.5;
    private static final int MAX14 = 2;
    private static final double STEADY_MARGIN = 1.15;
    private static final int STEADY_REACH_DAYS = 10;
    private static final double STEADY_DEVIATION = 0.15;
    private static final int YOUNG_DAYS = 7;
    private static final double YOUNG_DEVIATION = 0.2;
    private static final double RESTLESS_DEVIATION = 0.3;
    private static final double WILD_DEVIATION = 0.7;

    /** What the second class may ask for at most, as a factor of its highest peak. */
    private static final double SECOND_CLASS_CAP = 1.3;

    /** Of more breaches than this each further one is dearer than the one before. */
    private static final double FREE_BREACHES = 3;

    private final UsageHistory history;
    private final Days days;
    private final Priors priors;
    private final double price;
    private final double[] peaksGib;
    private final double[][] waste = new double[BASES][MARGINS.length];
    private final double[][] breaches = new double[BASES][MARGINS.length];
    private double[] bases = new double[0];
    private int samples;
    private double meanGib;
    private int volatility;
    private boolean steady;
    private @Nullable Lesson lesson;

    MemoryRules(UsageHistory history, Days days, Priors priors, double breachPrice) {
        this.history = history;
        this.days = days;
        this.priors = priors;
        this.price = breachPrice;
        this.peaksGib = new double[days.count() + 1];
        Arrays.fill(peaksGib, Double.NaN);
    }

    boolean steady() {
        return steady;
    }

    /**
     * What one day showed of the amounts that were candidates before it.
     *
     * @param volatility the class that the container was in then
     * @param breached by base and margin: whether the day's peak was higher
     */
    @SuppressWarnings("ArrayRecordComponent") // made once for one replay, never compared
    record Lesson(int volatility, boolean[][] breached) {}

    /** What the latest day taught; null where it had no amounts before it, or too few samples. */
    @Nullable Lesson lesson() {
        return lesson;
    }

    /** Takes a day in, the one after that of the call before. */
    void see(int day) {
        double peak = Double.NaN;
        double sum = 0;
        samples = 0;
        for (int window = days.from(day); window < days.until(day); window++) {
            double bytes = history.memoryBytes(window);
            if (!Double.isNaN(bytes)) {
                double gib = bytes / GIB;
                peak = samples == 0 ? gib : Math.max(peak, gib);
                sum += gib;
                samples++;
            }
        }
        peaksGib[day] = peak;
        meanGib = sum / samples;
    }

    /** Learns what the amounts that were wanted before have come to on the day seen last. */
    void learn(int day) {
        boolean full = samples > 0 && samples >= HALF * days.windowsPerDay();
        lesson = full && bases.length > 0 ? new Lesson(volatility, breached(peaksGib[day])) : null;
        if (lesson != null) {
            learn(lesson);
        }
    }

    /**
     * What would be best at the end of the day seen last, in bytes; {@code NaN} while nothing is
     * known.
     */
    double wanted(int day) {
        int first = Days.firstSeen(day);
        List<Double> known = new ArrayList<>();
        for (int past = first; past <= day; past++) {
            if (!Double.isNaN(peaksGib[past])) {
                known.add(peaksGib[past]);
            }
        }
        if (known.isEmpty()) {
            return Double.NaN;
        }
        double[] peaks = known.stream().mapToDouble(Double::doubleValue).toArray();
        double last = peaks[peaks.length - 1];
        bases =
                new double[] {
                    last,
                    highest(day, 7, last),
                    Arrays.stream(peaks).max().orElseThrow(),
                    Statistics.quantile(peaks, 0.9),
                    Statistics.quantile(peaks, 0.75),
                    Statistics.median(peaks)
                };
        for (int base = 0; base < BASES; base++) {
            bases[base] = Math.max(bases[base], LEAST_GIB);
        }
        volatility = volatility(peaks);
        steady = volatility < FIRST_PRIOR_CLASS;
        if (steady) {
            double highest = highest(day, STEADY_REACH_DAYS, last);
            return GIB * STEADY_MARGIN * Math.max(highest, LEAST_GIB);
        }
        double cheapest = cheapest();
        return GIB
                * (volatility == FIRST_PRIOR_CLASS
                        ? Math.min(cheapest, SECOND_CLASS_CAP * bases[MAX14])
                        : cheapest);
    }

    private boolean[][] breached(double peakGib) {
        boolean[][] breached = new boolean[BASES][MARGINS.length];
        for (int base = 0; base < BASES; base++) {
            for (int margin = 0; margin < MARGINS.length; margin++) {
                breached[base][margin] = peakGib > bases[base] * MARGINS[margin];
            }
        }
        return breached;
    }

    /** What the rules have cost up to now, and the amounts that are to be judged next. */
    double[] learned() {
        double[] learned = new double[LEARNED];
        int margins = MARGINS.length;
        for (int base = 0; base < BASES; base++) {
            System.arraycopy(waste[base], 0, learned, base * margins, margins);
            System.arraycopy(breaches[base], 0, learned, (BASES + base) * margins, margins);
            learned[2 * BASES * margins + base] = bases.length > 0 ? bases[base] : Double.NaN;
        }
        return learned;
    }

    /** Goes on from what was learned. */
    void resume(double[] learned) {
        int margins = MARGINS.length;
        for (int base = 0; base < BASES; base++) {
            System.arraycopy(learned, base * margins, waste[base], 0, margins);
            System.arraycopy(learned, (BASES + base) * margins, breaches[base], 0, margins);
        }
        bases =
                Double.isNaN(learned[2 * BASES * margins])
                        ? new double[0]
                        : Arrays.copyOfRange(learned, 2 * BASES * margins, LEARNED);
    }

    private void learn(Lesson day) {
        for (int base = 0; base < BASES; base++) {
            for (int margin = 0; margin < MARGINS.length; margin++) {
                double amount = bases[base] * MARGINS[margin];
                waste[base][margin] = DAILY_DECAY * waste[base][margin] + 24 * (amount - meanGib);
                breaches[base][margin] =
                        DAILY_DECAY * breaches[base][margin]
                                + (day.breached()[base][margin] ? 1 : 0);
            }
        }
    }

    private double cheapest() {
        double least = Double.POSITIVE_INFINITY;
        double chosen = Double.NaN;
        for (int base = 0; base < BASES; base++) {
            for (int margin = 0; margin < MARGINS.length; margin++) {
                double amount = bases[base] * MARGINS[margin];
                double expected =
                        breaches[base][margin]
                                + PRIOR_DAYS
                                        * priors.memoryBreach(
                                                volatility - FIRST_PRIOR_CLASS, base, margin);
                double excess = Math.max(expected - FREE_BREACHES, 0);
                double cost =
                        waste[base][margin]
                                + PRIOR_DAYS * 24 * amount
                                + price * (expected + excess * excess);
                if (cost < least) {
                    least = cost;
                    chosen = amount;
                }
            }
        }
        return chosen;
    }

    /** The highest peak of the last {@code reach} days; {@code otherwise} where none is known. */
    private double highest(int day, int reach, double otherwise) {
        double highest = Double.NaN;
        for (int past = Math.max(1, day - reach + 1); past <= day; past++) {
            if (!Double.isNaN(peaksGib[past])) {
                highest =
                        Double.isNaN(highest) ? peaksGib[past] : Math.max(highest, peaksGib[past]);
            }
        }
        return Double.isNaN(highest) ? otherwise : highest;
    }

    /** 1 steady, 4 wild: by the deviation of the logarithms of the daily peaks. */
    private static int volatility(double[] peaksGib) {
        if (peaksGib.length < 2) {
            return 1;
        }
        double deviation =
                Statistics.deviation(
                        Arrays.stream(peaksGib)
                                .map(peak -> Math.log(Math.max(peak, TINY_GIB)))
                                .toArray());
        if (deviation < (peaksGib.length < YOUNG_DAYS ? YOUNG_DEVIATION : STEADY_DEVIATION)) {
            return 1;
        }
        return deviation < RESTLESS_DEVIATION ? 2 : deviation < WILD_DEVIATION ? 3 : 4;
    }
}
