package io.headroom.recommender.fit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which way an amount goes that is known once a day.
 *
 * @param days how many days are known
 * @param perDay by how much it grows each day, or falls; 0 where it does neither for sure
 * @param level where the trend stands on the last day; where there is none, the median of the last
 *     week
 */
record Growth(Direction direction, int days, double perDay, double level) {

    /** What is sure of it. Whatever but the first two is no reason to foretell anything. */
    enum Direction {
        GROWS,
        FALLS,
        /** It is the same every day, or next to it. */
        STEADY,
        /** It changed once, for good: that says nothing of the next time. */
        STEP,
        /** It goes to and fro, or by the day of the week. */
        NOISE,
        TOO_LITTLE_HISTORY
    }

    private static final int WEEK = 7;

    /**
     * With fewer days that are known a weekly rhythm cannot be told from growth: three days have to
     * have one a week before.
     */
    static final int FEWEST_DAYS = WEEK + 3;

    /** Of the pairs of days that differ, those that rise less those that fall, as a share. */
    private static final double AGREEMENT = 0.6;

    /** How many standard deviations the pairs have to be away from chance: one in two hundred. */
    private static final double SURE = 2.58;

    /** In fourteen days less than this part of the level is no change. */
    private static final double NOTHING = 0.01;

    /**
     * How far ahead quotas and LimitRanges are to last: about the time that a trend is known for.
     */
    static final int DAYS_AHEAD = 14;

    /** A step that leaves no more than this part of the differences is what happened. */
    private static final double LITTLE = 1.0 / 3;

    /**
     * What is sure of some amounts.
     *
     * @param amounts of one day each, oldest first; {@code NaN} where it is not known
     */
    static Growth of(double[] amounts) {
        int known = (int) Arrays.stream(amounts).filter(each -> !Double.isNaN(each)).count();
        double usual = usual(amounts);
        if (known < FEWEST_DAYS) {
            return new Growth(Direction.TOO_LITTLE_HISTORY, known, 0, usual);
        }
        Pairs all = Pairs.of(amounts, 1);
        Pairs weeks = Pairs.of(amounts, WEEK);
        double perDay = weeks.slope();
        Line line = Line.of(amounts, perDay);
        Direction direction = direction(amounts, all, weeks, line);
        return direction == Direction.GROWS || direction == Direction.FALLS
                ? new Growth(direction, known, perDay, line.at(amounts.length - 1))
                : new Growth(direction, known, 0, usual);
    }

    /** The direction of days that are enough. */
    private static Direction direction(double[] amounts, Pairs all, Pairs weeks, Line line) {
        double perDay = weeks.slope();
        boolean sure =
                weeks.differing() >= FEWEST_DAYS - WEEK
                        && Math.abs(weeks.agreement()) >= AGREEMENT
                        && (isSure(all, weeks) || Math.abs(weeks.deviations()) >= SURE);
        if (!sure || perDay == 0) {
            if (all.differing() == 0 || isNext(amounts)) {
                return Direction.STEADY;
            }
            return stepMisses(amounts) <= LITTLE * spread(known(amounts))
                    ? Direction.STEP
                    : Direction.NOISE;
        }
        if (Math.abs(perDay) * DAYS_AHEAD < NOTHING * Math.abs(line.at(amounts.length - 1))) {
            return Direction.STEADY;
        }
        if (stepMisses(amounts) <= line.misses(amounts)) {
            return Direction.STEP;
        }
        return perDay > 0 ? Direction.GROWS : Direction.FALLS;
    }

    /** All pairs of days say so, and the same as those a week apart. */
    private static boolean isSure(Pairs all, Pairs weeks) {
        return Math.abs(all.deviations()) >= SURE
                && Math.abs(all.agreement()) >= AGREEMENT
                && Math.signum(all.agreement()) == Math.signum(weeks.agreement());
    }

