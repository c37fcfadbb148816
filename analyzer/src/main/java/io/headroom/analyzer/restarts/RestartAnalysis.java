package io.headroom.analyzer.restarts;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts restarts by what the API says of each container, compared with what it said before. So
 * those that happened while nobody watched are counted as well. Not thread-safe.
 */
public final class RestartAnalysis {
    private static final char SEPARATOR = '\0';

    private final KeyValueStore<String, byte[]> workloads;
    private final KeyValueStore<String, byte[]> pods;

    public RestartAnalysis(
            KeyValueStore<String, byte[]> workloads, KeyValueStore<String, byte[]> pods) {
        this.workloads = workloads;
        this.pods = pods;
    }

    /**
     * What one fact shows.
     *
     * @param restarts that were not known before, in the order of their counts
     * @param assessment the workload's totals; null when they are as they were
     */
    public record Shown(List<RestartRecord> restarts, @Nullable RestartAssessment assessment) {
        public Shown {
            restarts = List.copyOf(restarts);
        }
    }

    public Shown accept(String key, PodFact fact) {
        WorkloadRestarts before = workload(key);
        PodRestarts pod = pod(key, fact.podUid());
        long observed = fact.observedAt().toEpochMilli();
        if (pod != null && observed < pod.observedMillis()) {
            // sent again, or overtaken: taking it would count everything since once more
            return new Shown(List.of(), null);
        }
        WorkloadRestarts workload = observed(before, observed, fact.snapshot());
        boolean fromZero =
                pod != null
                        || !fact.snapshot()
                        || fact.createdAt().toEpochMilli() > workload.completeUntilMillis();
        SortedMap<String, ContainerSight> sights =
                pod == null ? new TreeMap<>() : new TreeMap<>(pod.containers());
        List<OomKill> oomKills = new ArrayList<>(workload.oomKills());
        SortedMap<String, Long> totals = workload.totals();
        List<RestartRecord> restarts = new ArrayList<>();
        for (ContainerFact container : fact.containers()) {
            int count = container.restartCount();
            ContainerSight known = sights.put(container.name(), ContainerSight.of(container));
            int counted = known != null ? known.restartCount() : fromZero ? 0 : count;
            if (known != null) {
                OomObserver.between(known, container, fact.observedAt()).ifPresent(oomKills::add);
            }
            for (int reached = counted + 1; reached <= count; reached++) {
                restarts.add(record(fact, container, reached));
            }
            totals.merge(container.name(), (long) Math.max(0, count - counted), Long::sum);
        }
        workload = workload.with(oomKills);
        boolean changed =
                before == null
                        || !before.totals().equals(totals)
                        || !before.oomKills().equals(workload.oomKills());
        pods.put(
                key + SEPARATOR + fact.podUid(),
                new PodRestarts(observed, false, sights).toBytes());
        workloads.put(key, workload.toBytes());
        return new Shown(
                restarts,
                changed ? assessment(fact.workload(), fact.observedAt(), workload) : null);
    }

    /**
     * What an event adds: the containers whose pod was evicted because they used too much of the
     * node's memory.
     *
     * @return the workload's totals; null when they are as they were
     */
    public @Nullable RestartAssessment accept(String key, EventDelta event) {
        List<OomKill> evicted = event.delta() > 0 ? OomObserver.evicted(event) : List.of();
        WorkloadRestarts workload = workload(key);
        WorkloadRef ref = event.workload();
        // an event may be told twice: a kill is known by its container, time and amount
        if (workload == null || ref == null || workload.oomKills().containsAll(evicted)) {
            return null;
        }
        Set<OomKill> oomKills = new LinkedHashSet<>(workload.oomKills());
        oomKills.addAll(evicted);
        workload = workload.with(List.copyOf(oomKills));
        workloads.put(key, workload.toBytes());
        return assessment(ref, event.observedAt(), workload);
    }

