package io.headroom.recommender.size;

import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What one container used, window by window, up to a moment: all that a {@link Strategy} may know.
 * Amounts are exact; {@code NaN} where nothing is known. Immutable.
 */
public final class UsageHistory {
    /*
     * Views share the arrays of the history that they were cut from and differ in where they begin
     * and how far they reach: a replay asks for a thousand of them.
     */

    /** Of all rings together: no ring says what was refused. */
    private static final double[] NOTHING_THROTTLED = new double[Windows.PER_RING];

    private final Duration step;
    private final long[] endMillis;
    private final double[] cpuCores;
    private final double[] cpuThrottledCores;
    private final double[] memoryBytes;

    /** Where the first window is in the arrays. */
    private final int first;

    private final int size;
    private final Instant asOf;

    private UsageHistory(
            Duration step,
            long[] endMillis,
            double[] cpuCores,
            double[] cpuThrottledCores,
            double[] memoryBytes,
            int first,
            int size,
            Instant asOf) {
        this.step = step;
        this.endMillis = endMillis;
        this.cpuCores = cpuCores;
        this.cpuThrottledCores = cpuThrottledCores;
        this.memoryBytes = memoryBytes;
        this.first = first;
        this.size = size;
        this.asOf = asOf;
    }

    private UsageHistory(UsageHistory whole, int first, int size, Instant asOf) {
        this(
                whole.step,
                whole.endMillis,
                whole.cpuCores,
                whole.cpuThrottledCores,
                whole.memoryBytes,
                first,
                size,
                asOf);
    }

    /**
     * A history of windows of one length.
     *
     * @param step the length of a window; windows may be missing, and may end beside a multiple of
     *     it
     */
    public static Builder withStep(Duration step) {
        return new Builder(step);
    }

    /**
     * The history that two rings hold, as of the end of the later one: from the first window on of
     * which either knows something.
     *
     * @param cpu on {@link ByteScale#CPU_CORES}
     * @param memory on {@link ByteScale#MEMORY_BYTES}
     */
    public static UsageHistory ofRings(Ring cpu, Ring memory) {
        if (cpu.length() == 0 && memory.length() == 0) {
            return withStep(Windows.LENGTH).build();
        }
        long first = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (Ring ring : new Ring[] {cpu, memory}) {
            if (ring.length() > 0) {
                first = Math.min(first, ring.firstWindow());
                end = Math.max(end, ring.firstWindow() + ring.length());
            }
        }
        first = Math.max(first, end - Windows.PER_RING);
        int size = (int) (end - first);
        double[] cores = cpu.amounts(first, size, ByteScale.CPU_CORES);
        double[] bytes = memory.amounts(first, size, ByteScale.MEMORY_BYTES);
        int begun = 0;
        while (begun < size && Double.isNaN(cores[begun]) && Double.isNaN(bytes[begun])) {
            begun++;
        }
        if (begun == size) {
            return withStep(Windows.LENGTH).build();
        }
        long lengthMillis = Windows.LENGTH.toMillis();
        long[] endMillis = new long[size];
        for (int i = 0; i < size; i++) {
            endMillis[i] = (first + i + 1) * lengthMillis;
        }
        return new UsageHistory(
                        Windows.LENGTH,
                        endMillis,
                        cores,
                        NOTHING_THROTTLED,
                        bytes,
                        0,
                        size,
                        Windows.start(end))
                .from(begun);
    }

    /** The length of a window. */
    public Duration step() {
        return step;
    }

    /** The moment that this is known at: nothing in here ended later. */
    public Instant asOf() {
        return asOf;
    }

    /** The number of windows, known or not. */
    public int size() {
        return size;
    }

    /** When window {@code index} ended; later than the one before it. */
    public Instant end(int index) {
        return Instant.ofEpochMilli(endMillis(index));
    }

    /** The same in milliseconds since 1970. */
    public long endMillis(int index) {
        return endMillis[first + Objects.checkIndex(index, size)];
    }

