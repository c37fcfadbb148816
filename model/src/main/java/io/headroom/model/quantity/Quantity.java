package io.headroom.model.quantity;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of one resource, in the smallest unit that Kubernetes requests are written in. Amounts
 * of different resources do not mix.
 *
 * @param <Q> the resource
 */
public sealed interface Quantity<Q extends Quantity<Q>> extends Comparable<Q> permits Cpu, Memory {

    /** What stands for "more than anything": the upstream VPA's largest amount. */
    long LARGEST = 100_000_000_000_000L;

    /** A number with an exponent or a suffix, and not with both. */
    Pattern WRITTEN =
            Pattern.compile(
                    "([0-9]+\\.?[0-9]*|\\.[0-9]+)(?:([eE][+-]?[0-9]{1,2})|(n|u|m|k|[MGTPE]|[KMGTPE]i)?)");

    /**
     * Reads a quantity as Kubernetes writes it, such as {@code 128Mi}, {@code 1.5G}, {@code 500m}
     * or {@code 1e9}.
     *
     * @return the exact amount, in base units; empty when it is none, or negative
     */
    static Optional<BigDecimal> amount(String quantity) {
        Matcher parts = WRITTEN.matcher(quantity);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String exponent = parts.group(2);
        BigDecimal number =
                new BigDecimal(exponent == null ? parts.group(1) : parts.group(1) + exponent);
        String suffix = parts.group(3);
        return Optional.of(suffix == null ? number : number.multiply(unit(suffix)));
    }

    private static BigDecimal unit(String suffix) {
        return switch (suffix) {
            case "n" -> BigDecimal.ONE.movePointLeft(9);
            case "u" -> BigDecimal.ONE.movePointLeft(6);
            case "m" -> BigDecimal.ONE.movePointLeft(3);
            default ->
                    BigDecimal.valueOf(suffix.endsWith("i") ? 1_024 : 1_000)
                            .pow("KMGTPE".indexOf(suffix.equals("k") ? 'K' : suffix.charAt(0)) + 1);
        };
    }

    /** The number of smallest units. */
    long units();

    /** That many units of the same resource. */
    Q ofUnits(long units);

    /**
     * This amount multiplied by {@code factor}, cut to whole units and at most {@link #LARGEST}. No
     * amount grows by an infinite factor: zero stays zero.
     */
    default Q scaled(double factor) {
        return ofUnits(wholeUnits(units() * factor));
    }

    /** The sum; of more than can be counted, which anybody may ask for, as much as can be. */
    default Q plus(Q other) {
        long sum = units() + other.units();
        // neither is negative
        return ofUnits(sum < 0 ? Long.MAX_VALUE : sum);
    }

    /**
     * The smallest multiple of {@code step} units that is not less than this, or the largest that
     * can be counted.
     */
    default Q roundedUpTo(long step) {
        if (step <= 0) {
            throw new IllegalArgumentException("step must be positive: " + step);
        }
        return ofUnits(Math.min(Math.ceilDiv(units(), step), Long.MAX_VALUE / step) * step);
    }

    default boolean isLessThan(Q other) {
        return units() < other.units();
    }

    /** Cut to whole units between 0 and {@link #LARGEST}; what is no number counts as 0. */
    static long wholeUnits(double amount) {
        return amount > 0 ? (long) Math.min(amount, LARGEST) : 0;
    }
}
