package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The latest incidents, each as it was told last; the oldest give way when there are too many. One
 * thread changes them, any thread reads them.
 */
final class KnownIncidents {
    static final int MOST = 50_000;

    private final NavigableMap<String, Incident> newestFirst = new ConcurrentSkipListMap<>();
    private final Map<String, String> places = new HashMap<>();
    private final Map<WorkloadRef, NavigableMap<String, Incident>> byWorkload =
            new ConcurrentHashMap<>();
    private final int most;

    KnownIncidents(int most) {
        this.most = most;
    }

    /** Takes in what was told; says whether an older one had to go. */
    boolean put(Incident incident) {
        String name = incident.workload().key() + '/' + incident.id();
        String place =
                "%019d/%s".formatted(Long.MAX_VALUE - incident.startedAt().toEpochMilli(), name);
        String before = places.put(name, place);
        if (before != null && !before.equals(place)) {
            remove(before);
        }
        newestFirst.put(place, incident);
        byWorkload
                .computeIfAbsent(incident.workload(), _ -> new ConcurrentSkipListMap<>())
                .put(place, incident);
        if (places.size() <= most) {
            return false;
        }
        Incident oldest = newestFirst.lastEntry().getValue();
        remove(newestFirst.lastKey());
        places.remove(oldest.workload().key() + '/' + oldest.id());
        return true;
    }

    private void remove(String place) {
        Incident gone = newestFirst.remove(place);
        if (gone != null) {
            byWorkload.computeIfPresent(
                    gone.workload(),
                    (_, rest) -> {
                        rest.remove(place);
                        return rest.isEmpty() ? null : rest;
                    });
        }
    }

    /** Those of one workload, the newest first. */
    Collection<Incident> of(WorkloadRef workload) {
        NavigableMap<String, Incident> found = byWorkload.get(workload);
        return found == null ? List.of() : Collections.unmodifiableCollection(found.values());
    }

    /** By place, the newest first. */
    NavigableMap<String, Incident> newestFirst() {
        return Collections.unmodifiableNavigableMap(newestFirst);
    }
}
