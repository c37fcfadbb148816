package io.headroom.analyzer.usage;

import io.headroom.model.profile.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The analyzer's state of usage in four stores of bytes: a workload's own record, its pods, the
 * decaying profiles of its containers, and its rings by day. What belongs to a workload has a key
 * that starts with the workload's.
 */
public final class UsageStore {
    /* Neither can be part of a workload's key, and nothing sorts between them. */
    private static final char SEPARATOR = '\0';
    private static final char AFTER_SEPARATOR = '\1';

    private static final int PROFILE_LAYOUT = 1;
    private static final int DAY_DIGITS = 8;

    private final KeyValueStore<String, byte[]> workloads;
    private final KeyValueStore<String, byte[]> pods;
    private final KeyValueStore<String, byte[]> profiles;
    private final KeyValueStore<String, byte[]> days;

    public UsageStore(
            KeyValueStore<String, byte[]> workloads,
            KeyValueStore<String, byte[]> pods,
            KeyValueStore<String, byte[]> profiles,
            KeyValueStore<String, byte[]> days) {
        this.workloads = workloads;
        this.pods = pods;
        this.profiles = profiles;
        this.days = days;
    }

    @Nullable WorkloadState workload(String key) {
        byte[] stored = workloads.get(key);
        return stored == null ? null : WorkloadState.of(stored);
    }

    void put(String key, WorkloadState workload) {
        workloads.put(key, workload.toBytes());
    }

    List<String> workloads() {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = workloads.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }

    @Nullable PodUsage pod(String key, String uid) {
        byte[] stored = pods.get(key + SEPARATOR + uid);
        return stored == null ? null : PodUsage.of(stored);
    }

    /** By UID. */
    SortedMap<String, PodUsage> pods(String key) {
        SortedMap<String, PodUsage> found = new TreeMap<>();
        try (KeyValueIterator<String, byte[]> range = of(pods, key)) {
            while (range.hasNext()) {
                KeyValue<String, byte[]> entry = range.next();
                found.put(entry.key.substring(key.length() + 1), PodUsage.of(entry.value));
            }
        }
        return found;
    }

    void put(String key, String uid, PodUsage pod) {
        pods.put(key + SEPARATOR + uid, pod.toBytes());
    }

    void deletePod(String key, String uid) {
        pods.delete(key + SEPARATOR + uid);
    }

    /** The decaying part of a container; an empty one when there is none yet. */
    ContainerAggregate profile(String key, String container) {
        byte[] stored = profiles.get(key + SEPARATOR + container);
        return stored == null
                ? new ContainerAggregate()
                : ContainerAggregate.read(new StateReader(stored, PROFILE_LAYOUT).buffer());
    }

    void put(String key, String container, ContainerAggregate profile) {
        StateWriter to = new StateWriter(PROFILE_LAYOUT);
        profile.write(to.reserve(profile.writtenBytes()));
        profiles.put(key + SEPARATOR + container, to.toBytes());
    }

    void deleteProfile(String key, String container) {
        profiles.delete(key + SEPARATOR + container);
    }

    @Nullable DayBlock day(String key, long day) {
        byte[] stored = days.get(dayKey(key, day));
        return stored == null ? null : DayBlock.of(stored);
    }

    void put(String key, long day, DayBlock block) {
        days.put(dayKey(key, day), block.toBytes());
    }

    /**
     * Deletes the days of which no window is among the fourteen days that end with {@code last}.
     */
    void deleteDaysBefore(String key, long last) {
        String oldest = dayKey(key, DayBlock.day(last - Windows.PER_RING + 1));
        List<String> expired = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> range = days.range(key + SEPARATOR, oldest)) {
            range.forEachRemaining(entry -> expired.add(entry.key));
        }
        expired.remove(oldest);
        expired.forEach(days::delete);
    }

    /** Forgets all of a workload. */
    void delete(String key) {
        for (KeyValueStore<String, byte[]> store : List.of(pods, profiles, days)) {
            List<String> keys = new ArrayList<>();
            try (KeyValueIterator<String, byte[]> range = of(store, key)) {
                range.forEachRemaining(entry -> keys.add(entry.key));
            }
            keys.forEach(store::delete);
        }
        workloads.delete(key);
    }

    private static KeyValueIterator<String, byte[]> of(
            KeyValueStore<String, byte[]> store, String key) {
        return store.range(key + SEPARATOR, key + AFTER_SEPARATOR);
    }

    /** In the order of the days, which a store keeps its keys in. */
    private static String dayKey(String key, long day) {
        String digits = Long.toString(day);
        return key + SEPARATOR + "0".repeat(Math.max(0, DAY_DIGITS - digits.length())) + digits;
    }
}
