package io.headroom.recommender.size.restarts;

import java.util.Arrays;

/**
 * Which way a few amounts go that were measured at equal distances.
 *
 * @param slope the median of the slopes of all pairs, for one step (Theil and Sen's estimate: up to
 *     29 % of the amounts may be anything)
 * @param agreement of the pairs that differ those that rise less those that fall, as a share of
 *     them (Goodman and Kruskal's gamma): 1 where nothing ever falls
 * @param moving the share of the pairs that differ
 * @param lateRatio the slope of the later half, as a part of that of the earlier half: about 1 of
 *     what goes on as it began, near 0 of what comes to rest
 */
public record Trend(double slope, double agreement, double moving, double lateRatio) {

    /**
     * The trend of some amounts.
     *
     * @param amounts two or more; {@code NaN} where nothing is known
     */
    public static Trend of(double[] amounts) {
        int rising = 0;
        int falling = 0;
        int pairs = 0;
        for (int later = 1; later < amounts.length; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                double difference = amounts[later] - amounts[earlier];
                if (!Double.isNaN(difference)) {
                    pairs++;
                    rising += difference > 0 ? 1 : 0;
                    falling += difference < 0 ? 1 : 0;
                }
            }
        }
        int moving = rising + falling;
        int middle = amounts.length / 2;
        double early = slope(amounts, 0, middle + 1);
        double late = slope(amounts, middle, amounts.length);
        return new Trend(
                slope(amounts, 0, amounts.length),
                moving == 0 ? 0 : (double) (rising - falling) / moving,
                pairs == 0 ? 0 : (double) moving / pairs,
                early > 0 ? late / early : late > 0 ? Double.POSITIVE_INFINITY : 0);
    }

    private static double slope(double[] amounts, int from, int until) {
        double[] slopes = new double[(until - from) * (until - from - 1) / 2];
        int count = 0;
        for (int later = from + 1; later < until; later++) {
            for (int earlier = from; earlier < later; earlier++) {
                double slope = (amounts[later] - amounts[earlier]) / (later - earlier);
                if (!Double.isNaN(slope)) {
                    slopes[count++] = slope;
                }
            }
        }
        if (count == 0) {
            return 0;
        }
        double[] sorted = Arrays.copyOf(slopes, count);
        Arrays.sort(sorted);
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }
}
