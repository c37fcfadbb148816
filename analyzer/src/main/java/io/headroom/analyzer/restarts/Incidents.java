package io.headroom.analyzer.restarts;

import io.headroom.analyzer.restarts.IncidentState.Member;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        if (stored == null) {
            return earlier(key, id);
        }
        return Optional.of(IncidentState.of(stored, key, id));
    }

    /** As it was stored before keys were marks; from now on it is as others are. */
    private Optional<IncidentState> earlier(String key, String id) {
        byte[] stored = store.delete(key + '\0' + id);
        if (stored == null) {
            return Optional.empty();
        }
        IncidentState state = IncidentState.of(stored, key, id);
        store.put(storeKey(key, id), state.toBytes(key, id));
        return Optional.of(state);
    }

    /** The incident of a group that an end at {@code at} belongs to. */
    Optional<String> ofGroup(String key, String group, Instant at) {
        return all(key).values().stream()
                .filter(state ->
                        state.of(group)
                                && Duration.between(state.lastAt(), at).abs().compareTo(ONE_CAUSE)
                                        <= 0)
                .map(IncidentState::idOfGroup)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    /** Begins an incident with its first record. */
    Incident begin(WorkloadRef workload, String id, IncidentState begun, Instant asOf) {
        makeRoom(workload.key(), asOf);
        store.put(storeKey(workload.key(), id), begun.toBytes(workload.key(), id));
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
        store.put(storeKey(workload.key(), id), found.get().toBytes(workload.key(), id));
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
        store.put(storeKey(workload.key(), id), found.get().toBytes(workload.key(), id));
        return Optional.of(found.get().told(workload, id, asOf));
    }

    /** How many bytes one takes. */
    int bytes(String key, String id) {
        String place = storeKey(key, id);
        byte[] stored = store.get(place);
        // marks are ASCII
        return stored == null ? 0 : place.length() + stored.length;
    }

    /** Forgets one of which nothing more is to become known. */
    void forget(String key, String id) {
        store.delete(storeKey(key, id));
    }

    /** Forgets all that a workload had. */
    void forget(String key) {
        all(key).keySet().forEach(store::delete);
    }

    private void makeRoom(String key, Instant now) {
        Map<String, IncidentState> all = all(key);
        List<String> over = new ArrayList<>();
        all.forEach((place, state) -> {
            Duration idle = Duration.between(state.lastAt(), now);
            if (idle.compareTo(state.mayHeal() ? ABANDONED : LATE) > 0) {
                over.add(place);
            }
        });
        over.forEach(place -> {
            all.remove(place);
            store.delete(place);
        });
        while (all.size() >= MAX_PER_WORKLOAD) {
            String oldest =
                    all.entrySet().stream()
                            .min((a, b) -> a.getValue().lastAt().compareTo(b.getValue().lastAt()))
                            .orElseThrow()
                            .getKey();
            all.remove(oldest);
            store.delete(oldest);
            tally.dropped("too_many_incidents");
        }
    }

    /** By their places in the store. */
    private Map<String, IncidentState> all(String key) {
        Map<String, IncidentState> all = new TreeMap<>();
        range(key, Stored.mark(key), all);
        // as they were stored before keys were marks
        range(key, key, all);
        return all;
    }

    private void range(String key, String prefix, Map<String, IncidentState> all) {
        try (KeyValueIterator<String, byte[]> range = store.range(prefix + '\0', prefix + '\1')) {
            while (range.hasNext()) {
                KeyValue<String, byte[]> next = range.next();
                IncidentState state = IncidentState.of(next.value, key, "");
                state.foundAt(next.key.substring(prefix.length() + 1));
                all.put(next.key, state);
            }
        }
    }

    /* Ids repeat the workload's key and are long: three times what an incident itself takes. */
    private static String storeKey(String key, String id) {
        return Stored.mark(key) + '\0' + Stored.mark(id);
    }
}
