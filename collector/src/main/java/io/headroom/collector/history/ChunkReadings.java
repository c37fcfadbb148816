package io.headroom.collector.history;

import io.headroom.collector.history.PodFacts.Instance;
import io.headroom.collector.history.PodFacts.Owner;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.PodState;
import io.headroom.model.profile.Windows;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.Plausible;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes readings of what Prometheus said of a chunk: one for each pod and window, in the order of
 * time, each stamped a millisecond before its window's end, because that moment belongs to the
 * next. A pure function of its arguments.
 */
final class ChunkReadings {
    private final Chunk chunk;
    private final Answers answers;
    private final KnownWorkloads known;
    private final PodFacts podFacts;
    private final Ownership ownership;
    private final ContainerFacts containerFacts;
    private final SortedMap<PodName, SortedMap<String, Series>> pods = new TreeMap<>();
    private final Map<PodName, double[]> ready = new HashMap<>();
    private final UnusableValues unusable = new UnusableValues();
    private int published;
    private int unowned;
    private int gone;

    /** One container's values by place in the chunk; NaN where there is none. */
    private static final class Series {
        private final double[] cpuMean;
        private final double[] cpuMax;
        private final double[] memoryMax;

        Series(int windows) {
            this.cpuMean = unknown(windows);
            this.cpuMax = unknown(windows);
            this.memoryMax = unknown(windows);
        }

        boolean hasUsage(int place) {
            return !Double.isNaN(cpuMean[place]) || !Double.isNaN(memoryMax[place]);
        }
    }

    /** The pod that a name stood for in a window, and its workload. */
    private record Identity(String uid, String node, WorkloadRef workload) {}

    /**
     * What came of a chunk.
     *
     * @param containers how many had usage in it
     * @param readings how many were made
     * @param unowned how many were left out because nobody tells whose they are
     * @param gone how many because their workload is no longer there
     * @param unusable the values that cannot be right
     */
    record Tally(int containers, int readings, int unowned, int gone, List<Unusable> unusable) {}

    /**
     * One of the things that are told of a container.
     *
     * @param most no container has more of it
     */
    private record Lane(String name, double most, Function<Series, double[]> values) {
        static final Lane CPU_MEAN = new Lane("CPU", Plausible.MOST_CORES, s -> s.cpuMean);
        static final Lane CPU_MAX = new Lane("CPU peak", Plausible.MOST_CORES, s -> s.cpuMax);
        static final Lane MEMORY_MAX = new Lane("memory", Plausible.MOST_BYTES, s -> s.memoryMax);
    }

    private ChunkReadings(Chunk chunk, Answers answers, KnownWorkloads known) {
        this.chunk = chunk;
        this.answers = answers;
        this.known = known;
        this.podFacts = PodFacts.of(answers.pods());
        this.ownership = new Ownership(answers.pods(), known);
        this.containerFacts = new ContainerFacts(answers.containers());
    }

    /**
     * Gives every reading of the chunk.
     *
     * @param receivedAt what the collector's clock shows
     */
    static Tally make(
            Chunk chunk,
            Answers answers,
            KnownWorkloads known,
            Instant receivedAt,
            Consumer<UsageReading> readings) {
        return new ChunkReadings(chunk, answers, known).make(receivedAt, readings);
    }

    private Tally make(Instant receivedAt, Consumer<UsageReading> readings) {
        take(answers.usage().cpuMean(), Lane.CPU_MEAN);
        take(answers.usage().cpuMax(), Lane.CPU_MAX);
        take(answers.usage().memoryMax(), Lane.MEMORY_MAX);
        for (Matrix.Series series : answers.usage().ready().series()) {
            PodName pod = PodName.of(series);
            if (pod != null) {
                put(
                        series,
                        ready.computeIfAbsent(pod, _ -> unknown(chunk.windows())),
                        (_, value) -> value >= 0);
            }
        }
        for (int place = 0; place < chunk.windows(); place++) {
            for (var pod : pods.entrySet()) {
                UsageReading reading = reading(pod.getKey(), pod.getValue(), place, receivedAt);
                if (reading != null) {
                    published++;
                    readings.accept(reading);
                }
            }
        }
        int containers = pods.values().stream().mapToInt(Map::size).sum();
        return new Tally(containers, published, unowned, gone, unusable.all());
    }

    private void take(Matrix matrix, Lane lane) {
        for (Matrix.Series series : matrix.series()) {
            PodName.Container container = PodName.Container.of(series);
            if (container != null) {
                noNumbers(series, lane, container);
                put(
                        series,
                        lane.values()
                                .apply(
                                        pods.computeIfAbsent(container.pod(), _ -> new TreeMap<>())
                                                .computeIfAbsent(
                                                        container.name(),
                                                        _ -> new Series(chunk.windows()))),
                        (atMillis, value) -> plausible(value, lane, container, atMillis));
            }
        }
    }

