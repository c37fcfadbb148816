package io.headroom.model.profile;

/** Powers of two with any exponent. */
final class PowerOfTwo {
    /** The natural logarithm of 2 in two parts, the first with few enough digits to be exact. */
    private static final double LN2_HIGH = 0.6931471803691238;

    private static final double LN2_LOW = 1.9082149292705877e-10;

    /* The coefficients of fdlibm's exponential (Sun Microsystems, 1993). */
    private static final double P1 = 0.16666666666666666;
    private static final double P2 = -0.0027777777777015593;
    private static final double P3 = 6.613756321437934e-5;
    private static final double P4 = -1.6533902205465252e-6;
    private static final double P5 = 4.1381367970572385e-8;

    /** Beyond these the power is no double any more. */
    private static final double LARGEST = 1_024;

    private static final double SMALLEST = -1_075;

    private PowerOfTwo() {}

    /**
     * 2 to the power of {@code exponent}, by the operations that Go's {@code math.Exp2} makes on
     * x86-64: the same bits as upstream, and a fraction of what {@link StrictMath#pow} takes.
     */
    static double of(double exponent) {
        if (exponent > LARGEST || exponent < SMALLEST) {
            return exponent > 0 ? Double.POSITIVE_INFINITY : 0;
        }
        int whole = (int) (exponent > 0 ? exponent + 0.5 : exponent - 0.5);
        double rest = exponent - whole;
        double high = rest * LN2_HIGH;
        double low = -rest * LN2_LOW;
        double r = high - low;
        double t = r * r;
        double c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
        double fraction = 1 - ((low - (r * c) / (2 - c)) - high);
        return whole >= Double.MIN_EXPONENT && whole <= Double.MAX_EXPONENT
                ? fraction * Double.longBitsToDouble((whole + 1_023L) << 52)
                : Math.scalb(fraction, whole);
    }
}