    /** In cores; {@code NaN} where not known. */
    public double cpuCores(int index) {
        return cpuCores[first + Objects.checkIndex(index, size)];
    }

    /**
     * How much more CPU the container asked for and was refused by its limit, in cores; zero where
     * the source does not say.
     */
    public double cpuThrottledCores(int index) {
        return cpuThrottledCores[first + Objects.checkIndex(index, size)];
    }

    /** The highest in the window where the source has it, in bytes; {@code NaN} where not known. */
    public double memoryBytes(int index) {
        return memoryBytes[first + Objects.checkIndex(index, size)];
    }

    /** Memory of a window as somebody sees it. */
    @FunctionalInterface
    public interface MemoryView {
        /** In bytes, not more than what was used. */
        double bytes(long endMillis, double usedBytes);
    }

    /**
     * The same with another view of the memory where that is known.
     *
     * @throws IllegalArgumentException when an amount is negative or infinite
     */
    public UsageHistory withMemory(MemoryView view) {
        double[] viewed = Arrays.copyOf(memoryBytes, first + size);
        for (int i = first; i < viewed.length; i++) {
            if (!Double.isNaN(viewed[i])) {
                viewed[i] =
                        Builder.checkedAmount("memoryBytes", view.bytes(endMillis[i], viewed[i]));
            }
        }
        return new UsageHistory(
                step, endMillis, cpuCores, cpuThrottledCores, viewed, first, size, asOf);
    }

    /** CPU of a window as somebody sees it. */
    @FunctionalInterface
    public interface CpuView {
        /** In cores. */
        double cores(long endMillis, double usedCores);
    }

    /** The same windows with CPU, where it is known, as {@code view} has it. */
    public UsageHistory withCpu(CpuView view) {
        double[] viewed = Arrays.copyOf(cpuCores, first + size);
        for (int i = first; i < viewed.length; i++) {
            if (!Double.isNaN(viewed[i])) {
                viewed[i] = Builder.checkedAmount("cpuCores", view.cores(endMillis[i], viewed[i]));
            }
        }
        return new UsageHistory(
                step, endMillis, viewed, cpuThrottledCores, memoryBytes, first, size, asOf);
    }

    /** What was known at {@code moment}: the windows that had ended by then. Copies nothing. */
    public UsageHistory until(Instant moment) {
        return new UsageHistory(this, first, firstAfter(moment.toEpochMilli()), moment);
    }

    /** The windows of this that ended after {@code moment}, as of the same time. Copies nothing. */
    public UsageHistory since(Instant moment) {
        return from(firstAfter(moment.toEpochMilli()));
    }

    private UsageHistory from(int index) {
        return new UsageHistory(this, first + index, size - index, asOf);
    }

    /**
     * The known CPU usage and what was refused, in cores, of the last {@code reach} before {@link
     * #asOf}.
     */
    public Samples cpuWithThrottled(Duration reach) {
        double[] sums = new double[first + size];
        for (int i = first + firstAfter(reach); i < sums.length; i++) {
            sums[i] = cpuCores[i] + cpuThrottledCores[i];
        }
        return known(sums, reach);
    }

    /** The ends of its days of 24 hours, counted back from {@link #asOf}, oldest first. */
    public Stream<Instant> days() {
        if (size == 0) {
            return Stream.empty();
        }
        long dayMillis = Duration.ofDays(1).toMillis();
        long end = asOf.toEpochMilli();
        long days = Math.max(1, Math.ceilDiv(end - endMillis[first], dayMillis));
        return LongStream.iterate(days - 1, back -> back >= 0, back -> back - 1)
                .mapToObj(back -> Instant.ofEpochMilli(end - back * dayMillis));
    }

    /** The known CPU usage in cores of the last {@code reach} before {@link #asOf}. */
    public Samples cpu(Duration reach) {
        return known(cpuCores, reach);
    }

