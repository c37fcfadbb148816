package io.headroom.model.profile;

/**
 * Buckets that grow by a constant ratio, as the upstream VPA's histograms use them: bucket {@code
 * n} has the size {@code first * ratio^n}, so it starts at {@code first * (ratio^n - 1) / (ratio -
 * 1)}.
 *
 * @param first the size of bucket 0
 * @param ratio how much larger each bucket is than the one before
 * @param count the number of buckets; the last one has no upper end
 */
public record ExponentialBuckets(double first, double ratio, int count) implements Buckets {

    /** For CPU in cores: 10 millicores, growing by 5 %, up to 1,000 cores. */
    public static final ExponentialBuckets CPU_CORES = covering(1_000.0, 0.01, 1.05);

    /** For memory in bytes: 10 MB, growing by 5 %, up to 1 TB. */
    public static final ExponentialBuckets MEMORY_BYTES = covering(1e12, 1e7, 1.05);

    /** As many buckets as it takes for the last to start at or above {@code max}. */
    public static ExponentialBuckets covering(double max, double first, double ratio) {
        int count = (int) Math.ceil(log(ratio, max * (ratio - 1) / first + 1)) + 1;
        return new ExponentialBuckets(first, ratio, count);
    }

    @Override
    public double start(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("bucket " + index + " of " + count);
        }
        return index == 0 ? 0.0 : first * (StrictMath.pow(ratio, index) - 1) / (ratio - 1);
    }

    @Override
    public int find(double value) {
        if (value < first) {
            return 0;
        }
        return Math.min((int) log(ratio, value * (ratio - 1) / first + 1), count - 1);
    }

    private static double log(double base, double x) {
        return StrictMath.log(x) / StrictMath.log(base);
    }
}
