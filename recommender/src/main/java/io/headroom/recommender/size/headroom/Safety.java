package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Stated;
import io.headroom.recommender.size.UsageHistory;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How likely an answer is to suffice on the next day: what share of the days behind had been
 * answered well, with what was seen of other containers of the same volatility counting like some
 * weeks beside it. For any strategy's answers.
 *
 * @param cpu the probability that at most 1 % of a day's use is above the request; empty while
 *     nothing can be said
 * @param memory the probability that a day's peak is not above the request; likewise
 */
public record Safety(OptionalDouble cpu, OptionalDouble memory) {
    /** Of which nothing can be said. */
    public static final Safety UNKNOWN = new Safety(OptionalDouble.empty(), OptionalDouble.empty());

    private static final double DAILY_DECAY = 0.97;
    private static final double UNSERVED_RATIO = 0.01;
    private static final double NEARLY_FULL = 0.9;
    private static final double HALF = 0.5;
    private static final double CPU_PRIOR_DAYS = 3;
    private static final double CPU_RING_DAYS = 14;
    private static final double MEMORY_PRIOR_DAYS = 20;
    private static final double[] CPU_CLASSES = {0.1, 0.2, 0.4, 0.8};
    private static final double[] MEMORY_CLASSES = {0.05, 0.15, 0.3, 0.7};
    private static final int FEW_DAYS = 3;
    private static final int P99 = 4;
    private static final double LEAST_BYTES = 1_024;

    /**
     * Judges the last decision by the ones before it.
     *
     * @param decisions one at the end of each day of the history, as {@link
     *     io.headroom.recommender.size.Strategy#replay} gives them
     */
    public static Safety of(UsageHistory history, List<Decision> decisions) {
        return last(DailyUsage.plain(history), decisions);
    }

    /** The same by what was made of the history before. */
    public static Safety of(Lessons lessons, List<Decision> decisions) {
        return last(lessons.usage(), decisions);
    }

    /**
     * Judges the decision at the end of a day by the ones before it, and by nothing that came
     * later.
     *
     * @param decisions one at the end of each day
     * @param day the number of the decision, from 1
     * @param priors what was seen of other containers
     */
    public static Safety at(Lessons lessons, List<Decision> decisions, int day, Priors priors) {
        return at(lessons.usage(), decisions, day, priors);
    }

    /** What is said of these amounts. */
    public Stated of(Amounts requests) {
        return new Stated(requests, cpu, memory);
    }

    private static Safety last(DailyUsage usage, List<Decision> decisions) {
        return decisions.isEmpty()
                ? UNKNOWN
                : at(usage, decisions, usage.days().count(), Priors.shipped());
    }

    private static Safety at(DailyUsage usage, List<Decision> decisions, int now, Priors priors) {
        return new Safety(
                cpu(usage, decisions, now, priors), memory(usage, decisions, now, priors));
    }

    private static OptionalDouble cpu(
            DailyUsage usage, List<Decision> decisions, int now, Priors priors) {
        double judged = 0;
        double bad = 0;
        for (int day = 2; day <= now; day++) {
            Decision before = decisions.get(day - 2);
            if (tellsCpu(usage, day, before)) {
                judged = DAILY_DECAY * judged + 1;
                bad = DAILY_DECAY * bad + (starved(usage, day, before) ? 1 : 0);
            }
        }
        double cores = decisions.get(now - 1).requests().cpuCores();
        int known = 0;
        int starved = 0;
        for (int day = Days.firstSeen(now); day <= now; day++) {
            CpuDay seen = usage.cpu(day);
            if (seen.samples() > 0) {
                known++;
                starved += starves(seen, cores) ? 1 : 0;
            }
        }
        if (known == 0 || Double.isNaN(cores)) {
            return OptionalDouble.empty();
        }
        double ring = CPU_RING_DAYS * starved / known;
        return OptionalDouble.of(
                1
                        - (bad + ring + CPU_PRIOR_DAYS * priors.cpuRisk(cpuVolatility(usage, now)))
                                / (judged + CPU_RING_DAYS + CPU_PRIOR_DAYS));
    }

