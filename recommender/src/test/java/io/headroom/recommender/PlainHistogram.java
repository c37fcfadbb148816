package io.headroom.recommender;

import java.time.Instant;

/**
 * The upstream VPA's decaying histogram of CPU, written the plain way: what the product's own is
 * measured against. Each sample takes one power and two logarithms, a percentile one power.
 */
final class PlainHistogram {
    private static final double FIRST = 0.01;
    private static final double RATIO = 1.05;
    private static final int BUCKETS =
            (int) Math.ceil(log(RATIO, 1_000.0 * (RATIO - 1) / FIRST + 1)) + 1;
    private static final double EPSILON = 0.001 * 0.1;
    private static final double HALF_LIFE_MILLIS = 86_400_000;
    private static final long MAX_EXPONENT = 100;

    private final double[] weights = new double[BUCKETS];
    private double total;
    private int minBucket = BUCKETS - 1;
    private int maxBucket;
    private long referenceMillis = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();

    void add(double value, double weight, Instant at) {
        long atMillis = at.toEpochMilli();
        if (atMillis > referenceMillis + MAX_EXPONENT * (long) HALF_LIFE_MILLIS) {
            shiftReference(atMillis);
        }
        double decayed = weight * Math.pow(2, (atMillis - referenceMillis) / HALF_LIFE_MILLIS);
        int bucket = find(value);
        weights[bucket] += decayed;
        total += decayed;
        if (bucket < minBucket && weights[bucket] >= EPSILON) {
            minBucket = bucket;
        }
        if (bucket > maxBucket && weights[bucket] >= EPSILON) {
            maxBucket = bucket;
        }
    }

    double percentile(double fraction) {
        if (weights[minBucket] < EPSILON) {
            return 0;
        }
        double threshold = fraction * total;
        double sum = 0;
        int bucket = minBucket;
        while (bucket < maxBucket) {
            sum += weights[bucket];
            if (sum >= threshold) {
                break;
            }
            bucket++;
        }
        return start(Math.min(bucket + 1, BUCKETS - 1));
    }

    private void shiftReference(long atMillis) {
        long shifted = Math.round(atMillis / HALF_LIFE_MILLIS) * (long) HALF_LIFE_MILLIS;
        double factor = Math.pow(2, Math.rint((referenceMillis - shifted) / HALF_LIFE_MILLIS));
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            weights[bucket] *= factor;
        }
        total *= factor;
        referenceMillis = shifted;
    }

    private static int find(double value) {
        if (value < FIRST) {
            return 0;
        }
        return Math.min((int) log(RATIO, value * (RATIO - 1) / FIRST + 1), BUCKETS - 1);
    }

    private static double start(int bucket) {
        return bucket == 0 ? 0 : FIRST * (Math.pow(RATIO, bucket) - 1) / (RATIO - 1);
    }

    private static double log(double base, double x) {
        return Math.log(x) / Math.log(base);
    }
}