    private void noNumbers(Matrix.Series series, Lane lane, PodName.Container container) {
        Matrix.NoNumbers none = series.noNumbers();
        if (none.count() > 0) {
            unusable.add(
                    container.key(),
                    lane.name() + " is no number",
                    none.firstAtMillis(),
                    none.count());
        }
    }

    /** Whether it can be right; what cannot is noted. */
    private boolean plausible(double value, Lane lane, PodName.Container container, long atMillis) {
        if (value >= 0 && value <= lane.most()) {
            return true;
        }
        unusable.add(
                container.key(),
                lane.name()
                        + (value < 0
                                ? " is negative"
                                : " is beyond any machine: is it in another unit?"),
                atMillis,
                1);
        return false;
    }

    private interface Check {
        boolean accepts(long atMillis, double value);
    }

    /** Of two values of one container the higher one counts: never is more read than was used. */
    private void put(Matrix.Series from, double[] to, Check check) {
        for (int i = 0; i < from.length(); i++) {
            int place = chunk.placeOf(from.atMillis(i));
            double value = from.value(i);
            if (place >= 0 && check.accepts(from.atMillis(i), value)) {
                to[place] = Double.isNaN(to[place]) ? value : Math.max(to[place], value);
            }
        }
    }

    private @Nullable UsageReading reading(
            PodName pod, SortedMap<String, Series> containers, int place, Instant receivedAt) {
        if (containers.values().stream().noneMatch(series -> series.hasUsage(place))) {
            return null;
        }
        long endMillis = Windows.end(chunk.firstWindow() + place).toEpochMilli();
        Instant at = Instant.ofEpochMilli(endMillis - 1);
        Identity identity = identity(pod, at);
        if (identity == null) {
            unowned++;
            return null;
        }
        if (!known.includes(identity.workload())) {
            gone++;
            return null;
        }
        List<ContainerReading> read = new ArrayList<>();
        containers.forEach((name, series) -> {
            PodName.Container container = new PodName.Container(pod, name);
            ContainerType type = containerFacts.type(container, identity.workload(), known);
            if (type.longRunning() && series.hasUsage(place)) {
                read.add(
                        new ContainerReading(
                                name,
                                type,
                                null,
                                cpu(series, place, at),
                                memory(series, place, at),
                                null,
                                requests(container, endMillis),
                                containerFacts.limits(container, endMillis)));
            }
        });
        return read.isEmpty()
                ? null
                : new UsageReading(
                        Source.PROMETHEUS,
                        identity.workload(),
                        pod.name(),
                        identity.uid(),
                        identity.node(),
                        null,
                        isReady(pod, place),
                        receivedAt,
                        Windows.LENGTH,
                        read);
    }

    private Resources requests(PodName.Container container, long endMillis) {
        return containerFacts.requests(container, endMillis);
    }

    private static @Nullable CpuReading cpu(Series series, int place, Instant at) {
        double mean = series.cpuMean[place];
        double max = series.cpuMax[place];
        return Double.isNaN(mean)
                ? null
                : new CpuReading.Rate(
                        at, Windows.LENGTH, mean, Double.isNaN(max) ? null : Math.max(mean, max));
    }

    private static @Nullable MemoryReading memory(Series series, int place, Instant at) {
        double bytes = series.memoryMax[place];
        return Double.isNaN(bytes) ? null : new MemoryReading(at, Math.round(bytes), null, null);
    }

    /** Where nobody tells, a pod that uses something is taken for ready. */
    private boolean isReady(PodName pod, int place) {
        double[] told = ready.get(pod);
        return told == null || Double.isNaN(told[place]) || told[place] > 0;
    }

    private @Nullable Identity identity(PodName pod, Instant at) {
        Instance instance = podFacts.at(pod, at.toEpochMilli());
        if (instance != null) {
            PodState live = known.podOf(instance.uid());
            if (live != null) {
                return new Identity(live.uid(), instance.node(), live.workload());
            }
        }
        PodState named = known.podNamed(pod.namespace(), pod.name());
        boolean same = named != null && !named.createdAt().isAfter(at);
        Owner owner = instance == null ? null : instance.owner();
        if (same
                && named != null
                && (instance == null || instance.uid().isEmpty() || owner == null)) {
            return new Identity(
                    named.uid(), named.node() == null ? "" : named.node(), named.workload());
        }
        if (instance == null || owner == null) {
            return null;
        }
        WorkloadRef workload = ownership.workload(pod, owner);
        return workload == null
                ? null
                : new Identity(
                        instance.uid().isEmpty() ? PodFacts.surrogateUid(pod) : instance.uid(),
                        instance.node(),
                        workload);
    }

    private static double[] unknown(int windows) {
        double[] values = new double[windows];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
