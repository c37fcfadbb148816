package io.headroom.recommender;

import io.headroom.model.assessment.Incident;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The latest incidents, each as it was told last; the oldest give way when there are too many. One
 * thread changes them, any thread reads them.
 */
final class KnownIncidents {
    static final int MOST = 50_000;

    private final NavigableMap<String, Incident> newestFirst = new ConcurrentSkipListMap<>();
    private final Map<String, String> places = new HashMap<>();
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
        newestFirst.put(place, incident);
        if (before != null && !before.equals(place)) {
            newestFirst.remove(before);
        }
        if (places.size() <= most) {
            return false;
        }
        Map.Entry<String, Incident> oldest = newestFirst.pollLastEntry();
        places.remove(oldest.getValue().workload().key() + '/' + oldest.getValue().id());
        return true;
    }

    /** By place, the newest first. */
    NavigableMap<String, Incident> newestFirst() {
        return Collections.unmodifiableNavigableMap(newestFirst);
    }
}
