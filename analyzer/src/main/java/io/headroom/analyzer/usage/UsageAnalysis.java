package io.headroom.analyzer.usage;

import io.headroom.analyzer.usage.WorkloadState.KnownContainer;
import io.headroom.model.Resources;
import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes in readings and says what each workload uses. Everything goes by the workload's own event
 * time: no clock, no other workload and no other topic changes a result. Not thread-safe.
 */
public final class UsageAnalysis {
    /** A pod that was not read for so long is a new one when it comes back. */
    private static final long POD_LIFE_MILLIS = Duration.ofDays(1).toMillis();

    /** What was not seen for as long as a ring lasts is forgotten. */
    private static final long RING_MILLIS =
            Windows.LENGTH.multipliedBy(Windows.PER_RING).toMillis();

    private static final SampleTally UNCOUNTED =
            new SampleTally() {
                @Override
                public void sample(String resource, String result) {}

                @Override
                public void counterReset(String reason) {}

                @Override
                public void clockSkew(Duration skew) {}
            };

    private final UsageStore store;
    private final long graceMillis;
    private final Publication publication;
    private final SampleTally tally;

    /* The stored records, read once: a reading changes only its pod's. */
    private final Map<String, WorkloadState> known = new HashMap<>();

    /**
     * @param grace how long after its end a window still takes samples
     * @param publishInterval how often a workload is assessed that is no longer young
     */
    public UsageAnalysis(
            UsageStore store, Duration grace, Duration publishInterval, SampleTally tally) {
        this.store = store;
        this.graceMillis = grace.toMillis();
        this.publication = new Publication(publishInterval);
        this.tally = tally;
    }

    /** Takes in one reading, and says what follows from it. */
    public void accept(String key, UsageReading reading, Consumer<Assessment> said) {
        List<Points> points = points(reading);
        long event = eventMillis(reading, points);
        WorkloadState workload = workload(key);
        if (workload != null && event - workload.watermarkMillis() >= RING_MILLIS) {
            forget(key);
            workload = null;
        }
        if (workload == null) {
            workload = new WorkloadState(event, window(event));
            known.put(key, workload);
            store.put(key, workload);
        } else {
            if (event > workload.boundaryMillis()) {
                said.accept(publish(key, workload, reading, event));
            }
            advance(key, workload, reading, event, said);
        }
        add(key, workload, reading, points, event);
    }

    /**
     * Forgets the workloads that were not read for longer than {@code silence} before {@code now},
     * and says which.
     *
     * @param silence longer than a ring: then it makes no difference to a workload that comes back
     */
    public List<String> forgetBefore(Instant now, Duration silence) {
        long oldest = now.minus(silence).toEpochMilli();
        List<String> forgotten = new ArrayList<>();
        for (String key : store.workloads()) {
            WorkloadState workload = workload(key);
            if (workload != null && workload.watermarkMillis() < oldest) {
                forget(key);
                forgotten.add(key);
            }
        }
        return forgotten;
    }

    /** The points of one container in a reading; null where there is none that could be used. */
    private record Points(
            ContainerReading container, @Nullable CpuPoint cpu, @Nullable MemoryPoint memory) {}

    private List<Points> points(UsageReading reading) {
        List<Points> points = new ArrayList<>();
        for (ContainerReading container : reading.containers()) {
            if (container.type().longRunning()) {
                points.add(
                        new Points(container, cpu(reading, container), memory(reading, container)));
            }
        }
        return points;
    }

