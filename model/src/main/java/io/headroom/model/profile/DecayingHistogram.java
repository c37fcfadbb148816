package io.headroom.model.profile;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/**
 * A histogram in which a sample loses half its weight every half-life, exactly as the upstream VPA
 * recommender computes it. Not thread-safe.
 */
public final class DecayingHistogram {
    /*
     * Weights are not lowered as time passes: newer samples are given more. Only the ratio of two
     * weights matters to a percentile, so a sample at time t is weighted by 2^((t - reference) /
     * halfLife). Before that grows out of a double's range, after 100 half-lives, the reference
     * moves to t (rounded to a whole half-life, so that the factor is a power of two and rounds
     * nothing) and all weights are scaled down.
     */
    private static final long MAX_DECAY_EXPONENT = 100L;

    /** Weights below this count as none: subtracting what was added leaves rounding errors. */
    private static final double EPSILON = 0.001 * 0.1;

    private static final int HEADER_BYTES = Long.BYTES + Double.BYTES + 3 * Short.BYTES;
    private static final int ENTRY_BYTES = Short.BYTES + Double.BYTES;

    /** The half-life of the upstream VPA, for CPU and memory alike. */
    public static final Duration HALF_LIFE = Duration.ofHours(24);

    /**
     * Where Go's zero time lies: the reference before the first sample, and what rounding counts
     * from.
     */
    private static final long ZERO_TIME_MILLIS =
            Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();

    private final Buckets buckets;
    private final long halfLifeMillis;
    private final double[] weights;
    private long referenceMillis = ZERO_TIME_MILLIS;
    private double total;
    private int minBucket;
    private int maxBucket;

    public DecayingHistogram(Buckets buckets, Duration halfLife) {
        this.buckets = buckets;
        this.halfLifeMillis = halfLife.toMillis();
        this.weights = new double[buckets.count()];
        this.minBucket = buckets.count() - 1;
    }

    /** The histogram that {@code state} was taken from. */
    public static DecayingHistogram of(Buckets buckets, Duration halfLife, HistogramState state) {
        DecayingHistogram histogram = new DecayingHistogram(buckets, halfLife);
        state.weights().forEach((bucket, weight) -> histogram.weights[bucket] = weight);
        histogram.referenceMillis = state.reference().toEpochMilli();
        histogram.total = state.total();
        histogram.minBucket = state.minBucket();
        histogram.maxBucket = state.maxBucket();
        return histogram;
    }

    public HistogramState state() {
        TreeMap<Integer, Double> used = new TreeMap<>();
        for (int bucket = 0; bucket < weights.length; bucket++) {
            if (weights[bucket] != 0) {
                used.put(bucket, weights[bucket]);
            }
        }
        return new HistogramState(reference(), used, total, minBucket, maxBucket);
    }

    /**
     * This histogram as the upstream VPA would store it: rounded, so that what is loaded again is
     * near to it and not equal.
     */
    public Checkpoint checkpoint() {
        double max = 0;
        for (int bucket = minBucket; bucket <= maxBucket; bucket++) {
            max = Math.max(max, weights[bucket]);
        }
        TreeMap<Integer, Long> rounded = new TreeMap<>();
        if (!isEmpty()) {
            for (int bucket = minBucket; bucket <= maxBucket; bucket++) {
                long weight =
                        (long) Math.floor(weights[bucket] * Checkpoint.MAX_WEIGHT / max + 0.5);
                if (weight > 0) {
                    rounded.put(bucket, weight);
                }
            }
        }
        return new Checkpoint(reference(), rounded, total);
    }

    /**
     * The histogram that {@code checkpoint} was taken from, as far as it was kept.
     *
     * @throws IllegalArgumentException when it names a bucket that there is not
     */
    public static DecayingHistogram load(
            Buckets buckets, Duration halfLife, Checkpoint checkpoint) {
        DecayingHistogram histogram = new DecayingHistogram(buckets, halfLife);
        long sum = 0;
        for (var entry : checkpoint.bucketWeights().entrySet()) {
            int bucket = entry.getKey();
            if (bucket < 0 || bucket >= buckets.count()) {
                throw new IllegalArgumentException(
                        "bucket must be between 0 and " + (buckets.count() - 1) + ": " + bucket);
            }
            sum += entry.getValue();
        }
        double ratio = sum == 0 ? 0 : checkpoint.totalWeight() / sum;
        checkpoint
                .bucketWeights()
                .forEach((bucket, weight) -> histogram.weights[bucket] = weight * ratio);
        histogram.referenceMillis = checkpoint.reference().toEpochMilli();
        histogram.total = checkpoint.totalWeight();
        histogram.minBucket = 0;
        histogram.maxBucket = buckets.count() - 1;
        histogram.updateBounds();
        return histogram;
    }

