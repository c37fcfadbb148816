package io.headroom.recommender.replay;

import java.util.Optional;
import java.util.OptionalDouble;

/** Stated probabilities against what happened, in ten bins. Not thread-safe. */
final class Calibration {
    private static final int BINS = 10;

    private final int[] answers = new int[BINS];
    private final double[] stated = new double[BINS];
    private final int[] held = new int[BINS];

    /** Counts an answer whose probability was stated and whose outcome is known. */
    void add(OptionalDouble probability, Optional<Boolean> happened) {
        if (probability.isEmpty() || happened.isEmpty()) {
            return;
        }
        int bin = (int) Math.min(probability.getAsDouble() * BINS, BINS - 1);
        answers[bin]++;
        stated[bin] += probability.getAsDouble();
        held[bin] += happened.get() ? 1 : 0;
    }

    void add(Calibration other) {
        for (int bin = 0; bin < BINS; bin++) {
            answers[bin] += other.answers[bin];
            stated[bin] += other.stated[bin];
            held[bin] += other.held[bin];
        }
    }

    int answers() {
        int all = 0;
        for (int count : answers) {
            all += count;
        }
        return all;
    }

    /**
     * How far stated and realised are apart, each bin weighted by its answers; {@code NaN} without
     * any.
     */
    double error() {
        double apart = 0;
        for (int bin = 0; bin < BINS; bin++) {
            apart += Math.abs(stated[bin] - held[bin]);
        }
        return Ratio.of(apart, answers());
    }
}
