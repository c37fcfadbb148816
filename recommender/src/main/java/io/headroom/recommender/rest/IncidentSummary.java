package io.headroom.recommender.rest;

import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.Incident;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The incidents of one namespace together, and what went back and forth in it without one.
 *
 * @param open not Ready again yet
 * @param classes how many of each
 * @param recovery how long those took that healed and that nobody had planned; null when none did
 * @param plannedRecovery how long the others took, such as rollouts, whose pods may be Ready before
 *     those that they replace end; null likewise
 * @param flaps how many of each kind, since their workloads were first seen
 */
record IncidentSummary(
        String namespace,
        int incidents,
        int open,
        int planned,
        int crashLoops,
        long restarts,
        long disruptions,
        SortedMap<String, Long> classes,
        @Nullable Recovery recovery,
        @Nullable Recovery plannedRecovery,
        SortedMap<String, Long> flaps) {

    /**
     * From the first end to being Ready again.
     *
     * @param healed how many incidents that is of
     */
    record Recovery(int healed, Duration p50, Duration p90, Duration p99, Duration max) {}

    /**
     * One for each namespace that has any, by name.
     *
     * @param flapping what went back and forth, by namespace
     */
    static List<IncidentSummary> of(
            Collection<Incident> incidents, SortedMap<String, List<Flaps>> flapping) {
        SortedMap<String, List<Incident>> byNamespace = new TreeMap<>();
        flapping.keySet().forEach(namespace -> byNamespace.put(namespace, new ArrayList<>()));
        for (Incident incident : incidents) {
            byNamespace
                    .computeIfAbsent(incident.workload().namespace(), _ -> new ArrayList<>())
                    .add(incident);
        }
        return byNamespace.entrySet().stream()
                .map(entry ->
                        of(
                                entry.getKey(),
                                entry.getValue(),
                                flapping.getOrDefault(entry.getKey(), List.of())))
                .toList();
    }

    private static IncidentSummary of(
            String namespace, List<Incident> incidents, List<Flaps> flapping) {
        return new IncidentSummary(
                namespace,
                incidents.size(),
                count(incidents, incident -> incident.outcome().open()),
                count(incidents, incident -> incident.classification().planned()),
                count(incidents, Incident::crashLoop),
                incidents.stream().mapToLong(Incident::restarts).sum(),
                incidents.stream().mapToLong(Incident::disruptions).sum(),
                new TreeMap<>(
                        incidents.stream()
                                .collect(
                                        Collectors.groupingBy(
                                                incident ->
                                                        incident.classification().kind().label(),
                                                Collectors.counting()))),
                recovery(incidents, false),
                recovery(incidents, true),
                new TreeMap<>(
                        flapping.stream()
                                .collect(
                                        Collectors.groupingBy(
                                                flaps -> flaps.kind().label(),
                                                Collectors.summingLong(Flaps::count)))));
    }

    private static int count(List<Incident> incidents, Predicate<Incident> counts) {
        return (int) incidents.stream().filter(counts).count();
    }

    private static @Nullable Recovery recovery(List<Incident> incidents, boolean planned) {
        List<Duration> sorted =
                incidents.stream()
                        .filter(incident -> incident.classification().planned() == planned)
                        .map(incident -> incident.outcome().recovery())
                        .filter(Objects::nonNull)
                        .sorted()
                        .toList();
        return sorted.isEmpty()
                ? null
                : new Recovery(
                        sorted.size(),
                        quantile(sorted, 0.5),
                        quantile(sorted, 0.9),
                        quantile(sorted, 0.99),
                        sorted.getLast());
    }

    /** The smallest that at least this share is not above. */
    private static Duration quantile(List<Duration> sorted, double share) {
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
