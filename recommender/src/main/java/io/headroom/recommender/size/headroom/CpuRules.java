package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a CPU request from 35 simple rules by what each would have cost this container: seven
 * quantiles of five views of its past. The rules' logarithms are mixed with weights that fall
 * exponentially with their cost per unit of use, beside which a shipped prior counts like a few
 * days. A container whose days hardly differ gets one plain rule. Fed day by day; not thread-safe.
 */
final class CpuRules {
    static final double[] FRACTIONS = {0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 1};

    /** The first three are views of the mix, the last is that of the plain rule. */
    static final double[] HALF_LIVES_DAYS = {0.5, 2, 7, 1};

    static final int RULES = 35;

    /** How many numbers are what was learned. */
    static final int LEARNED = 2 * RULES + 2;

    private static final int STEADY_HALF_LIFE = 3;
    private static final int P95 = 1;
    private static final int P99 = 4;
    private static final int MAX = 6;
    private static final double LEAST_CORES = 1e-5;
    private static final double PRIOR_DAYS = 3;
    private static final double DAILY_DECAY = 0.98;

    /** More than so many days' use no single day may count against a rule. */
    private static final double BURST_CAP_DAYS = 30;

    private static final double HALF = 0.5;
    private static final double STEADY_DEVIATION = 0.2;
    private static final double STEADY_RANGE = 0.85;
    private static final int STEADY_DAYS = 3;

    /** How far a usual day's rare peak may be above the median, as a logarithm. */
    private static final double STEADY_SHAPE = 1.5;

    private final UsageHistory history;
    private final Days days;
    private final Priors priors;
    private final Risk risk;
    private final double price;
    private final CpuDay[] seen;
    private final double[] cost = new double[RULES];
    private double dailyUse;
    private int scoredDays;
    private double[] candidates = new double[0];
    private boolean steady;
    private @Nullable Lesson lesson;

    CpuRules(UsageHistory history, Days days, Priors priors, Risk risk) {
        this.history = history;
        this.days = days;
        this.priors = priors;
        this.risk = risk;
        this.price = risk.price();
        this.seen = new CpuDay[days.count() + 1];
    }

    /**
     * What each rule's amount would have come to on one day, in core-hours.
     *
     * @param use what was used
     * @param waste requested and not used, by rule
     * @param unserved wanted beyond the request, by rule
     */
    @SuppressWarnings("ArrayRecordComponent") // made once for one replay, never compared
    record Lesson(double use, double[] waste, double[] unserved) {}

    /** What the latest day taught; null where it had no amounts before it, or too few samples. */
    @Nullable Lesson lesson() {
        return lesson;
    }

    /** Whether the days that the latest wish is made from hardly differ. */
    boolean steady() {
        return steady;
    }

    /** The samples of the latest day. */
    int samples(int day) {
        return seen[day].samples();
    }

    /** Takes a day in, the one after that of the call before. */
    void see(int day) {
        seen[day] = CpuDay.of(history, days, day);
    }

    /** Learns what the amounts that were wanted before have come to on the day seen last. */
    void learn(int day) {
        CpuDay today = seen[day];
        boolean full = today.samples() > 0 && today.samples() >= HALF * days.windowsPerDay();
        lesson = full && candidates.length > 0 ? lesson(today) : null;
        if (lesson != null) {
            learn(lesson);
        }
    }

    /** What would be best at the end of the day seen last; {@code NaN} while nothing is known. */
    double wanted(int day) {
        int first = Days.firstSeen(day);
        int latest = latestKnown(day);
        if (latest < first) {
            return Double.NaN;
        }
        LogHistogram[] aged = aged(first, day);
        candidates = candidates(aged, day, latest);
        steady = isSteady(first, day);
        if (steady) {
            double[] recent = aged[STEADY_HALF_LIFE].quantilesCores(0.9, 0.95, 0.99);
            return Math.max(
                    risk.steadyMargin() * (recent[0] + recent[1]) / 2,
                    risk.steadyRareShare() * recent[2]);
        }
        return mixed(first, day);
    }

    /** What the rules have cost up to now, and the amounts that are to be judged next. */
    double[] learned() {
        double[] learned = new double[LEARNED];
        System.arraycopy(cost, 0, learned, 0, RULES);
        if (candidates.length > 0) {
            System.arraycopy(candidates, 0, learned, RULES, RULES);
        } else {
            Arrays.fill(learned, RULES, 2 * RULES, Double.NaN);
        }
        learned[2 * RULES] = dailyUse;
        learned[2 * RULES + 1] = scoredDays;
        return learned;
    }

    /** Goes on from what was learned. */
    void resume(double[] learned) {
        System.arraycopy(learned, 0, cost, 0, RULES);
        candidates =
                Double.isNaN(learned[RULES])
                        ? new double[0]
                        : Arrays.copyOfRange(learned, RULES, 2 * RULES);
        dailyUse = learned[2 * RULES];
        scoredDays = (int) learned[2 * RULES + 1];
    }

    /** The mean use of a day in core-hours, of those learned from; 0 while there is none. */
    double dailyUse() {
        return dailyUse;
    }