    public void accept(String key, PodGone gone) {
        PodRestarts pod = pod(key, gone.podUid());
        long observed = gone.observedAt().toEpochMilli();
        if (pod != null && observed >= pod.observedMillis()) {
            // kept a while: a fact that comes late must not be taken for a pod's first
            pods.put(
                    key + SEPARATOR + gone.podUid(),
                    new PodRestarts(observed, true, pod.containers()).toBytes());
        }
        WorkloadRestarts workload = workload(key);
        if (workload != null) {
            workloads.put(key, observed(workload, observed, gone.snapshot()).toBytes());
        }
    }

    /**
     * Forgets the pods that are gone for a day, and the workloads that have no pods and were not
     * seen for {@code silence}; says which workloads.
     */
    public List<String> forgetBefore(Instant now, Duration silence) {
        long podsBefore = now.minus(Duration.ofDays(1)).toEpochMilli();
        long workloadsBefore = now.minus(silence).toEpochMilli();
        Set<String> alive = new HashSet<>();
        List<String> expiredPods = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = pods.all()) {
            all.forEachRemaining(entry -> {
                PodRestarts pod = PodRestarts.of(entry.value);
                if (pod.gone() && pod.observedMillis() < podsBefore) {
                    expiredPods.add(entry.key);
                } else {
                    alive.add(entry.key.substring(0, entry.key.indexOf(SEPARATOR)));
                }
            });
        }
        expiredPods.forEach(pods::delete);
        List<String> expired = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = workloads.all()) {
            all.forEachRemaining(entry -> {
                if (!alive.contains(entry.key)
                        && WorkloadRestarts.of(entry.value).observedMillis() < workloadsBefore) {
                    expired.add(entry.key);
                }
            });
        }
        expired.forEach(workloads::delete);
        return expired;
    }

    private static WorkloadRestarts observed(
            @Nullable WorkloadRestarts before, long observed, boolean snapshot) {
        if (before == null) {
            return new WorkloadRestarts(observed, observed, snapshot, new TreeMap<>(), List.of());
        }
        // all of one snapshot is compared with what was before it, not with its own first facts
        long completeUntil =
                snapshot && before.snapshot()
                        ? before.completeUntilMillis()
                        : before.observedMillis();
        return new WorkloadRestarts(
                completeUntil,
                Math.max(before.observedMillis(), observed),
                snapshot,
                new TreeMap<>(before.totals()),
                before.oomKills());
    }

    /** Only the latest instance's end is in a status: of the others nothing is known. */
    private static RestartRecord record(PodFact fact, ContainerFact container, int reached) {
        ContainerState.Terminated ended =
                reached == container.restartCount()
                                && container.lastState()
                                        instanceof ContainerState.Terminated terminated
                        ? terminated
                        : null;
        return new RestartRecord(
                fact.workload(),
                fact.pod(),
                fact.podUid(),
                container.name(),
                container.type(),
                reached,
                ended != null,
                ended == null ? null : ended.containerId(),
                ended == null ? null : ended.finishedAt(),
                ended == null ? null : (Integer) ended.exitCode(),
                ended == null ? null : ended.reason(),
                fact.observedAt());
    }

    private static RestartAssessment assessment(
            WorkloadRef ref, Instant asOf, WorkloadRestarts workload) {
        return new RestartAssessment(
                ref,
                asOf,
                workload.totals().entrySet().stream()
                        .map(total ->
                                new RestartAssessment.Container(
                                        total.getKey(),
                                        total.getValue(),
                                        workload.oomKills(total.getKey())))
                        .toList());
    }

    private @Nullable WorkloadRestarts workload(String key) {
        byte[] stored = workloads.get(key);
        return stored == null ? null : WorkloadRestarts.of(stored);
    }

    private @Nullable PodRestarts pod(String key, String uid) {
        byte[] stored = pods.get(key + SEPARATOR + uid);
        return stored == null ? null : PodRestarts.of(stored);
    }
}
