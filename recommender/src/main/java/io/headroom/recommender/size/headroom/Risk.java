package io.headroom.recommender.size.headroom;

import java.util.Locale;

/**
 * How dear it is to request too little: the one number that tells cautious advice from cheap.
 *
 * @param price what one core-hour of demand that is not served costs, in core-hours that are
 *     requested and not used
 */
public record Risk(double price) {
    public static final Risk SAFE = new Risk(110);
    public static final Risk BALANCED = new Risk(60);
    public static final Risk CHEAP = new Risk(30);

    /** What a day whose memory does not suffice costs, in GiB-hours for each core-hour. */
    private static final double BREACH_GIB_HOURS = 15;

    private static final double MARGIN = 1.07;
    private static final double RARE_SHARE = 0.85;
    private static final double MARGIN_PER_DOUBLING = 0.03;

    /**
     * @throws IllegalArgumentException when the price is not positive and finite
     */
    public Risk {
        if (!(price > 0) || Double.isInfinite(price)) {
            throw new IllegalArgumentException("the price of risk must be positive: " + price);
        }
    }

    /**
     * {@code safe}, {@code balanced}, {@code cheap}, or the price as a number.
     *
     * @throws IllegalArgumentException saying what may be written
     */
    public static Risk parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "safe" -> SAFE;
            case "balanced" -> BALANCED;
            case "cheap" -> CHEAP;
            default -> ofPrice(text.strip());
        };
    }

    /**
     * What a day on which the memory requested does not suffice costs, in GiB-hours that are
     * requested and not used. Not in proportion to the container's size: small ones get generous
     * margins, which are cheap in bytes.
     */
    double breachPrice() {
        return BREACH_GIB_HOURS * price;
    }

    /** What a container whose days hardly differ gets beyond its usual peak, as a factor. */
    double steadyMargin() {
        double doublings = StrictMath.log(price / SAFE.price) / StrictMath.log(2);
        return Math.clamp(MARGIN + MARGIN_PER_DOUBLING * doublings, 1, 1.25);
    }

    /** The same beyond its rare peak. */
    double steadyRareShare() {
        return RARE_SHARE * steadyMargin() / MARGIN;
    }

    /** The name, where it has one, else the price. */
    @Override
    public String toString() {
        return equals(SAFE)
                ? "safe"
                : equals(BALANCED) ? "balanced" : equals(CHEAP) ? "cheap" : Double.toString(price);
    }

    private static Risk ofPrice(String text) {
        try {
            return new Risk(Double.parseDouble(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be safe, balanced, cheap or a positive number, such as 45", e);
        }
    }
}
