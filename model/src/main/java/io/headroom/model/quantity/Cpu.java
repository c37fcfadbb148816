package io.headroom.model.quantity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * An amount of CPU, to the millicore that Kubernetes requests are written in. On the wire it is the
 * number of millicores.
 */
public record Cpu(@JsonValue long millicores) implements Quantity<Cpu> {

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

    public static Cpu min(Cpu a, Cpu b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    public static Cpu max(Cpu a, Cpu b) {
        return a.compareTo(b) >= 0 ? a : b;
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
