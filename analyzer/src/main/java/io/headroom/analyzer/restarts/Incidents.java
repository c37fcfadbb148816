package io.headroom.analyzer.restarts;

import io.headroom.analyzer.restarts.IncidentState.Member;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The incidents of all workloads that more may become known of. One that is over is forgotten when
 * no evidence of it is waited for any more. Not thread-safe.
 */
final class Incidents {
    /** Events may come half an hour late, and a while after that nobody waits for them. */
    static final Duration LATE = Duration.ofMinutes(45);

    private static final Duration ABANDONED = Duration.ofDays(1);

    /** Ends of one cause that are farther apart are two incidents. */
    private static final Duration ONE_CAUSE = Duration.ofMinutes(30);

    private static final int MAX_PER_WORKLOAD = 64;

    private final KeyValueStore<String, byte[]> store;
    private final RestartTally tally;

    Incidents(KeyValueStore<String, byte[]> store, RestartTally tally) {
        this.store = store;
        this.tally = tally;
    }

    Optional<IncidentState> find(String key, String id) {
        byte[] stored = store.get(storeKey(key, id));
        return stored == null ? Optional.empty() : Optional.of(IncidentState.of(stored));
    }

    /** The incident of a group that an end at {@code at} belongs to. */
    Optional<String> ofGroup(String key, String group, Instant at) {
        for (Map.Entry<String, IncidentState> each : all(key).entrySet()) {
            IncidentState state = each.getValue();
            if (state.of(group)
                    && Duration.between(state.lastAt(), at).abs().compareTo(ONE_CAUSE) <= 0) {
                return Optional.of(each.getKey());
            }
        }
        return Optional.empty();
    }

    /** Begins an incident with its first record. */
    Incident begin(WorkloadRef workload, String id, IncidentState begun, Instant asOf) {
        makeRoom(workload.key(), asOf);
        store.put(storeKey(workload.key(), id), begun.toBytes());
        return begun.told(workload, id, asOf);
    }

    /** One more record of an incident; empty when the incident is not known any more. */
    Optional<Incident> add(WorkloadRef workload, String id, Member member, Instant asOf) {
        Optional<IncidentState> found = find(workload.key(), id);
        if (found.isEmpty()) {
            tally.dropped("incident_forgotten");
            return Optional.empty();
        }
        found.get().add(member);
        store.put(storeKey(workload.key(), id), found.get().toBytes());
        return Optional.of(found.get().told(workload, id, asOf));
    }

    /** A record of an incident has changed. */
    Optional<Incident> change(
            WorkloadRef workload, String id, Member before, Member after, Instant asOf) {
        Optional<IncidentState> found = find(workload.key(), id);
        if (found.isEmpty()) {
            tally.dropped("incident_forgotten");
            return Optional.empty();
        }
        found.get().change(before, after);
        store.put(storeKey(workload.key(), id), found.get().toBytes());
        return Optional.of(found.get().told(workload, id, asOf));
    }

    /** Forgets all that a workload had. */
    void forget(String key) {
        all(key).keySet().forEach(id -> store.delete(storeKey(key, id)));
    }

    private void makeRoom(String key, Instant now) {
        Map<String, IncidentState> all = all(key);
        List<String> over = new ArrayList<>();
        all.forEach((id, state) -> {
            Duration idle = Duration.between(state.lastAt(), now);
            if (idle.compareTo(state.open() ? ABANDONED : LATE) > 0) {
                over.add(id);
            }
        });
        over.forEach(id -> {
            all.remove(id);
            store.delete(storeKey(key, id));
        });
        while (all.size() >= MAX_PER_WORKLOAD) {
            String oldest =
                    all.entrySet().stream()
                            .min((a, b) -> a.getValue().lastAt().compareTo(b.getValue().lastAt()))
                            .orElseThrow()
                            .getKey();
            all.remove(oldest);
            store.delete(storeKey(key, oldest));
            tally.dropped("too_many_incidents");
        }
    }

    private Map<String, IncidentState> all(String key) {
        Map<String, IncidentState> all = new TreeMap<>();
        try (KeyValueIterator<String, byte[]> range = store.range(key + '\0', key + '\1')) {
            while (range.hasNext()) {
                KeyValue<String, byte[]> next = range.next();
                all.put(next.key.substring(key.length() + 1), IncidentState.of(next.value));
            }
        }
        return all;
    }

    private static String storeKey(String key, String id) {
        return key + '\0' + id;
    }
}
