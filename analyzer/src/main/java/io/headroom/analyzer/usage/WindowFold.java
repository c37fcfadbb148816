package io.headroom.analyzer.usage;

import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Folds the points of one window into what is kept of them. It takes them in the order of time, pod
 * UID and container, whatever order they came in, so that late, shuffled and repeated readings make
 * the same bytes.
 */
final class WindowFold {
    private final long window;
    private final long fromMillis;
    private final long untilMillis;
    private final Function<String, ContainerAggregate> aggregates;
    private final SampleTally tally;
    private final Map<String, Sums> sums = new TreeMap<>();
    private double demand;
    private boolean anyCpu;
    private double ready;
    private int due;
    private int got;

    /**
     * @param lifeMillis when the workload was first seen: nothing was due before
     * @param asOfMillis nothing is due after
     * @param aggregates the decaying part of each container, by name
     */
    WindowFold(
            long window,
            long lifeMillis,
            long asOfMillis,
            Function<String, ContainerAggregate> aggregates,
            SampleTally tally) {
        this.window = window;
        this.fromMillis = Math.max(Windows.start(window).toEpochMilli(), lifeMillis);
        this.untilMillis = Math.min(Windows.end(window).toEpochMilli(), asOfMillis);
        this.aggregates = aggregates;
        this.tally = tally;
    }

    /** One replica's samples of one container. */
    private record CpuSample(long eventMillis, double cores, PodContainerState pod) {}

    private record MemorySample(
            long eventMillis, long bytes, MemoryPoint.@Nullable Kill kill, PodContainerState pod) {}

    private static final class Sums {
        private final List<CpuSample> cpu = new ArrayList<>();
        private final List<MemorySample> memory = new ArrayList<>();
        private double meanOfReplicas;
        private int replicas;
        private @Nullable Double hottest;
        private @Nullable Double steady;
        private @Nullable Starting starting;
        private @Nullable Double heldBack;
        private @Nullable Long peak;
        private @Nullable Long resident;

        /** Takes in a sample that hides no peak. */
        void take(CpuPoint point, RateResult.Sample sample) {
            hottest = max(hottest, sample.hottestCores());
            Long age = Starting.ageMillis(point, sample);
            if (age != null && Starting.isStarting(age)) {
                Starting so = starting == null ? new Starting() : starting;
                so.take(age, sample);
                starting = so;
            } else {
                steady = max(steady, sample.hottestCores());
            }
        }
    }

    /**
     * Takes the window's points out of the pods' open ones.
     *
     * @param pods by UID
     */
    FoldedWindow fold(SortedMap<String, PodUsage> pods) {
        for (PodUsage pod : pods.values()) {
            long interval = 0;
            for (ContainerSeries series : pod.containers()) {
                interval = Math.max(interval, take(series));
            }
            int readyReadings = pod.takeReady(window);
            if (interval > 0) {
                ready += Math.min(1.0, (double) readyReadings / due(interval));
            }
        }
        SortedMap<String, FoldedWindow.Container> containers = new TreeMap<>();
        sums.forEach((name, container) -> containers.put(name, aggregate(name, container)));
        return new FoldedWindow(window, containers, anyCpu ? demand : null, ready, due, got);
    }

