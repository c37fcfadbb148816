package io.headroom.recommender.size.headroom;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How CPU looks at the end of one day to 35 simple rules, seven quantiles of five views of the
 * past: what each would request, and what the day taught of what each had requested. The same
 * whatever risk costs.
 *
 * @param lesson null where the day had no candidates before it, or too few samples
 * @param samples of the day
 * @param known whether anything was used in the days that are looked at; where not, all else is as
 *     the day before
 * @param candidates in cores, by rule; empty before anything is known
 * @param logarithms of the candidates
 * @param steady whether the days hardly differ
 * @param recent the quantiles in cores that the plain rule of steady containers is made from
 * @param dailyUse the mean of the lessons', in core-hours; before there is one, as the median has
 *     it
 */
@SuppressWarnings("ArrayRecordComponent") // made once for one replay, never compared
record CpuOutlook(
        @Nullable Lesson lesson,
        int samples,
        boolean known,
        double[] candidates,
        double[] logarithms,
        boolean steady,
        double[] recent,
        double dailyUse) {
    static final double[] FRACTIONS = {0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 1};
    static final int RULES = 35;
    static final double LEAST_CORES = 1e-5;

    /** What the plain rule of steady containers looks at. */
    private static final double[] RECENT_FRACTIONS = {0.9, 0.95, 0.99};

    /** The first half-lives are views of the mix, the last is that of the plain rule. */
    private static final int AGED_VIEWS = 3;

    private static final int STEADY_HALF_LIFE = 3;
    private static final int P95 = 1;
    private static final int P99 = 4;
    private static final int MAX = 6;
    private static final double HALF = 0.5;
    private static final double STEADY_DEVIATION = 0.2;
    private static final double STEADY_RANGE = 0.85;
    private static final int STEADY_DAYS = 3;

    /** How far a usual day's rare peak may be above the median, as a logarithm. */
    private static final double STEADY_SHAPE = 1.5;

    private static final double[][] LEFT_AFTER_DAYS =
            new double[Days.RING][CpuDay.HALF_LIVES_DAYS.length];

    static {
        for (int days = 0; days < Days.RING; days++) {
            for (int i = 0; i < CpuDay.HALF_LIVES_DAYS.length; i++) {
                LEFT_AFTER_DAYS[days][i] = CpuDay.halved(days, CpuDay.HALF_LIVES_DAYS[i]);
            }
        }
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

    /** One for each day; the first element is what is known before any. */
    static CpuOutlook[] of(DailyUsage usage) {
        CpuOutlook[] outlooks = new CpuOutlook[usage.days().count() + 1];
        outlooks[0] =
                new CpuOutlook(
                        null, 0, false, new double[0], new double[0], false, new double[0], 0);
        double meanUse = 0;
        int lessons = 0;
        for (int day = 1; day < outlooks.length; day++) {
            CpuOutlook before = outlooks[day - 1];
            Lesson lesson = lesson(usage, day, before.candidates);
            if (lesson != null) {
                meanUse = (meanUse * lessons + lesson.use) / (lessons + 1);
                lessons++;
            }
            outlooks[day] = outlook(usage, day, before, lesson, lessons > 0 ? meanUse : Double.NaN);
        }
        return outlooks;
    }

    private static @Nullable Lesson lesson(DailyUsage usage, int day, double[] candidates) {
        CpuDay today = usage.cpu(day);
        return candidates.length > 0
                        && today.samples() > 0
                        && today.samples() >= HALF * usage.days().windowsPerDay()
                ? lesson(today, candidates)
                : null;
    }

    private static Lesson lesson(CpuDay today, double[] candidates) {
        double hours = 24.0 / today.samples();
        LogHistogram plain = today.plain();
        double use = 0;
        double[] waste = new double[RULES];
        double[] unserved = new double[RULES];
        for (int bucket = plain.lowest(); bucket <= plain.highest(); bucket++) {
            double weight = plain.weight(bucket);
            if (weight > 0) {
                double middle = LogHistogram.middleCores(bucket);
                use += weight * hours * middle;
                for (int rule = 0; rule < RULES; rule++) {
                    double spare = candidates[rule] - middle;
                    // the positive and the negative part of what is spare, without a branch
                    double distance = Math.abs(spare);
                    waste[rule] += 0.5 * (distance + spare) * weight * hours;
                    unserved[rule] += 0.5 * (distance - spare) * weight * hours;
                }
            }
        }
        return new Lesson(use, waste, unserved);
    }

    private static CpuOutlook outlook(
            DailyUsage usage, int day, CpuOutlook before, @Nullable Lesson lesson, double meanUse) {
        int samples = usage.cpu(day).samples();
        int first = Days.firstSeen(day);
        int latest = latestKnown(usage, day);
        if (latest < first) {
            return new CpuOutlook(
                    lesson,
                    samples,
                    false,
                    before.candidates,
                    before.logarithms,
                    before.steady,
                    before.recent,
                    before.dailyUse);
        }
        double[] candidates = candidates(usage, first, day, latest);
        double[] logarithms = new double[RULES];
        for (int rule = 0; rule < RULES; rule++) {
            logarithms[rule] = Math.log(candidates[rule]);
        }
        boolean steady = isSteady(usage, first, day);
        return new CpuOutlook(
                lesson,
                samples,
                true,
                candidates,
                logarithms,
                steady,
                steady
                        ? aged(usage, first, day, STEADY_HALF_LIFE, room(usage, first, day))
                                .quantilesCores(RECENT_FRACTIONS)
                        : before.recent,
                Double.isNaN(meanUse) ? 24 * median(usage, first, day) : meanUse);
    }

    /** An empty histogram with room for the days from {@code first} to {@code day}. */
    private static LogHistogram room(DailyUsage usage, int first, int day) {
        int lowest = LogHistogram.BUCKETS;
        int highest = -1;
        for (int past = first; past <= day; past++) {
            if (usage.cpu(past).samples() > 0) {
                lowest = Math.min(lowest, usage.cpu(past).plain().lowest());
                highest = Math.max(highest, usage.cpu(past).plain().highest());
            }
        }
        return LogHistogram.between(lowest, highest);
    }

    /**
     * The days from {@code first} to {@code day} together.
     *
     * @param aged an empty histogram with room for them
     */
    private static LogHistogram aged(
            DailyUsage usage, int first, int day, int halfLife, LogHistogram aged) {
        for (int past = first; past <= day; past++) {
            if (usage.cpu(past).samples() > 0) {
                aged.add(usage.cpu(past).aged()[halfLife], LEFT_AFTER_DAYS[day - past][halfLife]);
            }
        }
        return aged;
    }

    private static double[] candidates(DailyUsage usage, int first, int day, int latest) {
        double[] all = new double[RULES];
        int count = FRACTIONS.length;
        System.arraycopy(usage.cpu(latest).quantilesCores(), 0, all, 0, count);
        LogHistogram room = room(usage, first, day);
        for (int view = 0; view < AGED_VIEWS; view++) {
            LogHistogram aged = aged(usage, first, day, view, room.emptied());
            System.arraycopy(aged.quantilesCores(FRACTIONS), 0, all, (1 + view) * count, count);
        }
        // the same weekday, and today
        boolean any = false;
        for (int past : new int[] {day, day - 6, day - 13}) {
            if (past >= 1 && usage.cpu(past).samples() > 0) {
                any = true;
                for (int i = 0; i < count; i++) {
                    all[4 * count + i] =
                            Math.max(all[4 * count + i], usage.cpu(past).quantilesCores()[i]);
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

    private static boolean isSteady(DailyUsage usage, int first, int day) {
        int most = 0;
        for (int past = first; past <= day; past++) {
            most = Math.max(most, usage.cpu(past).samples());
        }
        double highest = Double.NEGATIVE_INFINITY;
        double[] p95 = new double[day - first + 1];
        double[] p99 = new double[day - first + 1];
        int count = 0;
        for (int past = first; past <= day; past++) {
            CpuDay then = usage.cpu(past);
            if (then.samples() > 0 && then.samples() >= HALF * most) {
                p95[count] = then.logarithms()[P95];
                p99[count] = then.logarithms()[P99];
                highest = Math.max(highest, then.logarithms()[MAX]);
                count++;
            }
        }
        double range = highest - Statistics.median(Arrays.copyOf(p95, count));
        boolean alike =
                count >= STEADY_DAYS
                        ? Statistics.deviation(Arrays.copyOf(p99, count)) < STEADY_DEVIATION
                                && range < STEADY_RANGE
                        : range < HALF * STEADY_RANGE;
        return alike
                && usualPeak(usage, first, day) - logarithm(median(usage, first, day))
                        < STEADY_SHAPE;
    }

    /** The logarithm of the median of the days' p99. */
    private static double usualPeak(DailyUsage usage, int first, int day) {
        double[] p99 = new double[day - first + 1];
        int count = 0;
        for (int past = first; past <= day; past++) {
            if (usage.cpu(past).samples() > 0) {
                p99[count++] = usage.cpu(past).quantilesCores()[P99];
            }
        }
        return logarithm(Statistics.median(Arrays.copyOf(p99, count)));
    }

    private static double median(DailyUsage usage, int first, int day) {
        LogHistogram all = room(usage, first, day);
        for (int past = first; past <= day; past++) {
            if (usage.cpu(past).samples() > 0) {
                all.add(usage.cpu(past).plain(), 1);
            }
        }
        return all.quantilesCores(HALF)[0];
    }

    private static int latestKnown(DailyUsage usage, int day) {
        int latest = day;
        while (latest >= 1 && usage.cpu(latest).samples() == 0) {
            latest--;
        }
        return latest;
    }

    static double logarithm(double cores) {
        return Math.log(Math.max(cores, LEAST_CORES));
    }
}
