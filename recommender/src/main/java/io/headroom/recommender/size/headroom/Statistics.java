package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.Samples;
import java.util.Arrays;

/** Of a few numbers. */
final class Statistics {
    private Statistics() {}

    /** The standard deviation of all that there is, without Bessel's correction. */
    static double deviation(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }

    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /** Interpolated between two values; {@code NaN} of none. */
    static double quantile(double[] values, double fraction) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Samples.quantile(sorted, fraction);
    }
}
