package io.headroom.recommender.fit;

import io.headroom.recommender.size.restarts.Trend;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which way a line of a quota goes: what is counted on it each day, from how many pods there were
 * and what each of them counts for now. How large pods were then does not matter: it is their
 * number that fills quotas by itself.
 *
 * @param perDay how much more is counted each day; positive
 * @param days until nothing is left, from now on
 */
record QuotaForecast(double perDay, double days) {
    /** With fewer days a trend is a guess. */
    private static final int FEWEST_DAYS = 7;

    /** Of the pairs of days that differ so many more rise than fall. */
    private static final double AGREEMENT = 0.6;

    /** Nobody plans further ahead, and no trend of two weeks reaches further. */
    private static final double FARTHEST_DAYS = 90;

    /**
     * The forecast.
     *
     * @param counted what is counted on each day, oldest first; {@code NaN} where it is not known
     * @param used what is counted now
     * @param hard the most that is let in
     * @return empty where nothing grows, too little is known, or it takes longer than 90 days
     */
    static Optional<QuotaForecast> of(List<Double> counted, double used, double hard) {
        return perDay(counted)
                .map(perDay -> new QuotaForecast(perDay, Math.max(hard - used, 0) / perDay))
                .filter(forecast -> forecast.days() <= FARTHEST_DAYS);
    }

    /** By how much more is counted each day; empty where it does not clearly grow. */
    static Optional<Double> perDay(List<Double> counted) {
        long known = counted.stream().filter(day -> !Double.isNaN(day)).count();
        if (known < FEWEST_DAYS) {
            return Optional.empty();
        }
        Trend trend = Trend.of(counted.stream().mapToDouble(Double::doubleValue).toArray());
        return trend.slope() > 0 && trend.agreement() >= AGREEMENT
                ? Optional.of(trend.slope())
                : Optional.empty();
    }

    /** The sums of all days that every one knows. */
    static List<Double> sum(List<List<Double>> series) {
        int days = series.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, days)
                .mapToObj(day ->
                        series.stream()
                                .filter(each -> !each.isEmpty())
                                .mapToDouble(each -> {
                                    // they end on the same day
                                    int at = each.size() - days + day;
                                    return at < 0 ? 0 : each.get(at);
                                })
                                .sum())
                .toList();
    }
}
