package io.headroom.recommender.size.headroom;

import io.headroom.model.profile.EdgeIndex;

/**
 * Weights of amounts of CPU in logarithmic buckets: the first holds what is below 0.1 millicores,
 * each further one reaches 6 % higher, the last beyond any machine. Not thread-safe.
 */
final class LogHistogram {
    static final int BUCKETS = 320;

    private static final double FIRST_CORES = 1e-4;
    private static final double LOG_GROWTH = Math.log(1.06);
    private static final double[] UPPER_CORES = new double[BUCKETS];
    private static final double[] MIDDLE_CORES = new double[BUCKETS];
    private static final EdgeIndex INDEX;

    static {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            UPPER_CORES[bucket] = FIRST_CORES * StrictMath.exp(LOG_GROWTH * bucket);
            MIDDLE_CORES[bucket] =
                    bucket == 0 ? 0 : FIRST_CORES * StrictMath.exp(LOG_GROWTH * (bucket - 0.5));
        }
        INDEX = EdgeIndex.of(BUCKETS - 1, LogHistogram::byLogarithm, edge -> UPPER_CORES[edge]);
    }

    /** One without buckets. */
    static final LogHistogram NONE = new LogHistogram(0, new double[0]);

    private final int lowest;
    private final double[] weights;

    /**
     * @param weights of the buckets from {@code lowest} on; not copied
     */
    LogHistogram(int lowest, double[] weights) {
        this.lowest = lowest;
        this.weights = weights;
    }

    /** An empty one for the buckets from {@code lowest} to {@code highest}. */
    static LogHistogram between(int lowest, int highest) {
        return new LogHistogram(lowest, new double[highest - lowest + 1]);
    }

    /** An empty one for the same buckets. */
    LogHistogram emptied() {
        return new LogHistogram(lowest, new double[weights.length]);
    }

    /** The bucket that {@code cores} falls in. */
    static int bucket(double cores) {
        return INDEX.find(cores);
    }

    /** What is at most a billionth below a bucket counts as in it. */
    static int byLogarithm(double cores) {
        return cores < FIRST_CORES
                ? 0
                : 1 + (int) Math.floor(StrictMath.log(cores / FIRST_CORES) / LOG_GROWTH + 1e-9);
    }

    /** The amount in cores that stands for a bucket. */
    static double middleCores(int bucket) {
        return MIDDLE_CORES[bucket];
    }

    /** Adds what {@code other} holds, each weight times {@code factor}. */
    void add(LogHistogram other, double factor) {
        int offset = other.lowest - lowest;
        for (int i = 0; i < other.weights.length; i++) {
            weights[offset + i] += factor * other.weights[i];
        }
    }

    /** How many buckets it has. */
    int buckets() {
        return weights.length;
    }

    /** The lowest bucket that may have weight. */
    int lowest() {
        return lowest;
    }

    /** The highest bucket that may have weight; below the lowest where none has. */
    int highest() {
        return lowest + weights.length - 1;
    }

    double weight(int bucket) {
        return weights[bucket - lowest];
    }

    /**
     * The amounts in cores below which these fractions of the weight lie, log-linear inside a
     * bucket. Not of one without buckets.
     *
     * @param fractions ascending, up to 1
     */
    double[] quantilesCores(double... fractions) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double[] quantiles = new double[fractions.length];
        int i = 0;
        double reached = weights[0];
        for (int quantile = 0; quantile < fractions.length; quantile++) {
            double wanted = fractions[quantile] * total * (1 - 1e-12);
            while (reached < wanted && i < weights.length - 1) {
                reached += weights[++i];
            }
            quantiles[quantile] = inside(lowest + i, weights[i], reached, wanted);
        }
        return quantiles;
    }

    private static double inside(int bucket, double weight, double reached, double wanted) {
        if (bucket == 0) {
            return UPPER_CORES[0];
        }
        double share = weight > 0 ? (wanted - (reached - weight)) / weight : 1;
        return UPPER_CORES[bucket] * Math.exp(-LOG_GROWTH * (1 - share));
    }
}
