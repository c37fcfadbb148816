package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.UsageHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a container's answers have held, as it was known at the end of each day: what {@link Safety}
 * is told from. Immutable.
 */
public final class SafetyTrail {
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
    private static final double LEAST_CORES = 1e-5;
    private static final double LEAST_BYTES = 1_024;

    private final List<Day> cpu;
    private final List<Day> memory;

    private SafetyTrail(List<Day> cpu, List<Day> memory) {
        this.cpu = cpu;
        this.memory = memory;
    }

    /**
     * Judges each decision by the ones before it.
     *
     * @param decisions one at the end of each day of the history, as {@link
     *     io.headroom.recommender.size.Strategy#replay} gives them
     */
    public static SafetyTrail of(UsageHistory history, List<Decision> decisions) {
        Days days = new Days(history);
        return decisions.isEmpty()
                ? new SafetyTrail(List.of(), List.of())
                : new SafetyTrail(
                        new OfCpu(history, days, decisions).trail(),
                        new OfMemory(history, days, decisions).trail());
    }

    /** How likely each of the decisions was to hold on the next day. */
    public List<Safety> stated(Priors priors) {
        List<Safety> stated = new ArrayList<>(cpu.size());
        for (int day = 0; day < cpu.size(); day++) {
            stated.add(
                    new Safety(
                            cpu.get(day).held(priors.cpuRisk(cpu.get(day).volatility())),
                            memory.get(day).held(priors.memoryRisk(memory.get(day).volatility()))));
        }
        return stated;
    }

    List<Day> cpu() {
        return cpu;
    }

    List<Day> memory() {
        return memory;
    }

    /** What came of a decision on the day after it. */
    enum Outcome {
        GOOD,
        BAD,
        UNKNOWN
    }

    /**
     * What was known at the end of a day.
     *
     * @param known whether anything can be said
     * @param volatility 0 for few days, else 1 to 5
     * @param bad how many of {@code judged} days were not served
     * @param priorDays for how many days those of other containers count
     */
    record Day(
            boolean known,
            int volatility,
            double bad,
            double judged,
            double priorDays,
            Outcome next) {

        OptionalDouble held(double risk) {
            return known
                    ? OptionalDouble.of(1 - (bad + priorDays * risk) / (judged + priorDays))
                    : OptionalDouble.empty();
        }

        Day followedBy(Outcome outcome) {
            return new Day(known, volatility, bad, judged, priorDays, outcome);
        }
    }

    /** One resource's days in order, with what has been judged of them. */
    private abstract static class Walk {
        final Days days;
        final List<Decision> decisions;
        double judged;
        double bad;

        Walk(Days days, List<Decision> decisions) {
            this.days = days;
            this.decisions = decisions;
        }

        List<Day> trail() {
            List<Day> trail = new ArrayList<>(days.count());
            for (int day = 1; day <= days.count(); day++) {
                Outcome outcome = see(day, day == 1 ? Double.NaN : decided(day - 1));
                if (outcome != Outcome.UNKNOWN) {
                    judged = DAILY_DECAY * judged + 1;
                    bad = DAILY_DECAY * bad + (outcome == Outcome.BAD ? 1 : 0);
                }
                if (day > 1) {
                    trail.set(day - 2, trail.get(day - 2).followedBy(outcome));
                }
                trail.add(at(day, Days.firstSeen(day), decided(day)));
            }
            return trail;
        }

        /** What was asked for at the end of a day. */
        abstract double decided(int day);

        /** Takes in a day; what it did to the request before it. */
        abstract Outcome see(int day, double request);

        /** What is known at the end of the day seen last. */
        abstract Day at(int day, int first, double request);

        static Day nothing(double priorDays) {
            return new Day(false, 0, 0, 0, priorDays, Outcome.UNKNOWN);
        }
    }

    private static final class OfCpu extends Walk {
        private final UsageHistory history;
        private final CpuDay[] seen;

