package io.headroom.recommender.size;

import java.time.Instant;
import java.util.Arrays;

/** The known amounts of one resource, oldest first, with the time each was measured. Immutable. */
public final class Samples {
    private final long[] endMillis;
    private final double[] amounts;
    private final Instant asOf;

    Samples(long[] endMillis, double[] amounts, Instant asOf) {
        this.endMillis = endMillis;
        this.amounts = amounts;
        this.asOf = asOf;
    }

    public int size() {
        return amounts.length;
    }

    public boolean isEmpty() {
        return amounts.length == 0;
    }

    /** The moment they are known at; none ended later. */
    public Instant asOf() {
        return asOf;
    }

    /** When the window of sample {@code index} ended, in milliseconds since 1970. */
    public long endMillis(int index) {
        return endMillis[index];
    }

    /** Never {@code NaN}. */
    public double amount(int index) {
        return amounts[index];
    }

    /** The highest; {@code NaN} where there is none. */
    public double max() {
        if (isEmpty()) {
            return Double.NaN;
        }
        double max = amounts[0];
        for (double amount : amounts) {
            max = Math.max(max, amount);
        }
        return max;
    }

    /** All amounts, lowest first. */
    public double[] sorted() {
        double[] sorted = amounts.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * The amount that {@code fraction} of the samples stay at or below, interpolated between two
     * samples; {@code NaN} where there is none.
     */
    public double quantile(double fraction) {
        return quantile(sorted(), fraction);
    }

    /** The same of amounts that are sorted already. */
    public static double quantile(double[] sorted, double fraction) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        if (below >= sorted.length - 1) {
            return sorted[sorted.length - 1];
        }
        return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    }
}
