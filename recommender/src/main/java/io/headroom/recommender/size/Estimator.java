package io.headroom.recommender.size;

import io.headroom.model.quantity.Quantity;

/**
 * Reads one amount to request from the usage seen so far.
 *
 * @param <Q> the resource
 */
@FunctionalInterface
interface Estimator<Q extends Quantity<Q>> {

    Q estimate(Usage<Q> usage);

    /** The amount that usage stayed below for {@code fraction} of the time. */
    static <Q extends Quantity<Q>> Estimator<Q> percentile(double fraction) {
        return usage -> usage.percentile().apply(fraction);
    }

    /** This estimate plus a safety margin, given as a fraction of it; the margin is cut. */
    default Estimator<Q> withMargin(double marginFraction) {
        return usage -> {
            Q base = estimate(usage);
            return base.plus(base.scaled(marginFraction));
        };
    }

    /**
     * This estimate times {@code (1 + multiplier / confidence)^exponent}: wide where there is
     * little history, narrowing as it grows. A positive exponent raises, a negative one lowers.
     */
    default Estimator<Q> widenedBy(double multiplier, int exponent) {
        return usage ->
                estimate(usage).scaled(power(1 + multiplier / usage.confidence(), exponent));
    }

    /** This estimate, or {@code floor} where that is more. */
    default Estimator<Q> atLeast(Q floor) {
        return usage -> {
            Q base = estimate(usage);
            return base.isLessThan(floor) ? floor : base;
        };
    }

    /**
     * By repeated multiplication, which for whole exponents rounds as Go's {@code math.Pow} does:
     * the result is cut to whole units, so the last bit may matter.
     */
    private static double power(double base, int exponent) {
        double power = 1;
        double square = base;
        for (int rest = Math.abs(exponent); rest != 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                power *= square;
            }
            square *= square;
        }
        return exponent < 0 ? 1 / power : power;
    }
}