        OfCpu(UsageHistory history, Days days, List<Decision> decisions) {
            super(days, decisions);
            this.history = history;
            this.seen = new CpuDay[days.count() + 1];
        }

        @Override
        double decided(int day) {
            return decisions.get(day - 1).requests().cpuCores();
        }

        @Override
        Outcome see(int day, double request) {
            seen[day] = CpuDay.plain(history, days, day);
            boolean full =
                    seen[day].samples() > 0
                            && seen[day].samples() >= NEARLY_FULL * days.windowsPerDay();
            return Double.isNaN(request) || !full
                    ? Outcome.UNKNOWN
                    : starves(seen[day], request) ? Outcome.BAD : Outcome.GOOD;
        }

        @Override
        Day at(int day, int first, double request) {
            int known = 0;
            int starved = 0;
            int most = 0;
            for (int past = first; past <= day; past++) {
                if (seen[past].samples() > 0) {
                    known++;
                    starved += starves(seen[past], request) ? 1 : 0;
                    most = Math.max(most, seen[past].samples());
                }
            }
            if (known == 0 || Double.isNaN(request)) {
                return nothing(CPU_PRIOR_DAYS);
            }
            double[] logarithms = new double[known];
            int full = 0;
            for (int past = first; past <= day; past++) {
                if (seen[past].samples() > 0 && seen[past].samples() >= HALF * most) {
                    logarithms[full++] =
                            Math.log(Math.max(seen[past].quantilesCores()[P99], LEAST_CORES));
                }
            }
            return new Day(
                    true,
                    volatility(logarithms, full, known, CPU_CLASSES),
                    bad + CPU_RING_DAYS * starved / known,
                    judged + CPU_RING_DAYS,
                    CPU_PRIOR_DAYS,
                    Outcome.UNKNOWN);
        }

        /** Whether more than 1 % of the day's use is above the request. */
        private static boolean starves(CpuDay day, double cores) {
            double use = 0;
            double unserved = 0;
            for (int bucket = 0; bucket < LogHistogram.BUCKETS; bucket++) {
                double weight = day.plain().weight(bucket);
                if (weight > 0) {
                    double middle = LogHistogram.middleCores(bucket);
                    use += weight * middle;
                    unserved += weight * Math.max(middle - cores, 0);
                }
            }
            return use > 0 && unserved > UNSERVED_RATIO * use;
        }
    }

    private static final class OfMemory extends Walk {
        private final UsageHistory history;
        private final double[] peaks;

        OfMemory(UsageHistory history, Days days, List<Decision> decisions) {
            super(days, decisions);
            this.history = history;
            this.peaks = new double[days.count() + 1];
        }

        @Override
        double decided(int day) {
            return decisions.get(day - 1).requests().memoryBytes();
        }

        @Override
        Outcome see(int day, double request) {
            int samples = 0;
            peaks[day] = Double.NaN;
            for (int window = days.from(day); window < days.until(day); window++) {
                double bytes = history.memoryBytes(window);
                if (!Double.isNaN(bytes)) {
                    peaks[day] = samples == 0 ? bytes : Math.max(peaks[day], bytes);
                    samples++;
                }
            }
            boolean full = samples > 0 && samples >= HALF * days.windowsPerDay();
            return Double.isNaN(request) || !full
                    ? Outcome.UNKNOWN
                    : peaks[day] > request ? Outcome.BAD : Outcome.GOOD;
        }

        @Override
        Day at(int day, int first, double request) {
            double[] logarithms = new double[Days.RING];
            int known = 0;
            for (int past = first; past <= day; past++) {
                if (!Double.isNaN(peaks[past])) {
                    logarithms[known++] = Math.log(Math.max(peaks[past], LEAST_BYTES));
                }
            }
            return known == 0 || Double.isNaN(request)
                    ? nothing(MEMORY_PRIOR_DAYS)
                    : new Day(
                            true,
                            volatility(logarithms, known, known, MEMORY_CLASSES),
                            bad,
                            judged,
                            MEMORY_PRIOR_DAYS,
                            Outcome.UNKNOWN);
        }
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
