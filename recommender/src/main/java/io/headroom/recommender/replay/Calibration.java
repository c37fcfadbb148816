package io.headroom.recommender.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What was said of the safety of answers against what happened.
 *
 * @param bins of a tenth each
 */
record Calibration(List<Bin> bins) {
    private static final int BINS = 10;

    static final Calibration NONE = new Calibration(Collections.nCopies(BINS, Bin.NONE));

    /**
     * Answers with nearly the same probability.
     *
     * @param stated the sum of what was said
     * @param variance of how many would suffice, were it true
     * @param sufficed how many did
     */
    record Bin(int answers, double stated, double variance, int sufficed) {
        static final Bin NONE = new Bin(0, 0, 0, 0);

        Bin plus(Bin other) {
            return new Bin(
                    answers + other.answers,
                    stated + other.stated,
                    variance + other.variance,
                    sufficed + other.sufficed);
        }

        double apart() {
            return Math.abs(stated - sufficed);
        }

        /** How far they are from each other on average, were it true: the mean of |N(0, σ²)|. */
        double apartByChance() {
            return Math.sqrt(2 / Math.PI * variance);
        }
    }

    Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * With one more answer.
     *
     * @param probability as it was stated; one of which nothing was said does not count
     */
    Calibration plus(OptionalDouble probability, boolean sufficed) {
        if (probability.isEmpty()) {
            return this;
        }
        double stated = probability.getAsDouble();
        int bin = (int) Math.clamp(stated * BINS, 0, BINS - 1.0);
        List<Bin> all = new ArrayList<>(bins);
        all.set(
                bin,
                all.get(bin).plus(new Bin(1, stated, stated * (1 - stated), sufficed ? 1 : 0)));
        return new Calibration(all);
    }

    Calibration plus(Calibration other) {
        List<Bin> all = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            all.add(bins.get(bin).plus(other.bins.get(bin)));
        }
        return new Calibration(all);
    }

    int answers() {
        return bins.stream().mapToInt(Bin::answers).sum();
    }

    /**
     * How far what was stated and what was realised are apart, each bin weighted by its answers;
     * {@code NaN} of none.
     */
    double error() {
        return Ratio.of(bins.stream().mapToDouble(Bin::apart).sum(), answers());
    }

    /**
     * What the error would be on average, were every answer exactly as safe as was stated and none
     * to do with another: of few answers no error below that tells anything.
     */
    double errorByChance() {
        return Ratio.of(bins.stream().mapToDouble(Bin::apartByChance).sum(), answers());
    }
}