    /** Whether all days are next to the usual one. */
    private static boolean isNext(double[] amounts) {
        double usual = median(known(amounts));
        return Arrays.stream(amounts)
                .filter(each -> !Double.isNaN(each))
                .allMatch(each -> Math.abs(each - usual) <= NOTHING * Math.abs(usual));
    }

    /** How far the days are in sum from two levels, before and after the best day for a change. */
    private static double stepMisses(double[] amounts) {
        double least = Double.POSITIVE_INFINITY;
        for (int change = 1; change < amounts.length; change++) {
            double[] before = known(Arrays.copyOfRange(amounts, 0, change));
            double[] after = known(Arrays.copyOfRange(amounts, change, amounts.length));
            if (before.length > 0 && after.length > 0) {
                least = Math.min(least, spread(before) + spread(after));
            }
        }
        return least;
    }

    private static double spread(double[] amounts) {
        double middle = median(amounts);
        return Arrays.stream(amounts).map(each -> Math.abs(each - middle)).sum();
    }

    private static double usual(double[] amounts) {
        double[] week =
                known(
                        Arrays.copyOfRange(
                                amounts, Math.max(0, amounts.length - WEEK), amounts.length));
        return week.length == 0 ? 0 : median(week);
    }

    private static double[] known(double[] amounts) {
        return Arrays.stream(amounts).filter(each -> !Double.isNaN(each)).toArray();
    }

    private static double median(double[] amounts) {
        double[] sorted = amounts.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** A straight line. */
    private record Line(double start, double perDay) {

        static Line of(double[] amounts, double perDay) {
            return new Line(
                    median(
                            known(
                                    IntStream.range(0, amounts.length)
                                            .mapToDouble(day -> amounts[day] - perDay * day)
                                            .toArray())),
                    perDay);
        }

        double at(int day) {
            return start + perDay * day;
        }

        /** How far the days are from it in sum. */
        double misses(double[] amounts) {
            return IntStream.range(0, amounts.length)
                    .filter(day -> !Double.isNaN(amounts[day]))
                    .mapToDouble(day -> Math.abs(amounts[day] - at(day)))
                    .sum();
        }
    }

    /**
     * The pairs of days that are a multiple of so many days apart.
     *
     * @param differing how many of them differ
     * @param agreement of those the share that rises less the share that falls (Goodman and
     *     Kruskal's gamma)
     * @param deviations how many standard deviations of chance that is away from none (Mann and
     *     Kendall's test; a week apart its seasonal form, after Hirsch, Slack and Smith 1982)
     * @param slope the median of their slopes for one day (Theil and Sen's)
     */
    private record Pairs(int differing, double agreement, double deviations, double slope) {

        static Pairs of(double[] amounts, int apart) {
            int rising = 0;
            int falling = 0;
            double[] slopes = new double[amounts.length * amounts.length];
            int pairs = 0;
            for (int later = apart; later < amounts.length; later++) {
                for (int earlier = later - apart; earlier >= 0; earlier -= apart) {
                    double difference = amounts[later] - amounts[earlier];
                    if (!Double.isNaN(difference)) {
                        rising += difference > 0 ? 1 : 0;
                        falling += difference < 0 ? 1 : 0;
                        slopes[pairs++] = difference / (later - earlier);
                    }
                }
            }
            double variance = 0;
            for (int season = 0; season < apart; season++) {
                double days = 0;
                for (int day = season; day < amounts.length; day += apart) {
                    days += Double.isNaN(amounts[day]) ? 0 : 1;
                }
                variance += days * (days - 1) * (2 * days + 5) / 18;
            }
            int differing = rising + falling;
            int sum = rising - falling;
            return new Pairs(
                    differing,
                    differing == 0 ? 0 : (double) sum / differing,
                    variance == 0 ? 0 : sum / Math.sqrt(variance),
                    pairs == 0 ? 0 : median(Arrays.copyOf(slopes, pairs)));
        }
    }
}
