package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.headroom.model.ContainerSpec;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.PodState;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.PodFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept of a pod: all that is told of it, and nothing else of its object. */
record SeenPod(
        String namespace,
        String name,
        String uid,
        @Nullable Controller controller,
        @Nullable String node,
        Instant createdAt,
        @Nullable Instant startedAt,
        Status status,
        List<ContainerSpec> containers) {

    /** The part that changes while the pod lives. */
    record Status(
            String phase,
            @Nullable Instant deletionAt,
            @Nullable String reason,
            @Nullable String message,
            List<PodFact.Condition> conditions,
            List<ContainerFact> containers) {}

    static SeenPod of(Pod pod) {
        var metadata = pod.getMetadata();
        var spec = pod.getSpec();
        PodStatus status = pod.getStatus();
        String phase = status == null ? null : Containers.blankToNull(status.getPhase());
        return new SeenPod(
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid(),
                Controller.of(pod),
                spec == null ? null : Containers.blankToNull(spec.getNodeName()),
                Times.orEpoch(Times.parse(metadata.getCreationTimestamp())),
                status == null ? null : Times.parse(status.getStartTime()),
                new Status(
                        phase == null ? "Pending" : phase,
                        Times.parse(metadata.getDeletionTimestamp()),
                        status == null ? null : Containers.blankToNull(status.getReason()),
                        status == null ? null : Containers.shortened(status.getMessage()),
                        conditions(status),
                        Containers.facts(spec, status)),
                Containers.inForce(spec, status));
    }

    boolean ready() {
        return status.conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    PodState state(WorkloadRef workload) {
        return new PodState(
                workload,
                name,
                uid,
                node,
                status.phase(),
                ready(),
                createdAt,
                startedAt,
                containers);
    }

    PodFact fact(WorkloadRef workload, Instant now, boolean snapshot) {
        return new PodFact(
                workload,
                name,
                uid,
                controller == null ? null : controller.uid(),
                node,
                createdAt,
                status.deletionAt(),
                status.phase(),
                status.reason(),
                status.message(),
                status.conditions(),
                status.containers(),
                now,
                snapshot);
    }

    private static List<PodFact.Condition> conditions(@Nullable PodStatus status) {
        List<PodFact.Condition> conditions = new ArrayList<>();
        if (status != null) {
            for (PodCondition condition : Containers.present(status.getConditions())) {
                conditions.add(
                        new PodFact.Condition(
                                condition.getType(),
                                condition.getStatus(),
                                Containers.blankToNull(condition.getReason()),
                                Containers.shortened(condition.getMessage()),
                                Times.parse(condition.getLastTransitionTime())));
            }
        }
        return conditions;
    }
}
