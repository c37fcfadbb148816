package io.headroom.model.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One byte per five-minute window, oldest first: a stretch of history on one {@link ByteScale}. On
 * the wire the bytes are base64. Immutable.
 */
public final class Ring {
    private final long firstWindow;
    private final byte[] steps;

    /**
     * @param firstWindow the number of the first window, as of {@link Windows#indexOf}
     * @param steps one step of a scale per window, {@link ByteScale#MISSING} where nothing is known
     */
    @JsonCreator
    public Ring(
            @JsonProperty("firstWindow") long firstWindow, @JsonProperty("steps") byte[] steps) {
        this.firstWindow = firstWindow;
        this.steps = steps.clone();
    }

    @JsonProperty("firstWindow")
    public long firstWindow() {
        return firstWindow;
    }

    @JsonProperty("steps")
    public byte[] steps() {
        return steps.clone();
    }

    /** The number of windows, known or missing. */
    public int length() {
        return steps.length;
    }

    /** How many windows are known. */
    public int known() {
        return (int) IntStream.range(0, steps.length).filter(this::isKnown).count();
    }

    /** The amounts of the windows that are known, oldest first. */
    public DoubleStream amounts(ByteScale scale) {
        return IntStream.range(0, steps.length)
                .filter(this::isKnown)
                .mapToDouble(index -> scale.decode(steps[index]));
    }

    /** How many of the known windows are at each step of a scale, the lowest first. */
    public int[] counts() {
        int[] counts = new int[ByteScale.STEPS];
        for (byte step : steps) {
            if (step != ByteScale.MISSING) {
                counts[step & 0xff]++;
            }
        }
        return counts;
    }

    /** The amount of window {@code index}, oldest first; {@code NaN} where nothing is known. */
    public double amount(int index, ByteScale scale) {
        return scale.amount(steps[index]);
    }

    /** The amount of the window of this number; {@code NaN} where it is not held or not known. */
    public double amountAt(long window, ByteScale scale) {
        long index = window - firstWindow;
        return index < 0 || index >= steps.length ? Double.NaN : amount((int) index, scale);
    }

    /**
     * The amounts of {@code count} windows from number {@code first} on; {@code NaN} where a window
     * is not held or not known.
     */
    public double[] amounts(long first, int count, ByteScale scale) {
        double[] amounts = new double[count];
        int from = Math.clamp(firstWindow - first, 0, count);
        int until = Math.clamp(firstWindow + steps.length - first, from, count);
        Arrays.fill(amounts, 0, from, Double.NaN);
        Arrays.fill(amounts, until, count, Double.NaN);
        int offset = (int) (first - firstWindow);
        for (int i = from; i < until; i++) {
            amounts[i] = scale.amount(steps[offset + i]);
        }
        return amounts;
    }

    private boolean isKnown(int index) {
        return steps[index] != ByteScale.MISSING;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ring ring
                && firstWindow == ring.firstWindow
                && Arrays.equals(steps, ring.steps);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(firstWindow) * 31 + Arrays.hashCode(steps);
    }

    @Override
    public String toString() {
        return "Ring["
                + known()
                + " of "
                + steps.length
                + " windows from "
                + Windows.start(firstWindow)
                + "]";
    }
}
