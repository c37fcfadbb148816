package io.headroom.model.quantity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of CPU, to the millicore that Kubernetes requests are written in. On the wire it is the
 * number of millicores.
 */
public record Cpu(@JsonValue long millicores) implements Quantity<Cpu> {
    private static final Pattern QUANTITY = Pattern.compile("([0-9]*\\.?[0-9]+)(|m|k)");

    @JsonCreator
    public Cpu {
        if (millicores < 0) {
            throw new IllegalArgumentException("millicores must not be negative: " + millicores);
        }
    }

    /**
     * The amount in cores cut to whole millicores, as the upstream VPA does ({@code
     * CPUAmountFromCores} truncates).
     */
    public static Cpu ofCores(double cores) {
        return new Cpu(Quantity.wholeUnits(cores * 1_000));
    }

    /**
     * Reads a Kubernetes quantity, such as {@code 250m}, {@code 0.5} or {@code 2}, rounded up to
     * the millicore.
     *
     * @throws IllegalArgumentException when it is none, negative or too large
     */
    public static Cpu parse(String quantity) {
        Matcher parts = QUANTITY.matcher(quantity);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a quantity of CPU: '" + quantity + "'");
        }
        int shift =
                switch (parts.group(2)) {
                    case "m" -> 0;
                    case "k" -> 6;
                    default -> 3;
                };
        BigDecimal millicores =
                new BigDecimal(parts.group(1))
                        .movePointRight(shift)
                        .setScale(0, RoundingMode.CEILING);
        if (millicores.compareTo(BigDecimal.valueOf(LARGEST)) > 0) {
            throw new IllegalArgumentException("too much CPU: '" + quantity + "'");
        }
        return new Cpu(millicores.longValueExact());
    }

    public double cores() {
        return millicores / 1_000.0;
    }

    @Override
    public long units() {
        return millicores;
    }

    @Override
    public Cpu ofUnits(long units) {
        return new Cpu(units);
    }

    @Override
    public int compareTo(Cpu other) {
        return Long.compare(millicores, other.millicores);
    }

    /** The Kubernetes quantity, such as {@code 250m}. */
    @Override
    public String toString() {
        return millicores + "m";
    }
}
