package io.headroom.analyzer.usage;

import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rings of one container on one day. Not thread-safe. */
final class Lanes {
    static final int HOURS = 24;

    private static final int WINDOWS_AN_HOUR = Windows.PER_DAY / HOURS;

    /** A container that starts in more windows of a day is never anything but starting. */
    private static final int MOST_STARTING = 48;

    private static final int RESIDENT = 1;
    private static final int HELD_BACK = 2;
    private static final int STARTING = 4;

    private final byte[] cpuHottest;
    private final byte[] cpuMean;
    private final byte[] memoryPeak;
    private byte @Nullable [] resident;
    private byte @Nullable [] heldBack;

    /** By minute of a container's life; null while none has started. */
    private byte @Nullable [] byAge;

    private int starts;

    /** What the hottest used that had not just started, in the windows where another did. */
    private final SortedMap<Integer, Byte> steady = new TreeMap<>();

    Lanes() {
        this(missing(Windows.PER_DAY), missing(Windows.PER_DAY), missing(Windows.PER_DAY));
    }

    private Lanes(byte[] cpuHottest, byte[] cpuMean, byte[] memoryPeak) {
        this.cpuHottest = cpuHottest;
        this.cpuMean = cpuMean;
        this.memoryPeak = memoryPeak;
    }

    /** Sets the window at this place of the day. */
    void set(int index, FoldedWindow.Container figures) {
        cpuHottest[index] = cpu(figures.cpuHottestCores());
        cpuMean[index] = cpu(figures.cpuMeanCores());
        memoryPeak[index] = memory(figures.memoryPeakBytes());
        resident = raised(resident, index, memory(figures.residentBytes()));
        heldBack = raised(heldBack, index, cpu(figures.heldBackCores()));
        Starting starting = figures.starting();
        if (starting != null) {
            start(index, starting, cpu(figures.steadyCores()));
        }
    }

    private void start(int index, Starting starting, byte steadyStep) {
        starts += starting.starts();
        byte[] minutes = byAge == null ? missing(Starting.MINUTES) : byAge;
        double[] cores = starting.byMinute();
        for (int minute = 0; minute < minutes.length; minute++) {
            if (!Double.isNaN(cores[minute])) {
                minutes[minute] = DayPeaks.higher(minutes[minute], cpu(cores[minute]));
            }
        }
        byAge = minutes;
        if (steadyStep != cpuHottest[index] && steady.size() < MOST_STARTING) {
            steady.put(index, steadyStep);
        }
    }

    byte[] cpuHottest() {
        return cpuHottest;
    }

    byte[] cpuMean() {
        return cpuMean;
    }

    byte[] memoryPeak() {
        return memoryPeak;
    }

    /** By hour; null where no source tells. */
    byte @Nullable [] resident() {
        return resident;
    }

    /** By hour; null where no source tells. */
    byte @Nullable [] heldBack() {
        return heldBack;
    }

    /** By minute of a container's life; null where none has started. */
    byte @Nullable [] byAge() {
        return byAge;
    }

    int starts() {
        return starts;
    }

    /** Whether what had just started was ever the hottest. */
    boolean startsMatter() {
        return !steady.isEmpty();
    }

    /** The hottest without those that had just started. */
    byte[] cpuSteady() {
        byte[] steps = cpuHottest.clone();
        steady.forEach((index, step) -> steps[index] = step);
        return steps;
    }

    void write(StateWriter to) {
        to.block(difference(cpuHottest, cpuMean)).block(cpuMean).block(memoryPeak);
        to.number(
                (resident == null ? 0 : RESIDENT)
                        | (heldBack == null ? 0 : HELD_BACK)
                        | (byAge == null ? 0 : STARTING));
        if (resident != null) {
            to.block(resident);
        }
        if (heldBack != null) {
            to.block(heldBack);
        }
        if (byAge != null) {
            to.block(byAge).number(starts).number(steady.size());
            steady.forEach((index, step) -> to.number(index).number(step));
        }
    }

    static Lanes read(StateReader from) {
        byte[] hottest = from.block();
        byte[] mean = from.block();
        Lanes lanes =
                new Lanes(
                        from.layout() < DayBlock.LAYOUT ? hottest : sum(hottest, mean),
                        mean,
                        from.block());
        long parts = from.layout() == 1 ? 0 : from.number();
        if ((parts & RESIDENT) != 0) {
            lanes.resident = from.block();
        }
        if ((parts & HELD_BACK) != 0) {
            lanes.heldBack = from.block();
        }
        if ((parts & STARTING) != 0) {
            lanes.byAge = from.block();
            lanes.starts = from.count();
            int count = from.count();
            for (int i = 0; i < count; i++) {
                lanes.steady.put(from.count(), (byte) from.number());
            }
        }
        return lanes;
    }

    /** By window, modulo the steps of a scale; {@link #sum} takes it back. */
    static byte[] difference(byte[] of, byte[] from) {
        byte[] difference = of.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= from[i];
        }
        return difference;
    }

    static byte[] sum(byte[] difference, byte[] from) {
        byte[] sum = difference.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += from[i];
        }
        return sum;
    }

    /** The hours with the one that the window is in raised to this step. */
    private static byte @Nullable [] raised(byte @Nullable [] hours, int index, byte step) {
        if (step == ByteScale.MISSING) {
            return hours;
        }
        byte[] raised = hours == null ? missing(HOURS) : hours;
        int hour = index / WINDOWS_AN_HOUR;
        raised[hour] = DayPeaks.higher(raised[hour], step);
        return raised;
    }

    private static byte cpu(@Nullable Double cores) {
        return cores == null ? ByteScale.MISSING : ByteScale.CPU_CORES.encode(cores);
    }

    private static byte memory(@Nullable Long bytes) {
        return bytes == null
                ? ByteScale.MISSING
                : ByteScale.MEMORY_BYTES.encode(bytes.doubleValue());
    }

    private static byte[] missing(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, ByteScale.MISSING);
        return bytes;
    }
}
