package io.headroom.recommender.size;

import java.time.Duration;
import java.util.Arrays;

/** Samples by amount, for quantiles in which not every sample weighs the same. */
final class RankedSamples {
    private final double[] distinct;
    private final int[] rank;

    private RankedSamples(double[] distinct, int[] rank) {
        this.distinct = distinct;
        this.rank = rank;
    }

    static RankedSamples of(Samples samples) {
        double[] distinct = distinct(samples.sorted());
        int[] rank = new int[samples.size()];
        for (int i = 0; i < rank.length; i++) {
            rank[i] = Arrays.binarySearch(distinct, samples.amount(i));
        }
        return new RankedSamples(distinct, rank);
    }

    /** A weight for each sample, half as much for every half-life that has passed since. */
    static double[] weightsByAge(Samples samples, Duration halfLife) {
        double halfLifeMillis = (double) halfLife.toMillis();
        long now = samples.asOf().toEpochMilli();
        double[] weights = new double[samples.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.pow(2, (samples.endMillis(i) - now) / halfLifeMillis);
        }
        return weights;
    }

    /**
     * The lowest amount at which the weight of it and of what is lower reaches {@code fraction} of
     * all, among the first {@code count} samples.
     *
     * @param weights of each sample, oldest first
     * @return the highest amount of all where nothing weighs anything, {@code NaN} where there are
     *     no samples
     */
    double quantile(double fraction, double[] weights, int count) {
        if (distinct.length == 0) {
            return Double.NaN;
        }
        double[] weightOf = new double[distinct.length];
        double total = 0;
        for (int i = 0; i < count; i++) {
            weightOf[rank[i]] += weights[i];
            total += weights[i];
        }
        double sum = 0;
        int index = 0;
        while (index < distinct.length - 1) {
            sum += weightOf[index];
            if (total > 0 && sum >= fraction * total) {
                break;
            }
            index++;
        }
        return distinct[index];
    }

    private static double[] distinct(double[] sorted) {
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[count - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, count);
    }
}
