package io.headroom.recommender.replay;

import java.util.OptionalDouble;

/** What was said of the safety of answers against what happened, in ten bins. Not thread-safe. */
final class Calibration {
    private static final int BINS = 10;

    private final double[] stated = new double[BINS];
    private final int[] served = new int[BINS];
    private final int[] answers = new int[BINS];

    /**
     * One answer.
     *
     * @param probability as it was stated; one of which nothing was said does not count
     */
    void add(OptionalDouble probability, boolean sufficed) {
        if (probability.isPresent()) {
            int bin = (int) Math.clamp(probability.getAsDouble() * BINS, 0, BINS - 1.0);
            answers[bin]++;
            stated[bin] += probability.getAsDouble();
            served[bin] += sufficed ? 1 : 0;
        }
    }

    void add(Calibration other) {
        for (int bin = 0; bin < BINS; bin++) {
            answers[bin] += other.answers[bin];
            stated[bin] += other.stated[bin];
            served[bin] += other.served[bin];
        }
    }

    int answers() {
        int sum = 0;
        for (int count : answers) {
            sum += count;
        }
        return sum;
    }

    /**
     * How far what was stated and what was realised are apart, each bin weighted by its answers;
     * {@code NaN} of none.
     */
    double error() {
        double apart = 0;
        for (int bin = 0; bin < BINS; bin++) {
            apart += Math.abs(stated[bin] - served[bin]);
        }
        return Ratio.of(apart, answers());
    }
}