    /** The known memory usage in bytes of the last {@code reach} before {@link #asOf}. */
    public Samples memory(Duration reach) {
        return known(memoryBytes, reach);
    }

    /** The index of the first window that ended later than {@code reach} before {@link #asOf}. */
    private int firstAfter(Duration reach) {
        return firstAfter(asOf.minus(reach).toEpochMilli());
    }

    private int firstAfter(long after) {
        int found = Arrays.binarySearch(endMillis, first, first + size, after);
        return (found >= 0 ? found + 1 : -found - 1) - first;
    }

    private Samples known(double[] amounts, Duration reach) {
        int from = first + firstAfter(reach);
        int until = first + size;
        long[] ends = new long[until - from];
        double[] known = new double[until - from];
        int count = 0;
        for (int i = from; i < until; i++) {
            if (!Double.isNaN(amounts[i])) {
                ends[count] = endMillis[i];
                known[count++] = amounts[i];
            }
        }
        return new Samples(Arrays.copyOf(ends, count), Arrays.copyOf(known, count), asOf);
    }

    @Override
    public String toString() {
        return "UsageHistory[" + size + " windows of " + step + " until " + asOf + "]";
    }

    /** Takes windows, oldest first. Not thread-safe. */
    public static final class Builder {
        private final Duration step;
        private long[] endMillis = new long[512];
        private double[] cpuCores = new double[512];
        private double[] cpuThrottledCores = new double[512];
        private double[] memoryBytes = new double[512];
        private int size;

        private Builder(Duration step) {
            if (!step.isPositive()) {
                throw new IllegalArgumentException("step must be positive: " + step);
            }
            this.step = step;
        }

        /** A window without throttling; see {@link #add(Instant, double, double, double)}. */
        public Builder add(Instant end, double cpuCores, double memoryBytes) {
            return add(end, cpuCores, 0, memoryBytes);
        }

        /**
         * A window.
         *
         * @param end later than that of the window before
         * @param cpuCores {@code NaN} where not known
         * @param cpuThrottledCores zero where not known
         * @param memoryBytes {@code NaN} where not known
         * @throws IllegalArgumentException when windows are out of order, or an amount is negative
         *     or infinite
         */
        public Builder add(
                Instant end, double cpuCores, double cpuThrottledCores, double memoryBytes) {
            long millis = end.toEpochMilli();
            if (size > 0 && millis <= endMillis[size - 1]) {
                throw new IllegalArgumentException(
                        "window must end after "
                                + Instant.ofEpochMilli(endMillis[size - 1])
                                + ": "
                                + end);
            }
            if (size == endMillis.length) {
                endMillis = Arrays.copyOf(endMillis, 2 * size);
                this.cpuCores = Arrays.copyOf(this.cpuCores, 2 * size);
                this.cpuThrottledCores = Arrays.copyOf(this.cpuThrottledCores, 2 * size);
                this.memoryBytes = Arrays.copyOf(this.memoryBytes, 2 * size);
            }
            endMillis[size] = millis;
            this.cpuCores[size] = checkedAmount("cpuCores", cpuCores);
            this.cpuThrottledCores[size] = checkedAmount("cpuThrottledCores", cpuThrottledCores);
            this.memoryBytes[size] = checkedAmount("memoryBytes", memoryBytes);
            size++;
            return this;
        }

        /** The history as of the end of the last window. The builder is used up. */
        public UsageHistory build() {
            return new UsageHistory(
                    step,
                    endMillis,
                    cpuCores,
                    cpuThrottledCores,
                    memoryBytes,
                    0,
                    size,
                    size == 0 ? Instant.EPOCH : Instant.ofEpochMilli(endMillis[size - 1]));
        }

        private static double checkedAmount(String name, double amount) {
            if (amount < 0 || Double.isInfinite(amount)) {
                throw new IllegalArgumentException(
                        name + " must be finite and not negative: " + amount);
            }
            return amount;
        }
    }
}
