package io.headroom.recommender.replay;

/** A share of something that may be nothing. */
final class Ratio {
    private static final double NOISE = 1e-9;

    private Ratio() {}

    /** {@code NaN} for nothing of nothing, infinite for something of nothing. */
    static double of(double part, double whole) {
        return part / whole;
    }

    /**
     * What is saved of what can be: 1 for the least possible, 0 for the most. {@code NaN} where the
     * most costs no more than the least, to a billionth: what two equal sums differ by is noise.
     *
     * @param own what a strategy costs
     * @param most what the highest usage ever costs
     * @param least what the least possible costs
     */
    static double saved(double own, double most, double least) {
        double canBe = most - least;
        return canBe > NOISE * Math.max(1, most) ? (most - own) / canBe : Double.NaN;
    }
}