    private Lesson lesson(CpuDay today) {
        double hours = 24.0 / today.samples();
        double use = 0;
        for (int bucket = 0; bucket < LogHistogram.BUCKETS; bucket++) {
            use += today.plain().weight(bucket) * hours * LogHistogram.middleCores(bucket);
        }
        double[] waste = new double[RULES];
        double[] unserved = new double[RULES];
        for (int rule = 0; rule < RULES; rule++) {
            for (int bucket = 0; bucket < LogHistogram.BUCKETS; bucket++) {
                double weight = today.plain().weight(bucket);
                if (weight > 0) {
                    double spare = candidates[rule] - LogHistogram.middleCores(bucket);
                    if (spare > 0) {
                        waste[rule] += spare * weight * hours;
                    } else {
                        unserved[rule] -= spare * weight * hours;
                    }
                }
            }
        }
        return new Lesson(use, waste, unserved);
    }

    private void learn(Lesson day) {
        dailyUse = (dailyUse * scoredDays + day.use()) / (scoredDays + 1);
        scoredDays++;
        for (int rule = 0; rule < RULES; rule++) {
            cost[rule] =
                    DAILY_DECAY * cost[rule]
                            + day.waste()[rule]
                            + Math.min(price * day.unserved()[rule], BURST_CAP_DAYS * dailyUse);
        }
    }

    /** The days from {@code first} to {@code day} together, by half-life. */
    private LogHistogram[] aged(int first, int day) {
        LogHistogram[] aged = new LogHistogram[HALF_LIVES_DAYS.length];
        for (int i = 0; i < aged.length; i++) {
            aged[i] = new LogHistogram();
            for (int past = first; past <= day; past++) {
                if (seen[past].samples() > 0) {
                    aged[i].add(
                            seen[past].aged()[i], CpuDay.halved(day - past, HALF_LIVES_DAYS[i]));
                }
            }
        }
        return aged;
    }

    private double[] candidates(LogHistogram[] aged, int day, int latest) {
        double[] all = new double[RULES];
        int count = FRACTIONS.length;
        System.arraycopy(seen[latest].quantilesCores(), 0, all, 0, count);
        for (int view = 0; view < 3; view++) {
            System.arraycopy(
                    aged[view].quantilesCores(FRACTIONS), 0, all, (1 + view) * count, count);
        }
        // the same weekday, and today
        boolean any = false;
        for (int past : new int[] {day, day - 6, day - 13}) {
            if (past >= 1 && seen[past].samples() > 0) {
                any = true;
                for (int i = 0; i < count; i++) {
                    all[4 * count + i] =
                            Math.max(all[4 * count + i], seen[past].quantilesCores()[i]);
                }
            }
        }
        if (!any) {
            System.arraycopy(all, 0, all, 4 * count, count);
        }
        for (int rule = 0; rule < RULES; rule++) {
            all[rule] = Math.max(all[rule], LEAST_CORES);
        }
        return all;
    }

    private boolean isSteady(int first, int day) {
        int most = 0;
        for (int past = first; past <= day; past++) {
            most = Math.max(most, seen[past].samples());
        }
        double highest = Double.NEGATIVE_INFINITY;
        double[] p95 = new double[day - first + 1];
        double[] p99 = new double[day - first + 1];
        int count = 0;
        for (int past = first; past <= day; past++) {
            if (seen[past].samples() > 0 && seen[past].samples() >= HALF * most) {
                double[] quantiles = seen[past].quantilesCores();
                p95[count] = logarithm(quantiles[P95]);
                p99[count] = logarithm(quantiles[P99]);
                highest = Math.max(highest, logarithm(quantiles[MAX]));
                count++;
            }
        }
        double range = highest - Statistics.median(Arrays.copyOf(p95, count));
        boolean alike =
                count >= STEADY_DAYS
                        ? Statistics.deviation(Arrays.copyOf(p99, count)) < STEADY_DEVIATION
                                && range < STEADY_RANGE
                        : range < HALF * STEADY_RANGE;
        return alike && usualPeak(first, day) - logarithm(median(first, day)) < STEADY_SHAPE;
    }

    /** The logarithm of the median of the days' p99. */
    private double usualPeak(int first, int day) {
        double[] p99 = new double[day - first + 1];
        int count = 0;
        for (int past = first; past <= day; past++) {
            if (seen[past].samples() > 0) {
                p99[count++] = seen[past].quantilesCores()[P99];
            }
        }
        return logarithm(Statistics.median(Arrays.copyOf(p99, count)));
    }

    private double mixed(int first, int day) {
        double use = scoredDays > 0 ? dailyUse : 24 * median(first, day);
        use = Math.max(use, 1e-9);
        double[] relative = new double[RULES];
        double least = Double.POSITIVE_INFINITY;
        for (int rule = 0; rule < RULES; rule++) {
            relative[rule] =
                    cost[rule] / use
                            + PRIOR_DAYS
                                    * (priors.cpuWaste(rule) + price * priors.cpuUnserved(rule));
            least = Math.min(least, relative[rule]);
        }
        double weights = 0;
        double logarithms = 0;
        for (int rule = 0; rule < RULES; rule++) {
            double weight = Math.exp(least - relative[rule]);
            weights += weight;
            logarithms += weight * Math.log(candidates[rule]);
        }
        return Math.exp(logarithms / weights);
    }

    private double median(int first, int day) {
        LogHistogram all = new LogHistogram();
        for (int past = first; past <= day; past++) {
            all.add(seen[past].plain(), 1);
        }
        return all.quantilesCores(0.5)[0];
    }

    private int latestKnown(int day) {
        int latest = day;
        while (latest >= 1 && seen[latest].samples() == 0) {
            latest--;
        }
        return latest;
    }

    private static double logarithm(double cores) {
        return Math.log(Math.max(cores, LEAST_CORES));
    }
}
