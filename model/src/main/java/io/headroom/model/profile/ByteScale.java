package io.headroom.model.profile;

import java.util.Arrays;

/**
 * Amounts in one byte each. Steps 0 to 254 are amounts, {@link #MISSING} is "not known". The scales
 * are part of what is stored: they never change.
 *
 * <p>An amount is rounded up to the next step, so what is read back is never less than what was
 * seen, and at most 6 % more (or the first step, for less than that).
 */
public final class ByteScale {
    /** Nothing is known of this window. */
    public static final byte MISSING = (byte) 255;

    static final int STEPS = 255;

    private static final double GROWTH = 1.06;

    /**
     * By how much an amount is rounded up where it lies in the middle of a step, as a factor: half
     * of the amounts by less, half by more.
     */
    public static final double ROUNDED_UP = Math.sqrt(GROWTH);

    /** CPU in cores: zero, then from 0.5 millicores in steps of 6 % to some 1,250 cores. */
    public static final ByteScale CPU_CORES = new ByteScale(logarithmic(0.000_5));

    /** Memory in bytes: zero, then from 1 MiB in steps of 6 % to some 2.4 TiB. */
    public static final ByteScale MEMORY_BYTES = new ByteScale(logarithmic(1 << 20));

    /** Numbers of replicas: exact up to 200, then in steps of 6 % to some 4,600. */
    public static final ByteScale REPLICAS = new ByteScale(exactThenLogarithmic(200));

    /** By step, and after them {@code NaN} for what is missing. */
    private final double[] amounts;

    private ByteScale(double[] amounts) {
        this.amounts = amounts;
    }

    /** The first step that is at least {@code amount}; the last for amounts beyond the scale. */
    public byte encode(double amount) {
        if (!(amount >= 0)) {
            throw new IllegalArgumentException("amount must not be negative: " + amount);
        }
        int index = Arrays.binarySearch(amounts, 0, STEPS, amount);
        int step = index >= 0 ? index : -index - 1;
        return (byte) Math.min(step, STEPS - 1);
    }

    /** The amount that {@code step} stands for. */
    public double decode(byte step) {
        if (step == MISSING) {
            throw new IllegalArgumentException("a missing window has no amount");
        }
        return amounts[step & 0xff];
    }

    /** The amount that {@code step} stands for; {@code NaN} where nothing is known. */
    double amount(byte step) {
        return amounts[step & 0xff];
    }

    private static double[] logarithmic(double first) {
        double[] amounts = new double[STEPS + 1];
        double amount = first;
        for (int step = 1; step < STEPS; step++) {
            amounts[step] = amount;
            amount *= GROWTH;
        }
        amounts[STEPS] = Double.NaN;
        return amounts;
    }

    private static double[] exactThenLogarithmic(int exact) {
        double[] amounts = new double[STEPS + 1];
        amounts[STEPS] = Double.NaN;
        for (int step = 1; step < STEPS; step++) {
            amounts[step] = step <= exact ? step : amounts[step - 1] * GROWTH;
        }
        return amounts;
    }
}
