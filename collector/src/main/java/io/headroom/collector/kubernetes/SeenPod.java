package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        PodSettings settings,
        List<ContainerSpec> containers,
        @Nullable Resources overhead,
        @Nullable PodTerms terms) {
    private static final String COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index";
    private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

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
                settings(pod),
                Containers.inForce(spec, status),
                spec == null || Containers.present(spec.getOverhead()).isEmpty()
                        ? null
                        : Amounts.resources(spec.getOverhead()),
                Terms.of(pod));
    }

    boolean ready() {
        return readyCondition().isPresent();
    }

    private Optional<PodFact.Condition> readyCondition() {
        return status.conditions().stream()
                .filter(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"))
                .findFirst();
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
                containers,
                overhead,
                oomKilledAt(),
                terms,
                readyCondition().map(PodFact.Condition::lastTransitionAt).orElse(null));
    }

    private Map<String, Instant> oomKilledAt() {
        Map<String, Instant> killed = new TreeMap<>();
        for (ContainerFact container : status.containers()) {
            Instant at =
                    container
                            .oomKilledBefore()
                            .map(ContainerState.Terminated::finishedAt)
                            .orElse(null);
            if (at != null) {
                killed.put(container.name(), at);
            }
        }
        return killed;
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
                snapshot,
                settings,
                null);
    }

    private static PodSettings settings(Pod pod) {
        var metadata = pod.getMetadata();
        var spec = pod.getSpec();
        Map<String, String> annotations = Containers.present(metadata.getAnnotations());
        return new PodSettings(
                spec == null ? null : Containers.blankToNull(spec.getRestartPolicy()),
                metadata.getDeletionGracePeriodSeconds(),
                metadata.getGeneration(),
                revision(Controller.of(pod), Containers.present(metadata.getLabels())),
                annotations.get(RESTARTED_AT),
                annotations.get(COMPLETION_INDEX));
    }

    /** The label by which its kind of controller tells its templates apart. */
    private static @Nullable String revision(
            @Nullable Controller controller, Map<String, String> labels) {
        return switch (controller == null ? "" : controller.kind()) {
            case "ReplicaSet" -> labels.get("pod-template-hash");
            case "StatefulSet" -> labels.get("controller-revision-hash");
            case "DaemonSet" -> labels.get("pod-template-generation");
            default -> null;
        };
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