    private @Nullable CpuPoint cpu(UsageReading reading, ContainerReading container) {
        CpuReading cpu = container.cpu();
        if (cpu == null) {
            return null;
        }
        ReadingTime time = ReadingTime.of(reading, cpu.at());
        boolean valid =
                switch (cpu) {
                    case CpuReading.Counter counter -> counter.coreNanos() >= 0;
                    case CpuReading.Rate rate ->
                            rate.cores() >= 0
                                    && Double.isFinite(rate.cores())
                                    && validMaximum(rate.maxCores())
                                    && !rate.window().isNegative();
                };
        if (time == null || !valid) {
            tally.sample("cpu", "invalid");
            return null;
        }
        if (reading.source().live() && cpu.at() != null) {
            tally.clockSkew(Duration.ofMillis(Math.abs(time.skewMillis())));
        }
        Resources node = reading.nodeCapacity();
        Cpu capacity = node == null ? null : node.cpu();
        long capacityMillicores = capacity == null ? 0 : capacity.millicores();
        long interval = reading.interval().toMillis();
        Instant started = container.startedAt();
        return switch (cpu) {
            case CpuReading.Counter counter ->
                    new CpuPoint.Counter(
                            time.atMillis(),
                            time.eventMillis(),
                            interval,
                            capacityMillicores,
                            started == null ? CpuPoint.Counter.UNKNOWN : started.toEpochMilli(),
                            counter.coreNanos(),
                            orUnknown(counter.throttledNanos()),
                            orUnknown(
                                    container.pressure() == null
                                            ? null
                                            : container.pressure().cpuSomeNanos()));
            case CpuReading.Rate rate ->
                    new CpuPoint.Rate(
                            time.atMillis(),
                            time.eventMillis(),
                            interval,
                            capacityMillicores,
                            rate.window().toMillis(),
                            rate.cores(),
                            rate.maxCores() == null ? rate.cores() : rate.maxCores());
        };
    }

    private static long orUnknown(@Nullable Long nanos) {
        return nanos == null || nanos < 0 ? CpuPoint.Counter.UNKNOWN : nanos;
    }

    private static boolean validMaximum(@Nullable Double cores) {
        return cores == null || (cores >= 0 && Double.isFinite(cores));
    }

    private @Nullable MemoryPoint memory(UsageReading reading, ContainerReading container) {
        MemoryReading memory = container.memory();
        if (memory == null) {
            return null;
        }
        ReadingTime time = ReadingTime.of(reading, memory.at());
        long swap = memory.swapBytes() == null ? 0 : memory.swapBytes();
        if (time == null || memory.workingSetBytes() < 0 || swap < 0) {
            tally.sample("memory", "invalid");
            return null;
        }
        Resources node = reading.nodeCapacity();
        Memory capacity = node == null ? null : node.memory();
        if (capacity != null
                && capacity.bytes() > 0
                && memory.workingSetBytes() > capacity.bytes()) {
            tally.sample("memory", "implausible");
            return null;
        }
        // swapped out is still in demand
        long bytes = memory.workingSetBytes() + swap;
        Long resident = memory.rssBytes();
        return new MemoryPoint(
                time.atMillis(),
                time.eventMillis(),
                bytes < 0 ? Long.MAX_VALUE : bytes,
                resident == null || resident < 0 || resident + swap < 0
                        ? MemoryPoint.UNKNOWN
                        : resident + swap,
                kill(container));
    }

    private static MemoryPoint.@Nullable Kill kill(ContainerReading container) {
        Instant at = container.oomKilledAt();
        if (at == null) {
            return null;
        }
        Memory request = container.requests().memory();
        return new MemoryPoint.Kill(at.toEpochMilli(), request == null ? 0 : request.bytes());
    }

    /** The latest time of a reading's points; the one of its receipt when it has none. */
    private static long eventMillis(UsageReading reading, List<Points> points) {
        long latest = Long.MIN_VALUE;
        for (Points point : points) {
            if (point.cpu() != null) {
                latest = Math.max(latest, point.cpu().eventMillis());
            }
            if (point.memory() != null) {
                latest = Math.max(latest, point.memory().eventMillis());
            }
        }
        return latest == Long.MIN_VALUE ? reading.receivedAt().toEpochMilli() : latest;
    }

