package io.headroom.recommender.size.restarts;

import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.OomKill;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What ended of one workload lately.
 *
 * @param incidents the oldest first
 * @param oomKills by container, the oldest first
 */
public record RestartHistory(List<Incident> incidents, Map<String, List<OomKill>> oomKills) {
    public static final RestartHistory NONE = new RestartHistory(List.of(), Map.of());

    public RestartHistory {
        incidents =
                incidents.stream()
                        .sorted(
                                Comparator.comparing(Incident::startedAt)
                                        .thenComparing(Incident::id))
                        .toList();
        oomKills = Map.copyOf(oomKills);
    }

    /** The kills of one container for want of memory. */
    List<OomKill> oomKills(String container) {
        return oomKills.getOrDefault(container, List.of());
    }

    /** The incidents in which instances of one container ended, with its pods or without. */
    List<Incident> of(String container) {
        return incidents.stream().filter(incident -> concerns(incident, container)).toList();
    }

    /** When instances of one container ended. */
    List<Ending> endings(String container) {
        return of(container).stream()
                .map(incident ->
                        new Ending(
                                incident.startedAt(),
                                incident.lastAt(),
                                incident.classification().kind() == IncidentClass.OOM_KILLED))
                .toList();
    }

    private static boolean concerns(Incident incident, String container) {
        return incident.disruptions() > 0 || incident.containers().contains(container);
    }
}