    private static OptionalDouble memory(
            DailyUsage usage, List<Decision> decisions, int now, Priors priors) {
        double judged = 0;
        double bad = 0;
        for (int day = 2; day <= now; day++) {
            Decision before = decisions.get(day - 2);
            if (tellsMemory(usage, day, before)) {
                judged = DAILY_DECAY * judged + 1;
                bad = DAILY_DECAY * bad + (breached(usage, day, before) ? 1 : 0);
            }
        }
        boolean known = false;
        for (int day = Days.firstSeen(now); day <= now; day++) {
            known |= usage.memory(day).samples() > 0;
        }
        if (!known || Double.isNaN(decisions.get(now - 1).requests().memoryBytes())) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                1
                        - (bad
                                        + MEMORY_PRIOR_DAYS
                                                * priors.memoryRisk(memoryVolatility(usage, now)))
                                / (judged + MEMORY_PRIOR_DAYS));
    }

    /** Whether a day was seen well enough to tell how the decision before it did. */
    static boolean tellsCpu(DailyUsage usage, int day, Decision before) {
        int samples = usage.cpu(day).samples();
        return !Double.isNaN(before.requests().cpuCores())
                && samples > 0
                && samples >= NEARLY_FULL * usage.days().windowsPerDay();
    }

    /** Whether more than 1 % of a day's use was above what was decided before. */
    static boolean starved(DailyUsage usage, int day, Decision before) {
        return starves(usage.cpu(day), before.requests().cpuCores());
    }

    /** Whether a day was seen well enough to tell how the decision before it did. */
    static boolean tellsMemory(DailyUsage usage, int day, Decision before) {
        int samples = usage.memory(day).samples();
        return !Double.isNaN(before.requests().memoryBytes())
                && samples > 0
                && samples >= HALF * usage.days().windowsPerDay();
    }

    /** Whether a day's peak was above what was decided before. */
    static boolean breached(DailyUsage usage, int day, Decision before) {
        return usage.memory(day).peakBytes() > before.requests().memoryBytes();
    }

    /** The class by the last fourteen days up to {@code now}. */
    static int cpuVolatility(DailyUsage usage, int now) {
        int first = Days.firstSeen(now);
        int known = 0;
        int most = 0;
        for (int day = first; day <= now; day++) {
            int samples = usage.cpu(day).samples();
            known += samples > 0 ? 1 : 0;
            most = Math.max(most, samples);
        }
        double[] logarithms = new double[known];
        int full = 0;
        for (int day = first; day <= now; day++) {
            CpuDay seen = usage.cpu(day);
            if (seen.samples() > 0 && seen.samples() >= HALF * most) {
                logarithms[full++] = seen.logarithms()[P99];
            }
        }
        return volatility(logarithms, full, known, CPU_CLASSES);
    }

    /** The class by the last fourteen days up to {@code now}. */
    static int memoryVolatility(DailyUsage usage, int now) {
        double[] logarithms = new double[Days.RING];
        int known = 0;
        for (int day = Days.firstSeen(now); day <= now; day++) {
            if (usage.memory(day).samples() > 0) {
                logarithms[known++] =
                        Math.log(Math.max(usage.memory(day).peakBytes(), LEAST_BYTES));
            }
        }
        return volatility(logarithms, known, known, MEMORY_CLASSES);
    }

    /** Whether more than 1 % of the day's use is above the request. */
    private static boolean starves(CpuDay day, double cores) {
        double use = 0;
        double unserved = 0;
        LogHistogram plain = day.plain();
        for (int bucket = plain.lowest(); bucket <= plain.highest(); bucket++) {
            double weight = plain.weight(bucket);
            if (weight > 0) {
                double middle = LogHistogram.middleCores(bucket);
                use += weight * middle;
                unserved += weight * Math.max(middle - cores, 0);
            }
        }
        return use > 0 && unserved > UNSERVED_RATIO * use;
    }

    /** 0 for few days, else 1 to 5 by the deviation of the first {@code count} logarithms. */
    private static int volatility(double[] logarithms, int count, int known, double[] classes) {
        if (known < FEW_DAYS) {
            return 0;
        }
        double deviation =
                count > 1
                        ? Statistics.deviation(Arrays.copyOf(logarithms, count))
                        : Double.POSITIVE_INFINITY;
        int volatility = 1;
        for (double limit : classes) {
            volatility += deviation > limit ? 1 : 0;
        }
        return volatility;
    }
}
