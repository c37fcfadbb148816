package io.headroom.analyzer.usage;

import io.headroom.model.Resources;
import io.headroom.model.assessment.Spread;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** How far the replicas of a workload's containers differ. */
final class Spreads {
    /** A pod that was not read for so long may be gone. */
    private static final long LATELY_MILLIS = Duration.ofHours(1).toMillis();

    private static final Comparator<Replica> BY_NODE = Comparator.comparing(Replica::node);

    private Spreads() {}

    private record Replica(String node, DayPeaks peaks) {
        int cpu() {
            return Byte.toUnsignedInt(peaks.cpu());
        }

        int memory() {
            return Byte.toUnsignedInt(peaks.memory());
        }
    }

    /** By container, of those that at least two of the pods have. */
    static Map<String, Spread> of(Collection<PodUsage> pods, long asOfMillis) {
        Map<String, List<Replica>> replicas = new HashMap<>();
        for (PodUsage pod : pods) {
            if (pod.lastSeenMillis() >= asOfMillis - LATELY_MILLIS) {
                for (ContainerSeries series : pod.containers()) {
                    DayPeaks peaks = series.peaks();
                    if (peaks.cpu() != ByteScale.MISSING && peaks.memory() != ByteScale.MISSING) {
                        replicas.computeIfAbsent(series.name(), _ -> new ArrayList<>())
                                .add(new Replica(pod.node(), peaks));
                    }
                }
            }
        }
        Map<String, Spread> spreads = new HashMap<>();
        replicas.forEach((container, each) -> {
            if (each.size() > 1) {
                spreads.put(container, spread(each));
            }
        });
        return spreads;
    }

    private static Spread spread(List<Replica> replicas) {
        List<Replica> byCpu = sorted(replicas, Replica::cpu);
        List<Replica> byMemory = sorted(replicas, Replica::memory);
        int last = replicas.size() - 1;
        return new Spread(
                replicas.size(),
                amounts(byCpu.getFirst(), byMemory.getFirst()),
                amounts(byCpu.get(last / 2), byMemory.get(last / 2)),
                amounts(byCpu.getLast(), byMemory.getLast()),
                byCpu.getLast().node(),
                byMemory.getLast().node());
    }

    private static List<Replica> sorted(List<Replica> replicas, ToIntFunction<Replica> step) {
        return replicas.stream()
                .sorted(Comparator.comparingInt(step).thenComparing(BY_NODE))
                .toList();
    }

    private static Resources amounts(Replica cpu, Replica memory) {
        return new Resources(
                Cpu.ofCores(ByteScale.CPU_CORES.decode(cpu.peaks().cpu())),
                Memory.ofBytes(ByteScale.MEMORY_BYTES.decode(memory.peaks().memory())));
    }
}