    /** The interval of the series' points in this window; 0 when there is none. */
    private long take(ContainerSeries series) {
        List<CpuPoint> cpu = new ArrayList<>();
        for (CpuPoint point : series.cpu()) {
            if (contains(point.eventMillis())) {
                cpu.add(point);
            }
        }
        List<MemoryPoint> memory = new ArrayList<>();
        for (MemoryPoint point : series.memory()) {
            if (contains(point.eventMillis())) {
                memory.add(point);
            }
        }
        if (cpu.isEmpty() && memory.isEmpty()) {
            return 0;
        }
        Sums container = sums.computeIfAbsent(series.name(), name -> new Sums());
        double cores = 0;
        double heldBack = 0;
        int rates = 0;
        int told = 0;
        for (CpuPoint point : cpu) {
            RateResult result = series.fold(point);
            tally.sample("cpu", result.label());
            if (result instanceof RateResult.Reset reset) {
                tally.counterReset(reset.reason().label());
            }
            if (result instanceof RateResult.Sample sample) {
                cores += sample.cores();
                rates++;
                if (!Double.isNaN(sample.heldBackCores())) {
                    heldBack += sample.heldBackCores();
                    told++;
                }
                if (!sample.gap()) {
                    container.cpu.add(
                            new CpuSample(sample.eventMillis(), sample.cores(), series.vpa()));
                    container.take(point, sample);
                }
            }
        }
        if (rates > 0) {
            container.meanOfReplicas += cores / rates;
            container.replicas++;
            demand += cores / rates;
            anyCpu = true;
        }
        if (told > 0) {
            container.heldBack = max(container.heldBack, heldBack / told);
        }
        Long peak = null;
        for (MemoryPoint point : memory) {
            series.fold(point);
            tally.sample("memory", "accepted");
            container.memory.add(
                    new MemorySample(
                            point.eventMillis(), point.bytes(), point.kill(), series.vpa()));
            peak = max(peak, point.bytes());
            if (point.residentBytes() != MemoryPoint.UNKNOWN) {
                container.resident = max(container.resident, point.residentBytes());
            }
        }
        if (peak != null) {
            container.peak = max(container.peak, peak);
        }
        series.peaks().take(window, rates == 0 ? null : (Double) (cores / rates), peak);
        // a container may be read more often by now than when its history was imported
        long interval = cpu.isEmpty() ? series.intervalMillis() : cpu.getLast().intervalMillis();
        int expected = due(interval);
        due += expected;
        got += Math.min(expected, Math.max(cpu.size(), memory.size()));
        return interval;
    }

    private FoldedWindow.Container aggregate(String name, Sums container) {
        ContainerAggregate aggregate = aggregates.apply(name);
        // stable: samples of one time stay in the order of pod UIDs
        container.cpu.sort(Comparator.comparingLong(CpuSample::eventMillis));
        for (CpuSample sample : container.cpu) {
            sample.pod()
                    .addCpu(
                            aggregate,
                            Cpu.ofCores(sample.cores()).millicores(),
                            Instant.ofEpochMilli(sample.eventMillis()));
        }
        container.memory.sort(Comparator.comparingLong(MemorySample::eventMillis));
        for (MemorySample sample : container.memory) {
            Instant at = Instant.ofEpochMilli(sample.eventMillis());
            MemoryPoint.Kill kill = sample.kill();
            if (kill != null) {
                sample.pod()
                        .killed(
                                aggregate,
                                kill.requestBytes(),
                                Instant.ofEpochMilli(kill.atMillis()),
                                at);
            }
            sample.pod().addMemory(aggregate, sample.bytes(), at);
        }
        return new FoldedWindow.Container(
                container.replicas == 0 ? null : container.meanOfReplicas / container.replicas,
                container.hottest,
                container.peak,
                container.resident,
                container.heldBack,
                container.starting,
                container.steady);
    }

    /** How many readings are due in the part of the window that counts. */
    private int due(long intervalMillis) {
        return (int) Math.max(1, (untilMillis - fromMillis) / intervalMillis);
    }

    private boolean contains(long eventMillis) {
        return Windows.indexOf(Instant.ofEpochMilli(eventMillis)) == window;
    }

    private static double max(@Nullable Double a, double b) {
        return a == null ? b : Math.max(a, b);
    }

    private static long max(@Nullable Long a, long b) {
        return a == null ? b : Math.max(a, b);
    }

    /** The windows in which pods have open points, oldest first, up to and without {@code end}. */
    static List<Long> openWindows(SortedMap<String, PodUsage> pods, long end) {
        var windows = new java.util.TreeSet<Long>();
        pods.values().forEach(pod -> pod.collectWindows(windows));
        return List.copyOf(windows.headSet(end));
    }

    /** Aggregates that are read when first asked for. */
    static final class Loaded implements Function<String, ContainerAggregate> {
        private final Map<String, ContainerAggregate> loaded = new HashMap<>();
        private final Function<String, ContainerAggregate> load;

        Loaded(Function<String, ContainerAggregate> load) {
            this.load = load;
        }

        @Override
        public ContainerAggregate apply(String container) {
            return loaded.computeIfAbsent(container, load);
        }

        Map<String, ContainerAggregate> all() {
            return loaded;
        }
    }
}