    private void add(
            String key,
            WorkloadState workload,
            UsageReading reading,
            List<Points> points,
            long event) {
        PodUsage pod = store.pod(key, reading.podUid());
        if (pod == null || event - pod.lastSeenMillis() >= POD_LIFE_MILLIS) {
            pod = new PodUsage(event);
        }
        pod.node(reading.node());
        long open = firstOpenWindow(workload.watermarkMillis());
        boolean news = false;
        boolean killed = false;
        for (Points point : points) {
            ContainerReading container = point.container();
            ContainerSeries series = pod.container(container.name(), container.type());
            series.spec(
                    event,
                    reading.interval().toMillis(),
                    container.type(),
                    container.requests(),
                    container.limits());
            if (point.cpu() != null) {
                long window = window(point.cpu().eventMillis());
                news |=
                        arrived(
                                key,
                                "cpu",
                                workload,
                                window,
                                window < open
                                        ? ContainerSeries.Arrival.LATE
                                        : series.add(point.cpu()));
            }
            if (point.memory() != null) {
                long window = window(point.memory().eventMillis());
                MemoryPoint.Kill kill = point.memory().kill();
                killed |= window >= open && kill != null && series.isNew(kill);
                news |=
                        arrived(
                                key,
                                "memory",
                                workload,
                                window,
                                window < open
                                        ? ContainerSeries.Arrival.LATE
                                        : series.add(point.memory()));
            }
        }
        if (news && reading.ready()) {
            pod.ready(window(event));
        }
        pod.seen(event);
        store.put(key, reading.podUid(), pod);
        if (killed) {
            // what it needs is more than was said: that does not wait for the hour
            long soon = Math.max(event, workload.watermarkMillis());
            workload.boundary(Math.min(workload.boundaryMillis(), soon));
            store.put(key, workload);
        }
    }

    private boolean arrived(
            String key,
            String resource,
            WorkloadState workload,
            long window,
            ContainerSeries.Arrival arrival) {
        return switch (arrival) {
            case NEW -> {
                if (window < workload.firstWindow()) {
                    workload.firstWindow(window);
                    store.put(key, workload);
                }
                yield true;
            }
            case DUPLICATE -> {
                tally.sample(resource, "duplicate");
                yield false;
            }
            case LATE -> {
                tally.sample(resource, "late");
                yield false;
            }
        };
    }

    private void advance(
            String key,
            WorkloadState workload,
            UsageReading reading,
            long event,
            Consumer<Assessment> said) {
        long before = firstOpenWindow(workload.watermarkMillis());
        workload.advanceTo(event);
        long open = firstOpenWindow(workload.watermarkMillis());
        if (open > before) {
            close(key, workload, reading, open, said);
            if (DayBlock.day(open) != DayBlock.day(before)) {
                store.deleteDaysBefore(key, window(workload.watermarkMillis()));
            }
        }
    }

    /** Folds what is older than {@code open} for good. */
    private void close(
            String key,
            WorkloadState workload,
            UsageReading reading,
            long open,
            Consumer<Assessment> said) {
        SortedMap<String, PodUsage> pods = store.pods(key);
        var profiles = new WindowFold.Loaded(container -> store.profile(key, container));
        SortedMap<Long, DayBlock> days = new TreeMap<>();
        FoldedWindow last = null;
        for (long window : WindowFold.openWindows(pods, open)) {
            last = fold(workload, window, Long.MAX_VALUE, pods, profiles, tally);
            day(key, days, window).set(last);
        }
        workload.containers().putAll(containers(workload, pods));
        long now = workload.watermarkMillis();
        workload.containers()
                .values()
                .removeIf(container -> {
                    boolean expired = now - container.lastSeenMillis() >= RING_MILLIS;
                    if (expired) {
                        store.deleteProfile(key, container.name());
                        profiles.all().remove(container.name());
                    }
                    return expired;
                });
        pods.forEach((uid, pod) -> {
            if (pod.isFolded() && now - pod.lastSeenMillis() >= POD_LIFE_MILLIS) {
                store.deletePod(key, uid);
            } else {
                store.put(key, uid, pod);
            }
        });
        profiles.all().forEach((container, profile) -> store.put(key, container, profile));
        days.forEach((day, block) -> store.put(key, day, block));
        store.put(key, workload);
        if (last != null) {
            said.accept(summary(workload, reading, last));
        }
    }

