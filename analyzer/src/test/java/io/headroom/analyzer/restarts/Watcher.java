package io.headroom.analyzer.restarts;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.ProcessKills;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The analysis with what it has said so far: of each thing the last word. Whatever it is told, it
 * has to record as many restarts as it was shown.
 */
final class Watcher implements RestartTally {
    final MemoryStore workloads = new MemoryStore();
    final MemoryStore pods = new MemoryStore();
    final MemoryStore states = new MemoryStore();
    final Map<String, RestartRecord> restarts = new LinkedHashMap<>();
    final Map<String, DisruptionRecord> disruptions = new LinkedHashMap<>();
    final Map<String, Incident> incidents = new LinkedHashMap<>();
    final List<String> dropped = new ArrayList<>();
    final List<IncidentClass> flaps = new ArrayList<>();
    final List<Duration> healed = new ArrayList<>();
    @Nullable RestartAssessment assessment;
    long increases;
    long records;
    int resets;
    private RestartAnalysis analysis = new RestartAnalysis(workloads, pods, states, this);

    /** Goes on as another process would, from what is stored. */
    void killed() {
        analysis = new RestartAnalysis(workloads, pods, states, this);
    }

    void tell(LifecycleFact... facts) {
        for (LifecycleFact fact : facts) {
            String key = Objects.requireNonNull(fact.workload()).key();
            RestartAnalysis.Shown shown =
                    switch (fact) {
                        case PodFact pod -> analysis.accept(key, pod);
                        case PodGone gone -> analysis.accept(key, gone);
                        case EventDelta event -> analysis.accept(key, event);
                        case ProcessKills kills -> analysis.accept(key, kills);
                    };
            records += shown.restarts().stream().mapToLong(RestartRecord::counted).sum();
            shown.said().forEach(this::heard);
            if (shown.assessment() != null) {
                assessment = shown.assessment();
            }
            if (records != increases) {
                throw new AssertionError(
                        "%d restarts are recorded of %d that were shown, by %s"
                                .formatted(records, increases, fact));
            }
        }
    }

    /** Looks for what is to be forgotten, as the analyzer does once a day. */
    void forget(Instant now) {
        analysis.forgetBefore(now, Duration.ofDays(28));
    }

    /** How much is stored in all. */
    int storedBytes() {
        return Stream.of(workloads, pods, states)
                .flatMap(store -> store.entries.entrySet().stream())
                .mapToInt(entry -> bytes(entry.getKey(), entry.getValue()))
                .sum();
    }

    /** What is kept of a workload. */
    WorkloadRestarts workload(WorkloadRef workload) {
        String key = workload.key();
        return WorkloadRestarts.of(Objects.requireNonNull(workloads.get(key)), key);
    }

    /** How much is stored where. */
    String sizes() {
        return "workloads %s, pods %s, incidents %s"
                .formatted(sizes(workloads), sizes(pods), sizes(states));
    }

    private static List<Integer> sizes(MemoryStore store) {
        return store.entries.entrySet().stream()
                .map(entry -> bytes(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static int bytes(String key, byte[] value) {
        return key.getBytes(StandardCharsets.UTF_8).length + value.length;
    }

    /** The one restart there is. */
    RestartRecord restart() {
        return only(List.copyOf(restarts.values()));
    }

    Classification why() {
        return why(restart());
    }

    static Classification why(RestartRecord restart) {
        return Objects.requireNonNull(restart.classification());
    }

    static Outcome outcome(RestartRecord restart) {
        return Objects.requireNonNull(restart.outcome());
    }

    DisruptionRecord disruption() {
        return only(List.copyOf(disruptions.values()));
    }

    Incident incident() {
        return only(List.copyOf(incidents.values()));
    }

    private void heard(IncidentEntry entry) {
        switch (entry) {
            case RestartRecord restart -> restarts.put(restart.id(), restart);
            case DisruptionRecord disruption -> disruptions.put(disruption.id(), disruption);
            case Incident incident -> incidents.put(incident.id(), incident);
        }
    }

    private static <T> T only(List<T> all) {
        if (all.size() != 1) {
            throw new AssertionError("not one but " + all);
        }
        return all.getFirst();
    }

    @Override
    public void increased(long shown) {
        increases += shown;
    }

    @Override
    public void restart(RestartRecord restart) {}

    @Override
    public void disruption(WorkloadRef workload, Classification classification) {}

    @Override
    public void healed(IncidentClass kind, Duration recovery) {
        healed.add(recovery);
    }

    @Override
    public void baselineReset() {
        resets++;
    }

    @Override
    public void flapped(
            WorkloadRef workload, @Nullable String container, Flaps.Kind kind, long times) {
        switch (kind) {
            case READINESS -> flaps.add(IncidentClass.READINESS_FLAP);
            case KUBELET_RESTART -> flaps.add(IncidentClass.KUBELET_RESTART);
            case LIVENESS_PROBE, READINESS_PROBE, STARTUP_PROBE, AUTOSCALER, PROCESS_OOM -> {}
        }
    }

    @Override
    public void kubeletRestarted(String node, Instant at) {}

    @Override
    public void dropped(String reason) {
        dropped.add(reason);
    }
}
