package io.headroom.collector.history;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.profile.Windows;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one container of one pod used, window by window, the oldest first; windows of which nothing
 * is known are left out.
 */
public final class ContainerHistory {
    private final WorkloadRef workload;
    private final String pod;
    private final String podUid;
    private final String container;
    private final List<Resources> requests = new ArrayList<>();
    private final List<Resources> limits = new ArrayList<>();
    private long[] windows = new long[16];
    private double[] cpuMean = new double[16];
    private double[] cpuMax = new double[16];
    private double[] memoryMax = new double[16];
    private int length;

    ContainerHistory(WorkloadRef workload, String pod, String podUid, String container) {
        this.workload = workload;
        this.pod = pod;
        this.podUid = podUid;
        this.container = container;
    }

    public WorkloadRef workload() {
        return workload;
    }

    public String pod() {
        return pod;
    }

    /** Made from the pod's name where the metrics do not tell it. */
    public String podUid() {
        return podUid;
    }

    public String container() {
        return container;
    }

    /** The number of windows of which something is known. */
    public int length() {
        return length;
    }

    /** The end of the window, which is no longer part of it. */
    public Instant end(int index) {
        return Windows.end(windows[index]);
    }

    /** The mean number of cores in use; NaN when not known. */
    public double cpuMeanCores(int index) {
        return cpuMean[index];
    }

    /** The most cores in use; NaN when not known. */
    public double cpuMaxCores(int index) {
        return cpuMax[index];
    }

    /** The largest working set; NaN when not known. */
    public double memoryMaxBytes(int index) {
        return memoryMax[index];
    }

    /** In force in the window. */
    public Resources requests(int index) {
        return requests.get(index);
    }

    /** In force in the window. */
    public Resources limits(int index) {
        return limits.get(index);
    }

    void add(Instant at, ContainerReading reading) {
        if (length == windows.length) {
            windows = Arrays.copyOf(windows, length * 2);
            cpuMean = Arrays.copyOf(cpuMean, length * 2);
            cpuMax = Arrays.copyOf(cpuMax, length * 2);
            memoryMax = Arrays.copyOf(memoryMax, length * 2);
        }
        windows[length] = Windows.indexOf(at);
        Double most = null;
        double mean = Double.NaN;
        if (reading.cpu() instanceof CpuReading.Rate rate) {
            mean = rate.cores();
            most = rate.maxCores();
        }
        MemoryReading memory = reading.memory();
        cpuMean[length] = mean;
        cpuMax[length] = most == null ? Double.NaN : most;
        memoryMax[length] = memory == null ? Double.NaN : memory.workingSetBytes();
        requests.add(same(requests, reading.requests()));
        limits.add(same(limits, reading.limits()));
        length++;
    }

    /** They hardly ever change: one object is enough. */
    private static Resources same(List<Resources> before, Resources now) {
        return !before.isEmpty() && before.getLast().equals(now) ? before.getLast() : now;
    }
}
