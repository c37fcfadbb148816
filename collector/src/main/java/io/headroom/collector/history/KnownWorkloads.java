package io.headroom.collector.history;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.Windows;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster itself tells of its workloads: it goes before what Prometheus remembers.
 * Immutable once made.
 */
final class KnownWorkloads {
    private static final Map<String, String> BUILT_IN_GROUPS =
            Map.of(
                    "Deployment", "apps",
                    "ReplicaSet", "apps",
                    "StatefulSet", "apps",
                    "DaemonSet", "apps",
                    "Job", "batch",
                    "CronJob", "batch",
                    "ReplicationController", "",
                    "Pod", "");

    private final boolean complete;
    private final Map<WorkloadRef, Instant> createdAt = new HashMap<>();
    private final Set<WorkloadRef> running = new HashSet<>();
    private final Map<String, PodState> podsByUid = new HashMap<>();
    private final Map<String, PodState> podsByName = new HashMap<>();
    private final Map<String, Set<String>> groupsByKind = new HashMap<>();
    private final Map<WorkloadRef, Map<String, ContainerType>> types = new HashMap<>();
    private final Map<WorkloadRef, Instant> assessedUntil;

    private KnownWorkloads(boolean complete, Map<WorkloadRef, Instant> assessedUntil) {
        this.complete = complete;
        this.assessedUntil = Map.copyOf(assessedUntil);
    }

    /** Nothing is known: whatever Prometheus remembers counts. */
    static KnownWorkloads unknown() {
        return new KnownWorkloads(false, Map.of());
    }

    /**
     * What there is: workloads that are not among it are gone, and nobody wants to know of them.
     *
     * @param assessedUntil up to when each workload was assessed already
     */
    static KnownWorkloads of(
            Collection<InventoryEntry> inventory, Map<WorkloadRef, Instant> assessedUntil) {
        KnownWorkloads known = new KnownWorkloads(true, assessedUntil);
        inventory.forEach(known::add);
        return known;
    }

    private void add(InventoryEntry entry) {
        switch (entry) {
            case WorkloadState state -> {
                add(state.workload(), state.createdAt());
                state.containers().forEach(spec -> type(state.workload(), spec));
            }
            case PodState pod -> {
                add(pod.workload(), pod.createdAt());
                podsByUid.put(pod.uid(), pod);
                podsByName.put(pod.namespace() + '/' + pod.name(), pod);
                if (pod.phase().equals("Running")) {
                    running.add(pod.workload());
                }
                pod.containers().forEach(spec -> type(pod.workload(), spec));
            }
            case AutoscalerState _,
                    VerticalAutoscalerState _,
                    VolumeClaimState _,
                    PodRefusal _ -> {}
        }
    }

    private void add(WorkloadRef workload, Instant created) {
        createdAt.merge(workload, created, (a, b) -> a.isBefore(b) ? a : b);
        groupsByKind.computeIfAbsent(workload.kind(), _ -> new HashSet<>()).add(workload.group());
    }

    private void type(WorkloadRef workload, ContainerSpec spec) {
        types.computeIfAbsent(workload, _ -> new HashMap<>()).put(spec.name(), spec.type());
    }

    /** Whether the history of this workload is of interest. */
    boolean includes(WorkloadRef workload) {
        return !complete || createdAt.containsKey(workload);
    }

    /** Whether this very workload has been seen in the cluster. */
    boolean has(WorkloadRef workload) {
        return createdAt.containsKey(workload);
    }

    /** Whether there are pods whose workloads are known without any metrics. */
    boolean hasPods() {
        return !podsByUid.isEmpty();
    }

    boolean hasRunning() {
        return !running.isEmpty();
    }

    @Nullable PodState podOf(String uid) {
        return podsByUid.get(uid);
    }

    @Nullable PodState podNamed(String namespace, String name) {
        return podsByName.get(namespace + '/' + name);
    }

    @Nullable ContainerType type(WorkloadRef workload, String container) {
        return types.getOrDefault(workload, Map.of()).get(container);
    }

    /**
     * The workload of this kind, of which metrics do not tell the group; null when the cluster has
     * none of that kind, or several groups of it.
     */
    @Nullable WorkloadRef named(String namespace, String kind, String name) {
        String builtIn = BUILT_IN_GROUPS.get(kind);
        if (builtIn != null) {
            return new WorkloadRef(namespace, kind, builtIn, name);
        }
        Set<String> groups = groupsByKind.getOrDefault(kind, Set.of());
        if (groups.size() == 1) {
            return new WorkloadRef(namespace, kind, groups.iterator().next(), name);
        }
        for (String group : groups) {
            WorkloadRef candidate = new WorkloadRef(namespace, kind, group, name);
            if (has(candidate)) {
                return candidate;
            }
        }
        return complete ? null : new WorkloadRef(namespace, kind, "", name);
    }

    /**
     * From when on some running workload lacks history: each was assessed up to a time, or has been
     * there since it was created.
     */
    Instant lacksFrom(Instant earliest, Instant now) {
        if (!complete) {
            return earliest;
        }
        Instant from = now;
        for (WorkloadRef workload : running) {
            Instant seen = assessedUntil.get(workload);
            Instant since = seen == null ? createdAt.getOrDefault(workload, earliest) : seen;
            if (since.isBefore(from)) {
                from = since;
            }
        }
        return from.isBefore(earliest) ? earliest : Windows.start(Windows.indexOf(from));
    }
}
