package io.headroom.model.profile;

/**
 * Buckets that grow by a constant ratio, as the upstream VPA's histograms use them: bucket {@code
 * n} has the size {@code first * ratio^n}, so it starts at {@code first * (ratio^n - 1) / (ratio -
 * 1)}. Immutable.
 */
public final class ExponentialBuckets implements Buckets {

    /** For CPU in cores: 10 millicores, growing by 5 %, up to 1,000 cores. */
    public static final ExponentialBuckets CPU_CORES = covering(1_000.0, 0.01, 1.05);

    /** For memory in bytes: 10 MB, growing by 5 %, up to 1 TB. */
    public static final ExponentialBuckets MEMORY_BYTES = covering(1e12, 1e7, 1.05);

    private final double first;
    private final double ratio;
    private final double[] starts;
    private final EdgeIndex index;

    private ExponentialBuckets(double first, double ratio, int count) {
        this.first = first;
        this.ratio = ratio;
        this.starts = new double[count];
        for (int bucket = 1; bucket < count; bucket++) {
            starts[bucket] = first * (StrictMath.pow(ratio, bucket) - 1) / (ratio - 1);
        }
        this.index = EdgeIndex.of(count - 1, this::byLogarithm, edge -> starts[edge + 1]);
    }

    /**
     * As many buckets as it takes for the last to start at or above {@code max}.
     *
     * @param first the size of the first bucket
     * @param ratio how much larger each bucket is than the one before
     */
    public static ExponentialBuckets covering(double max, double first, double ratio) {
        int count = (int) Math.ceil(log(ratio, max * (ratio - 1) / first + 1)) + 1;
        return new ExponentialBuckets(first, ratio, count);
    }

    @Override
    public int count() {
        return starts.length;
    }

    @Override
    public double start(int bucket) {
        return starts[bucket];
    }

    @Override
    public int find(double value) {
        return index.find(value);
    }

    /** As upstream finds it. */
    int byLogarithm(double value) {
        return value < first ? 0 : (int) log(ratio, value * (ratio - 1) / first + 1);
    }

    private static double log(double base, double x) {
        return StrictMath.log(x) / StrictMath.log(base);
    }
}
