package io.headroom.recommender.scale.replay;

import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * What all replicas of a workload together had to serve, window by window: cores, or requests in a
 * step; and how many served it, as far as that is known. Windows of which nothing is known are not
 * there. Immutable.
 */
public final class Demand {
    private final int stepSeconds;
    private final long[] ends;
    private final double[] amounts;

    /** How many pods served it; infinite where that is not known. */
    private final double[] pods;

    private Demand(int stepSeconds, long[] ends, double[] amounts, double[] pods) {
        this.stepSeconds = stepSeconds;
        this.ends = ends;
        this.amounts = amounts;
        this.pods = pods;
    }

    /** The CPU demand that an assessment carries; the bytes of its ring are cores. */
    public static Demand ofRing(Ring ring) {
        return ofRing(ring, new Ring(0, new byte[0]));
    }

    /**
     * The same with how many pods served it.
     *
     * @param ready how many were Ready, by {@link ByteScale#REPLICAS}
     */
    public static Demand ofRing(Ring ring, Ring ready) {
        Builder builder = withStep(Windows.LENGTH);
        for (int i = 0; i < ring.length(); i++) {
            double amount = ring.amount(i, ByteScale.CPU_CORES);
            if (!Double.isNaN(amount)) {
                long window = ring.firstWindow() + i;
                double pods = ready.amountAt(window, ByteScale.REPLICAS);
                builder.add(
                        Windows.end(window).getEpochSecond(),
                        amount,
                        pods >= 1 ? pods : Double.POSITIVE_INFINITY);
            }
        }
        return builder.build();
    }

    public static Builder withStep(Duration step) {
        return new Builder(Math.toIntExact(step.toSeconds()));
    }

    /** Collects windows in the order of time. Not thread-safe. */
    public static final class Builder {
        private final int stepSeconds;
        private long[] ends = new long[1_024];
        private double[] amounts = new double[1_024];
        private double[] pods = new double[1_024];
        private int size;

        private Builder(int stepSeconds) {
            if (stepSeconds < 1) {
                throw new IllegalArgumentException(
                        "a step must be at least a second: " + stepSeconds);
            }
            this.stepSeconds = stepSeconds;
        }

        /**
         * Adds a window that nobody knows how many pods served.
         *
         * @param endSeconds where it ends, in unix seconds; later than the one before
         */
        public Builder add(long endSeconds, double amount) {
            return add(endSeconds, amount, Double.POSITIVE_INFINITY);
        }

        /**
         * Adds a window.
         *
         * @param endSeconds likewise
         * @param served how many pods served it, at least one; infinite where that is not known
         */
        public Builder add(long endSeconds, double amount, double served) {
            if (size > 0 && endSeconds <= ends[size - 1]) {
                throw new IllegalArgumentException(
                        "windows must come in the order of time: "
                                + endSeconds
                                + " after "
                                + ends[size - 1]);
            }
            if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("demand must not be negative: " + amount);
            }
            if (size == ends.length) {
                ends = Arrays.copyOf(ends, 2 * size);
                amounts = Arrays.copyOf(amounts, 2 * size);
                pods = Arrays.copyOf(pods, 2 * size);
            }
            ends[size] = endSeconds;
            pods[size] = served;
            amounts[size++] = amount;
            return this;
        }

        public Demand build() {
            return new Demand(
                    stepSeconds,
                    Arrays.copyOf(ends, size),
                    Arrays.copyOf(amounts, size),
                    Arrays.copyOf(pods, size));
        }
    }

    public int stepSeconds() {
        return stepSeconds;
    }

    /** How many windows are known. */
    public int size() {
        return ends.length;
    }

    public boolean isEmpty() {
        return ends.length == 0;
    }

    /** Where a window begins, in unix seconds. */
    public long start(int index) {
        return ends[index] - stepSeconds;
    }

    /** Where a window ends, in unix seconds. */
    public long end(int index) {
        return ends[index];
    }

    public double amount(int index) {
        return amounts[index];
    }

    /** What each pod did that served it, on the mean; zero where that is not known. */
    public double each(int index) {
        return amounts[index] / pods[index];
    }

    /** How many pods served it; infinite where that is not known. */
    public double pods(int index) {
        return pods[index];
    }

    public DoubleStream amounts() {
        return Arrays.stream(amounts);
    }

    /** The windows that begin at {@code from} or later, and end at {@code to} or before. */
    public Demand between(Instant from, Instant to) {
        int first = firstStartingAt(from.getEpochSecond());
        int last = first;
        while (last < ends.length && ends[last] <= to.getEpochSecond()) {
            last++;
        }
        return new Demand(
                stepSeconds,
                Arrays.copyOfRange(ends, first, last),
                Arrays.copyOfRange(amounts, first, last),
                Arrays.copyOfRange(pods, first, last));
    }

    /** The windows that end at {@code to} or before. */
    public Demand until(Instant to) {
        return between(Instant.EPOCH, to);
    }

    /** The amounts in longer windows, each with the mean of those in it. */
    public Demand averagedTo(int seconds) {
        if (seconds <= stepSeconds) {
            return this;
        }
        Builder builder = new Builder(seconds);
        for (int i = 0; i < ends.length; ) {
            long window = Math.floorDiv(ends[i] - 1, seconds);
            double sum = 0;
            int first = i;
            while (i < ends.length && Math.floorDiv(ends[i] - 1, seconds) == window) {
                sum += amounts[i++];
            }
            builder.add((window + 1) * seconds, sum / (i - first));
        }
        return builder.build();
    }

    /**
     * The quantile, interpolated between the two amounts around it.
     *
     * @throws IllegalStateException when nothing is known
     */
    public double quantile(double q) {
        if (isEmpty()) {
            throw new IllegalStateException("nothing is known");
        }
        double[] sorted = amounts.clone();
        Arrays.sort(sorted);
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private int firstStartingAt(long seconds) {
        int found = Arrays.binarySearch(ends, seconds + stepSeconds);
        return found < 0 ? -found - 1 : found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Demand demand
                && stepSeconds == demand.stepSeconds
                && Arrays.equals(ends, demand.ends)
                && Arrays.equals(amounts, demand.amounts)
                && Arrays.equals(pods, demand.pods);
    }

    @Override
    public int hashCode() {
        int windows = 31 * (31 * stepSeconds + Arrays.hashCode(ends)) + Arrays.hashCode(amounts);
        return 31 * windows + Arrays.hashCode(pods);
    }

    @Override
    public String toString() {
        return "Demand[" + ends.length + " windows of " + stepSeconds + " s]";
    }
}
