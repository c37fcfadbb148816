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
    /** Layout 1 had the lanes of windows alone. */
    private static final int LAYOUT = 2;

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

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.block(cpuDemand).block(readyReplicas).block(coverage).number(containers.size());
        containers.forEach((name, lanes) -> lanes.write(to.text(name)));
        return to.toBytes();
    }

    static DayBlock of(byte[] stored) {
        StateReader from = new StateReader(stored, 1, LAYOUT);
        DayBlock block = new DayBlock(from.block(), from.block(), from.block());
        int count = from.count();
        for (int i = 0; i < count; i++) {
            block.containers.put(from.text(), Lanes.read(from));
        }
        return block;
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
