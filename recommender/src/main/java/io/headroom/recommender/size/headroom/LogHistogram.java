package io.headroom.recommender.size.headroom;

import java.util.Arrays;

/**
 * Weights of amounts of CPU in logarithmic buckets: the first holds what is below 0.1 millicores,
 * each further one reaches 6 % higher. Not thread-safe.
 */
final class LogHistogram {
    static final int BUCKETS = 256;

    private static final double FIRST_CORES = 1e-4;
    private static final double LOG_GROWTH = Math.log(1.06);
    private static final double[] UPPER_CORES = new double[BUCKETS];
    private static final double[] MIDDLE_CORES = new double[BUCKETS];

    static {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            UPPER_CORES[bucket] = FIRST_CORES * StrictMath.exp(LOG_GROWTH * bucket);
            MIDDLE_CORES[bucket] =
                    bucket == 0 ? 0 : FIRST_CORES * StrictMath.exp(LOG_GROWTH * (bucket - 0.5));
        }
    }

    private final double[] weights = new double[BUCKETS];

    /** The bucket that {@code cores} falls in. */
    static int bucket(double cores) {
        if (cores < FIRST_CORES) {
            return 0;
        }
        int above = (int) Math.floor(StrictMath.log(cores / FIRST_CORES) / LOG_GROWTH + 1e-9);
        return Math.min(1 + above, BUCKETS - 1);
    }

    /** The amount in cores that stands for a bucket. */
    static double middleCores(int bucket) {
        return MIDDLE_CORES[bucket];
    }

    void add(int bucket, double weight) {
        weights[bucket] += weight;
    }

    /** Adds what {@code other} holds, each weight times {@code factor}. */
    void add(LogHistogram other, double factor) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            weights[bucket] += factor * other.weights[bucket];
        }
    }

    double weight(int bucket) {
        return weights[bucket];
    }

    /**
     * The amounts in cores below which these fractions of the weight lie, log-linear inside a
     * bucket.
     *
     * @param fractions ascending, up to 1
     */
    double[] quantilesCores(double... fractions) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double[] quantiles = new double[fractions.length];
        int bucket = 0;
        double reached = weights[0];
        for (int i = 0; i < fractions.length; i++) {
            double wanted = fractions[i] * total * (1 - 1e-12);
            while (reached < wanted && bucket < BUCKETS - 1) {
                reached += weights[++bucket];
            }
            quantiles[i] = inside(bucket, reached, wanted);
        }
        return quantiles;
    }

    void clear() {
        Arrays.fill(weights, 0);
    }

    private double inside(int bucket, double reached, double wanted) {
        if (bucket == 0) {
            return UPPER_CORES[0];
        }
        double weight = weights[bucket];
        double share = weight > 0 ? (wanted - (reached - weight)) / weight : 1;
        return UPPER_CORES[bucket] * Math.exp(-LOG_GROWTH * (1 - share));
    }
}