    /** What the workload used up to the last boundary before this reading, open windows too. */
    private UsageAssessment publish(
            String key, WorkloadState workload, UsageReading reading, long event) {
        long interval = reading.interval().toMillis();
        long born = workload.firstReadingMillis();
        long asOf = publication.lastBefore(event, key, born, workload.boundaryMillis(), interval);
        workload.boundary(publication.next(key, born, asOf, interval));
        store.put(key, workload);

        // all of this is read anew, so folding it changes nothing that is stored
        SortedMap<String, PodUsage> pods = store.pods(key);
        var profiles = new WindowFold.Loaded(container -> store.profile(key, container));
        SortedMap<Long, DayBlock> days = new TreeMap<>();
        long last = window(asOf);
        long first = Math.max(workload.firstWindow(), last - Windows.PER_RING + 1);
        for (long day = DayBlock.day(first); day <= DayBlock.day(last); day++) {
            day(key, days, day * Windows.PER_DAY);
        }
        for (long window : WindowFold.openWindows(pods, last + 1)) {
            day(key, days, window).set(fold(workload, window, asOf, pods, profiles, UNCOUNTED));
        }
        return new UsageView(workload.firstWindow(), last, days)
                .assessment(
                        reading.workload(),
                        Instant.ofEpochMilli(asOf),
                        containers(workload, pods),
                        profiles,
                        Spreads.of(pods.values(), asOf));
    }

    private static FoldedWindow fold(
            WorkloadState workload,
            long window,
            long asOfMillis,
            SortedMap<String, PodUsage> pods,
            WindowFold.Loaded profiles,
            SampleTally tally) {
        return new WindowFold(window, workload.firstReadingMillis(), asOfMillis, profiles, tally)
                .fold(pods);
    }

    private DayBlock day(String key, SortedMap<Long, DayBlock> days, long window) {
        return days.computeIfAbsent(
                DayBlock.day(window),
                day -> {
                    DayBlock stored = store.day(key, day);
                    return stored == null ? new DayBlock() : stored;
                });
    }

    /**
     * Every container that is known, with what the latest reading of it said. Where two pods were
     * read at the same time the younger one counts: it is the one that a rollout brings.
     */
    private static SortedMap<String, KnownContainer> containers(
            WorkloadState workload, SortedMap<String, PodUsage> pods) {
        SortedMap<String, KnownContainer> containers = new TreeMap<>(workload.containers());
        pods.values().stream()
                .sorted(Comparator.comparingLong(PodUsage::firstSeenMillis))
                .flatMap(pod -> pod.containers().stream())
                .forEach(series -> {
                    KnownContainer before = containers.get(series.name());
                    if (before == null || series.specMillis() >= before.lastSeenMillis()) {
                        containers.put(
                                series.name(),
                                new KnownContainer(
                                        series.name(),
                                        series.type(),
                                        series.requests(),
                                        series.limits(),
                                        series.specMillis()));
                    }
                });
        return containers;
    }

    private static UsageSummary summary(
            WorkloadState workload, UsageReading reading, FoldedWindow last) {
        List<UsageSummary.Container> containers = new ArrayList<>();
        last.containers()
                .forEach((name, figures) -> {
                    KnownContainer container = workload.containers().get(name);
                    containers.add(
                            new UsageSummary.Container(
                                    name,
                                    container == null ? Resources.NONE : container.requests(),
                                    container == null ? Resources.NONE : container.limits(),
                                    figures.cpuMeanCores(),
                                    figures.cpuHottestCores(),
                                    figures.memoryPeakBytes()));
                });
        return new UsageSummary(
                reading.workload(), Windows.end(last.window()), last.readyReplicas(), containers);
    }

    private @Nullable WorkloadState workload(String key) {
        WorkloadState workload = known.get(key);
        if (workload == null) {
            workload = store.workload(key);
            if (workload != null) {
                for (PodUsage pod : store.pods(key).values()) {
                    workload.advanceTo(pod.lastSeenMillis());
                }
                known.put(key, workload);
            }
        }
        return workload;
    }

    private void forget(String key) {
        store.delete(key);
        known.remove(key);
    }

    /** Windows before this one are closed. */
    private long firstOpenWindow(long watermarkMillis) {
        return window(watermarkMillis - graceMillis);
    }

    private static long window(long eventMillis) {
        return Windows.indexOf(Instant.ofEpochMilli(eventMillis));
    }
}
