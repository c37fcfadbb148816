package io.headroom.analyzer.usage;

import io.headroom.model.assessment.WindowGrade;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One day of a workload's rings: a byte for each of its windows, for the workload and for each of
 * its containers. A window that closes rewrites this and not the fourteen days. Not thread-safe.
 */
final class DayBlock {
    /**
     * Layout 1 had the lanes of windows alone; from 3 on lanes of CPU are kept as what they differ
     * by from the mean of a container, and all is deflated.
     */
    static final int LAYOUT = 3;

    private final byte[] cpuDemand;
    private final byte[] readyReplicas;
    private final byte[] coverage;
    private final SortedMap<String, Lanes> containers = new TreeMap<>();

    DayBlock() {
        this(missing(), missing(), missing());
    }

    private DayBlock(byte[] cpuDemand, byte[] readyReplicas, byte[] coverage) {
        this.cpuDemand = cpuDemand;
        this.readyReplicas = readyReplicas;
        this.coverage = coverage;
    }

    /** The number of the day that {@code window} is in. */
    static long day(long window) {
        return Math.floorDiv(window, Windows.PER_DAY);
    }

    void set(FoldedWindow folded) {
        int index = (int) Math.floorMod(folded.window(), (long) Windows.PER_DAY);
        Double demand = folded.cpuDemandCores();
        cpuDemand[index] = demand == null ? ByteScale.MISSING : ByteScale.CPU_CORES.encode(demand);
        readyReplicas[index] = ByteScale.REPLICAS.encode(folded.readyReplicas());
        coverage[index] = grade(folded).step();
        folded.containers()
                .forEach((name, figures) ->
                        containers.computeIfAbsent(name, key -> new Lanes()).set(index, figures));
    }

    byte[] cpuDemand() {
        return cpuDemand;
    }

    byte[] readyReplicas() {
        return readyReplicas;
    }

    /** The grades of the windows by themselves, without looking at their neighbours. */
    byte[] coverage() {
        return coverage;
    }

    @Nullable Lanes container(String name) {
        return containers.get(name);
    }

    /*
     * Lanes repeat: replicas rarely come or go and take turns at being the hottest, a single one is
     * its own mean, and usage keeps to a part of its scale.
     */
    byte[] toBytes() {
        byte[] plain = plain();
        return new StateWriter(LAYOUT).number(plain.length).block(Deflated.of(plain)).toBytes();
    }

    private byte[] plain() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(containers.size());
        containers.forEach((name, lanes) -> lanes.write(to.text(name)));
        to.block(Lanes.difference(cpuDemand, firstMean()));
        return to.block(readyReplicas).block(coverage).toBytes();
    }

    static DayBlock of(byte[] stored) {
        StateReader from = new StateReader(stored, 1, LAYOUT);
        if (from.layout() < LAYOUT) {
            DayBlock block = new DayBlock(from.block(), from.block(), from.block());
            block.readContainers(from);
            return block;
        }
        int length = from.count();
        StateReader plain = new StateReader(Deflated.inflate(from.block(), length), LAYOUT);
        DayBlock read = new DayBlock();
        read.readContainers(plain);
        byte[] cpuDemand = Lanes.sum(plain.block(), read.firstMean());
        DayBlock block = new DayBlock(cpuDemand, plain.block(), plain.block());
        block.containers.putAll(read.containers);
        return block;
    }

    private void readContainers(StateReader from) {
        int count = from.count();
        for (int i = 0; i < count; i++) {
            containers.put(from.text(), Lanes.read(from));
        }
    }

    /** What is used by the container that comes first; zeros where there is none. */
    private byte[] firstMean() {
        for (Lanes first : containers.values()) {
            return first.cpuMean();
        }
        return new byte[Windows.PER_DAY];
    }

    private static WindowGrade grade(FoldedWindow folded) {
        if (folded.got() >= folded.due()) {
            return WindowGrade.COMPLETE;
        }
        return 2 * folded.got() >= folded.due()
                ? WindowGrade.AVG_AVAILABLE
                : WindowGrade.FORCED_INSUFFICIENT;
    }

    private static byte[] missing() {
        byte[] bytes = new byte[Windows.PER_DAY];
        Arrays.fill(bytes, ByteScale.MISSING);
        return bytes;
    }
}
