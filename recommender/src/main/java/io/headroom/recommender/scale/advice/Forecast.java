package io.headroom.recommender.scale.advice;

import java.util.Arrays;

/**
 * What the slots of a day will ask for, out of those of the days before.
 *
 * @param days how many of them count; those without a value do not
 * @param quantile which of their values: 0.5 is the median, 1 the highest; {@link #MEAN} for the
 *     mean
 */
record Forecast(int days, double quantile) {
    static final double MEAN = -1;

    /** What the day before was: what any forecast must beat. */
    static final Forecast SEASONAL_NAIVE = new Forecast(1, MEAN);

    /** NaN where none of the days before has the slot. */
    double of(DayProfiles profiles, long day, int slot) {
        double[] values = new double[days];
        int known = 0;
        for (long before = day - 1; before >= profiles.firstDay() && known < days; before--) {
            double value = profiles.peak(before, slot);
            if (!Double.isNaN(value)) {
                values[known++] = value;
            }
        }
        if (known == 0) {
            return Double.NaN;
        }
        if (quantile == MEAN) {
            return Arrays.stream(values, 0, known).sum() / known;
        }
        Arrays.sort(values, 0, known);
        return values[(int) Math.ceil(quantile * (known - 1))];
    }
}
