package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.Decision;
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
        return of(DailyUsage.plain(history), decisions);
    }

    /** The same by what was made of the history before. */
    public static Safety of(Lessons lessons, List<Decision> decisions) {
        return of(lessons.usage(), decisions);
    }

    private static Safety of(DailyUsage usage, List<Decision> decisions) {
        return decisions.isEmpty()
                ? new Safety(OptionalDouble.empty(), OptionalDouble.empty())
                : new Safety(cpu(usage, decisions), memory(usage, decisions));
    }

    private static OptionalDouble cpu(DailyUsage usage, List<Decision> decisions) {
        Days days = usage.days();
        double judged = 0;
        double bad = 0;
        for (int day = 2; day <= days.count(); day++) {
            CpuDay seen = usage.cpu(day);
            double before = decisions.get(day - 2).requests().cpuCores();
            if (!Double.isNaN(before)
                    && seen.samples() > 0
                    && seen.samples() >= NEARLY_FULL * days.windowsPerDay()) {
                judged = DAILY_DECAY * judged + 1;
                bad = DAILY_DECAY * bad + (starves(seen, before) ? 1 : 0);
            }
        }
        double now = decisions.getLast().requests().cpuCores();
        int first = Days.firstSeen(days.count());
        int known = 0;
        int starved = 0;
        int most = 0;
        for (int day = first; day <= days.count(); day++) {
            CpuDay seen = usage.cpu(day);
            if (seen.samples() > 0) {
                known++;
                starved += starves(seen, now) ? 1 : 0;
                most = Math.max(most, seen.samples());
            }
        }
        if (known == 0 || Double.isNaN(now)) {
            return OptionalDouble.empty();
        }
        double[] logarithms = new double[known];
        int full = 0;
        for (int day = first; day <= days.count(); day++) {
            CpuDay seen = usage.cpu(day);
            if (seen.samples() > 0 && seen.samples() >= HALF * most) {
                logarithms[full++] = seen.logarithms()[P99];
            }
        }
        double prior = Priors.shipped().cpuRisk(volatility(logarithms, full, known, CPU_CLASSES));
        double ring = CPU_RING_DAYS * starved / known;
        return OptionalDouble.of(
                1
                        - (bad + ring + CPU_PRIOR_DAYS * prior)
                                / (judged + CPU_RING_DAYS + CPU_PRIOR_DAYS));
    }

    private static OptionalDouble memory(DailyUsage usage, List<Decision> decisions) {
        Days days = usage.days();
        double judged = 0;
        double bad = 0;
        for (int day = 2; day <= days.count(); day++) {
            DailyUsage.MemoryDay seen = usage.memory(day);
            double before = decisions.get(day - 2).requests().memoryBytes();
            if (!Double.isNaN(before)
                    && seen.samples() > 0
                    && seen.samples() >= HALF * days.windowsPerDay()) {
                judged = DAILY_DECAY * judged + 1;
                bad = DAILY_DECAY * bad + (seen.peakBytes() > before ? 1 : 0);
            }
        }
        double[] logarithms = new double[Days.RING];
        int known = 0;
        for (int day = Days.firstSeen(days.count()); day <= days.count(); day++) {
            if (usage.memory(day).samples() > 0) {
                logarithms[known++] =
                        Math.log(Math.max(usage.memory(day).peakBytes(), LEAST_BYTES));
            }
        }
        if (known == 0 || Double.isNaN(decisions.getLast().requests().memoryBytes())) {
            return OptionalDouble.empty();
        }
        double prior =
                Priors.shipped().memoryRisk(volatility(logarithms, known, known, MEMORY_CLASSES));
        return OptionalDouble.of(
                1 - (bad + MEMORY_PRIOR_DAYS * prior) / (judged + MEMORY_PRIOR_DAYS));
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
