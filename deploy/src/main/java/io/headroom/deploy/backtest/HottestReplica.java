package io.headroom.deploy.backtest;

import io.headroom.model.profile.Windows;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.Plausible;
import io.headroom.recommender.replay.ContainerSeries;
import io.headroom.recommender.replay.trace.CpuSignal;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.Trace;
import io.headroom.recommender.size.UsageHistory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the containers of one name of a workload used, over all its pods: each window counts with
 * the one that used most, as in the product. Windows come in the order of time, and of one window
 * as many as there are pods. Not thread-safe.
 */
final class HottestReplica {
    /** What a window takes: its index and three amounts. */
    static final int BYTES_PER_WINDOW = Integer.BYTES + 3 * Double.BYTES;

    private int[] windows = new int[64];
    private double[] cpuMean = new double[64];
    private double[] cpuMax = new double[64];
    private double[] memory = new double[64];
    private int length;

    /** How many windows there is something of. */
    int length() {
        return length;
    }

    /**
     * Takes what one of the pods used.
     *
     * @param window as of {@link Windows#indexOf}; not before the one that came last
     */
    void add(long window, ContainerReading reading) {
        if (length == 0 || windows[length - 1] != window) {
            begin(Math.toIntExact(window));
        }
        int last = length - 1;
        if (reading.cpu() instanceof CpuReading.Rate rate) {
            Double most = rate.maxCores();
            cpuMean[last] = higher(cpuMean[last], rate.cores());
            cpuMax[last] = higher(cpuMax[last], most == null ? Double.NaN : most);
        }
        MemoryReading used = reading.memory();
        if (used != null) {
            memory[last] = higher(memory[last], (double) used.workingSetBytes());
        }
    }

    private void begin(int window) {
        if (length == windows.length) {
            windows = Arrays.copyOf(windows, 2 * length);
            cpuMean = Arrays.copyOf(cpuMean, 2 * length);
            cpuMax = Arrays.copyOf(cpuMax, 2 * length);
            memory = Arrays.copyOf(memory, 2 * length);
        }
        windows[length] = window;
        cpuMean[length] = Double.NaN;
        cpuMax[length] = Double.NaN;
        memory[length] = Double.NaN;
        length++;
    }

    private static double higher(double known, double told) {
        return Double.isNaN(known) ? told : Double.isNaN(told) ? known : Math.max(known, told);
    }

    /**
     * The same as a series to replay.
     *
     * @param where what a problem is said of
     */
    Trace trace(String set, String name, CpuSignal signal, String where) {
        long peaksKnown =
                Arrays.stream(cpuMax, 0, length).filter(cores -> !Double.isNaN(cores)).count();
        boolean highest = signal.takesHighest(Windows.LENGTH, peaksKnown, length);
        boolean bytes = countsInBytes();
        UsageHistory.Builder usage = UsageHistory.withStep(Windows.LENGTH);
        for (int i = 0; i < length; i++) {
            usage.add(
                    Windows.end(windows[i]),
                    highest && !Double.isNaN(cpuMax[i]) ? cpuMax[i] : cpuMean[i],
                    bytes ? memory[i] : Double.NaN);
        }
        return new Trace(
                Optional.of(new ContainerSeries(set, name, name, usage.build())),
                length,
                bytes
                        ? List.of()
                        : List.of(
                                new Problem(
                                        where,
                                        0,
                                        "memory never reaches 64 KiB: is it in bytes? left out",
                                        1)));
    }

    private boolean countsInBytes() {
        double most =
                Arrays.stream(memory, 0, length)
                        .filter(bytes -> !Double.isNaN(bytes))
                        .max()
                        .orElse(0);
        return most == 0 || most >= Plausible.LEAST_PEAK_BYTES;
    }
}
