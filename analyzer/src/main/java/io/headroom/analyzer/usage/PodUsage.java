package io.headroom.analyzer.usage;

import io.headroom.model.ContainerType;
import io.headroom.model.profile.Windows;

import java.time.Instant;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What is kept of one pod between two readings. Not thread-safe. */
final class PodUsage {
    private static final int LAYOUT = 1;

    private final long firstSeenMillis;
    private long lastSeenMillis;
    private final SortedMap<String, ContainerSeries> containers = new TreeMap<>();
    private final SortedMap<Long, Integer> readyReadings = new TreeMap<>();

    PodUsage(long firstSeenMillis) {
        this.firstSeenMillis = firstSeenMillis;
        this.lastSeenMillis = firstSeenMillis;
    }

    /**
     * The time of its first reading: of two pods the newer one tells what requests are in force.
     */
    long firstSeenMillis() {
        return firstSeenMillis;
    }

    long lastSeenMillis() {
        return lastSeenMillis;
    }

    void seen(long eventMillis) {
        lastSeenMillis = Math.max(lastSeenMillis, eventMillis);
    }

    /** Counts a reading at which the pod was Ready. */
    void ready(long window) {
        readyReadings.merge(window, 1, Integer::sum);
    }

    /** At how many readings in a window the pod was Ready; forgotten by this. */
    int takeReady(long window) {
        Integer counted = readyReadings.remove(window);
        return counted == null ? 0 : counted;
    }

    ContainerSeries container(String name, ContainerType type) {
        return containers.computeIfAbsent(name, key -> new ContainerSeries(key, type));
    }

    /** By name. */
    Collection<ContainerSeries> containers() {
        return containers.values();
    }

    boolean isFolded() {
        return containers.values().stream().allMatch(ContainerSeries::isFolded);
    }

    /** Adds the windows that have points to {@code windows}. */
    void collectWindows(SortedSet<Long> windows) {
        for (ContainerSeries series : containers.values()) {
            series.cpu().forEach(point -> windows.add(window(point.eventMillis())));
            series.memory().forEach(point -> windows.add(window(point.eventMillis())));
        }
    }

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(firstSeenMillis).number(lastSeenMillis - firstSeenMillis);
        to.number(readyReadings.size());
        readyReadings.forEach((window, readings) -> to.number(window).number(readings));
        to.number(containers.size());
        containers.values().forEach(series -> series.write(to));
        return to.toBytes();
    }

    static PodUsage of(byte[] stored) {
        StateReader from = new StateReader(stored, LAYOUT);
        PodUsage pod = new PodUsage(from.number());
        pod.lastSeenMillis = pod.firstSeenMillis + from.number();
        int windows = from.count();
        for (int i = 0; i < windows; i++) {
            pod.readyReadings.put(from.number(), from.count());
        }
        int count = from.count();
        for (int i = 0; i < count; i++) {
            ContainerSeries series = ContainerSeries.read(from);
            pod.containers.put(series.name(), series);
        }
        return pod;
    }

    private static long window(long eventMillis) {
        return Windows.indexOf(Instant.ofEpochMilli(eventMillis));
    }
}
