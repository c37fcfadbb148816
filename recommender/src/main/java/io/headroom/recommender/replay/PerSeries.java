package io.headroom.recommender.replay;

import io.headroom.recommender.size.Samples;
import java.util.Arrays;
import java.util.List;

/**
 * How a figure spreads over series: a few large ones decide sums, and most users have small ones.
 *
 * @param cpuWasteRatio series with usage only, like all that follow
 * @param savingsCaptured of series where the highest usage ever seen costs more than the least
 *     possible
 */
public record PerSeries(
        Spread cpuWasteRatio,
        Spread cpuUnservedRatio,
        Spread memoryWasteRatio,
        Spread memoryBreachDaysRatio,
        Spread savingsCaptured) {

    /**
     * One figure.
     *
     * @param median half of the series are better, half are worse
     * @param worstTenth nine of ten series are better
     */
    public record Spread(double median, double worstTenth, int series) {

        /** Of figures that are better the lower they are. */
        static Spread lowerIsBetter(List<Double> values) {
            return of(values, 0.9);
        }

        static Spread higherIsBetter(List<Double> values) {
            return of(values, 0.1);
        }

        private static Spread of(List<Double> values, double worst) {
            double[] sorted =
                    values.stream()
                            .mapToDouble(Double::doubleValue)
                            .filter(Double::isFinite)
                            .sorted()
                            .toArray();
            return new Spread(quantile(sorted, 0.5), quantile(sorted, worst), sorted.length);
        }

        private static double quantile(double[] sorted, double fraction) {
            return Samples.quantile(sorted, fraction);
        }
    }

    static PerSeries of(List<SeriesScore> series, List<StrategyScore> scores, Prices prices) {
        double[] savings = new double[scores.size()];
        for (int i = 0; i < savings.length; i++) {
            SeriesScore its = series.get(i);
            savings[i] =
                    Ratio.saved(
                            its.regret(scores.get(i), prices),
                            its.regret(its.staticPeak(), prices),
                            0);
        }
        return new PerSeries(
                Spread.lowerIsBetter(scores.stream().map(s -> s.cpu().wasteRatio()).toList()),
                Spread.lowerIsBetter(scores.stream().map(s -> s.cpu().unservedRatio()).toList()),
                Spread.lowerIsBetter(scores.stream().map(s -> s.memory().wasteRatio()).toList()),
                Spread.lowerIsBetter(
                        scores.stream().map(s -> s.memory().breachDayRatio()).toList()),
                Spread.higherIsBetter(Arrays.stream(savings).boxed().toList()));
    }
}
