package io.headroom.recommender.replay;

/** A share of something that may be nothing. */
final class Ratio {
    private Ratio() {}

    /** {@code NaN} for nothing of nothing, infinite for something of nothing. */
    static double of(double part, double whole) {
        return part / whole;
    }
}
