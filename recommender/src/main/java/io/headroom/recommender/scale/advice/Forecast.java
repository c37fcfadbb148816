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
        return of(values, known, quantile);
    }

    /**
     * What is known without a clock: out of all slots of the same days what as large a share of
     * them is below.
     */
    double ofAnySlot(DayProfiles profiles, long day) {
        double[] values = new double[days * DayProfiles.SLOTS];
        int known = 0;
        for (long before = Math.max(day - days, profiles.firstDay()); before < day; before++) {
            for (int slot = 0; slot < DayProfiles.SLOTS; slot++) {
                double value = profiles.peak(before, slot);
                if (!Double.isNaN(value)) {
                    values[known++] = value;
                }
            }
        }
        return of(values, known, share());
    }

    private double of(double[] values, int known, double share) {
        if (known == 0) {
            return Double.NaN;
        }
        if (quantile == MEAN) {
            return Arrays.stream(values, 0, known).sum() / known;
        }
        Arrays.sort(values, 0, known);
        return values[(int) Math.ceil(share * (known - 1))];
    }

    /**
     * The share of what comes that it is meant to be above: of so many days that are alike, one
     * more is below the one of this rank.
     */
    double share() {
        return quantile == MEAN ? 0.5 : (Math.ceil(quantile * (days - 1)) + 1) / (days + 1);
    }

    /**
     * What it costs to say so much and see another come, so that nothing is cheaper than what it is
     * meant to say: of a mean the square of what it is off by, else the pinball loss at its share,
     * twice (Koenker and Bassett, Regression Quantiles, 1978).
     */
    double loss(double said, double came) {
        double missing = came - said;
        return quantile == MEAN
                ? missing * missing
                : 2 * (missing >= 0 ? share() * missing : (share() - 1) * missing);
    }

    /** In the unit of what comes. */
    double error(double meanLoss) {
        return quantile == MEAN ? Math.sqrt(meanLoss) : meanLoss;
    }
}