    /** How many bytes {@link #write} needs. */
    public int writtenBytes() {
        int used = 0;
        for (double weight : weights) {
            if (weight != 0) {
                used++;
            }
        }
        return HEADER_BYTES + used * ENTRY_BYTES;
    }

    /** Writes everything this histogram knows, for {@link #read}. */
    public void write(ByteBuffer to) {
        int header = to.position();
        to.putLong(referenceMillis);
        to.putDouble(total);
        to.putShort((short) minBucket);
        to.putShort((short) maxBucket);
        to.putShort((short) 0);
        short used = 0;
        for (int bucket = 0; bucket < weights.length; bucket++) {
            if (weights[bucket] != 0) {
                to.putShort((short) bucket);
                to.putDouble(weights[bucket]);
                used++;
            }
        }
        to.putShort(header + HEADER_BYTES - Short.BYTES, used);
    }

    /** Reads what {@link #write} wrote: the histogram goes on exactly as the one before. */
    public static DecayingHistogram read(Buckets buckets, Duration halfLife, ByteBuffer from) {
        DecayingHistogram histogram = new DecayingHistogram(buckets, halfLife);
        histogram.referenceMillis = from.getLong();
        histogram.total = from.getDouble();
        histogram.minBucket = from.getShort();
        histogram.maxBucket = from.getShort();
        int used = from.getShort();
        for (int i = 0; i < used; i++) {
            histogram.weights[from.getShort()] = from.getDouble();
        }
        return histogram;
    }

    public void add(double value, double weight, Instant at) {
        double decayed = weight * decayFactor(at);
        int bucket = buckets.find(value);
        weights[bucket] += decayed;
        total += decayed;
        if (bucket < minBucket && weights[bucket] >= EPSILON) {
            minBucket = bucket;
        }
        if (bucket > maxBucket && weights[bucket] >= EPSILON) {
            maxBucket = bucket;
        }
    }

    /** Takes back a sample that was added with the same arguments. */
    public void subtract(double value, double weight, Instant at) {
        double decayed = weight * decayFactor(at);
        int bucket = buckets.find(value);
        weights[bucket] = safeSubtract(weights[bucket], decayed);
        total = safeSubtract(total, decayed);
        updateBounds();
    }

    public boolean isEmpty() {
        return weights[minBucket] < EPSILON;
    }

    /**
     * The amount that usage stayed below for {@code fraction} of the weight: the start of the
     * bucket after the one that the percentile falls in, so at most 5 % too high; 0 for an empty
     * histogram.
     */
    public double percentile(double fraction) {
        if (isEmpty()) {
            return 0;
        }
        double threshold = fraction * total;
        double sum = 0;
        int bucket = minBucket;
        for (; bucket < maxBucket; bucket++) {
            sum += weights[bucket];
            if (sum >= threshold) {
                break;
            }
        }
        return buckets.start(bucket < buckets.count() - 1 ? bucket + 1 : bucket);
    }

    private Instant reference() {
        return Instant.ofEpochMilli(referenceMillis);
    }

    private double decayFactor(Instant at) {
        long atMillis = at.toEpochMilli();
        if (atMillis > referenceMillis + MAX_DECAY_EXPONENT * halfLifeMillis) {
            shiftReference(atMillis);
        }
        return PowerOfTwo.of(halfLives(referenceMillis, atMillis));
    }

    private void shiftReference(long atMillis) {
        long shifted = roundToHalfLife(atMillis);
        double factor = PowerOfTwo.of(Math.rint(halfLives(shifted, referenceMillis)));
        for (int bucket = 0; bucket < weights.length; bucket++) {
            weights[bucket] *= factor;
        }
        total *= factor;
        referenceMillis = shifted;
    }

    /** The multiple of the half-life, counted from the zero time, that is nearest. */
    private long roundToHalfLife(long atMillis) {
        long sinceZero = atMillis - ZERO_TIME_MILLIS;
        long rest = sinceZero % halfLifeMillis;
        long rounded =
                2 * rest < halfLifeMillis ? sinceZero - rest : sinceZero - rest + halfLifeMillis;
        return ZERO_TIME_MILLIS + rounded;
    }

    private double halfLives(long fromMillis, long toMillis) {
        return (double) (toMillis - fromMillis) / halfLifeMillis;
    }

    private void updateBounds() {
        int last = weights.length - 1;
        while (minBucket < last && weights[minBucket] < EPSILON) {
            minBucket++;
        }
        while (maxBucket > 0 && weights[maxBucket] < EPSILON) {
            maxBucket--;
        }
    }

    private static double safeSubtract(double value, double subtrahend) {
        double difference = value - subtrahend;
        return difference < EPSILON ? 0 : difference;
    }
}
