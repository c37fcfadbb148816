package io.headroom.analyzer.restarts;

import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.lifecycle.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pod's fact shows of its end. */
final class Disruption {
    private static final Duration RECENT_SCALING = Duration.ofMinutes(2);
    private static final Set<String> REJECTIONS =
            Set.of(
                    "NodeAffinity",
                    "NodeName",
                    "NodePorts",
                    "NodeSelector",
                    "TaintToleration",
                    "UnexpectedAdmissionError",
                    "TopologyAffinityError",
                    "InvalidNodeInfo",
                    "PodOSSelectorNodeLabelDoesNotMatch",
                    "PodOSNotSupported",
                    "AppArmor",
                    "SysctlForbidden");

    private Disruption() {}

    /** What was seen around the pod is kept apart: it may change after the end began. */
    static Set<PodSignal> signals(PodFact fact) {
        Set<PodSignal> seen = EnumSet.noneOf(PodSignal.class);
        reason(fact, seen);
        fact.condition("DisruptionTarget")
                .filter(condition -> condition.status().equals("True"))
                .ifPresent(condition -> target(condition.reason(), seen));
        if (fact.deletionAt() != null) {
            seen.add(PodSignal.DELETING);
        }
        switch (fact.phase()) {
            case "Failed" -> seen.add(PodSignal.PHASE_FAILED);
            case "Succeeded" -> seen.add(PodSignal.PHASE_SUCCEEDED);
            default -> {}
        }
        if (fact.containers().stream().noneMatch(Disruption::started)) {
            seen.add(PodSignal.NEVER_STARTED);
        }
        if (fact.workload().kind().equals("Job") || fact.workload().kind().equals("CronJob")) {
            seen.add(PodSignal.OWNER_JOB);
        }
        if (ignored(fact)) {
            seen.add(PodSignal.JOB_IGNORES_FAILURE);
        }
        return seen;
    }

    /** Whether the first rule of its Job that fits how the pod failed says to ignore that. */
    private static boolean ignored(PodFact fact) {
        Surroundings around = fact.around();
        OwnerFact owner = around == null ? null : around.owner();
        return owner != null
                && fact.phase().equals("Failed")
                && owner.failureRules().stream()
                        .filter(rule -> fits(rule, fact))
                        .findFirst()
                        .filter(rule -> rule.action().equals("Ignore"))
                        .isPresent();
    }

    /** As the Job controller finds it: an exit code of 0 is none, whatever a rule excepts. */
    private static boolean fits(OwnerFact.FailureRule rule, PodFact fact) {
        if (rule.exitCodes().isEmpty()) {
            return rule.conditions().stream()
                    .anyMatch(wanted ->
                            fact.condition(wanted.type())
                                    .filter(each -> each.status().equals(wanted.status()))
                                    .isPresent());
        }
        return fact.containers().stream()
                .filter(each -> rule.container() == null || each.name().equals(rule.container()))
                .map(ContainerFact::state)
                .anyMatch(state ->
                        state instanceof ContainerState.Terminated end
                                && end.exitCode() != 0
                                && rule.exitCodes().contains(end.exitCode()) != rule.except());
    }

    static Set<PodSignal> around(
            String pod,
            @Nullable PodSettings settings,
            @Nullable Surroundings around,
            Instant observedAt) {
        Set<PodSignal> seen = EnumSet.noneOf(PodSignal.class);
        if (around == null) {
            return seen;
        }
        if (around.namespaceDeleting()) {
            seen.add(PodSignal.NAMESPACE_DELETING);
        }
        if (around.node() != null) {
            node(around.node(), seen);
        }
        if (around.owner() != null) {
            owner(pod, settings, around.owner(), observedAt, seen);
        }
        return seen;
    }

    static boolean nodePressure(@Nullable String message) {
        return message != null
                && (message.startsWith("The node was low on resource: ")
                        || message.startsWith("The node had condition"));
    }

    /** The resource that a node was low on, as the kubelet's message names it; null otherwise. */
    static @Nullable String starvedResource(@Nullable String message) {
        String prefix = "The node was low on resource: ";
        if (message == null || !message.startsWith(prefix)) {
            return null;
        }
        String rest = message.substring(prefix.length());
        int end = rest.indexOf('.');
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static void reason(PodFact fact, Set<PodSignal> seen) {
        String message = fact.message() == null ? "" : fact.message();
        String reason = fact.reason() == null ? "" : fact.reason();
        switch (reason) {
            case "Evicted" -> seen.add(PodSignal.REASON_EVICTED);
            case "Terminated" -> seen.add(PodSignal.REASON_TERMINATED);
            case "NodeShutdown", "Shutdown" -> seen.add(PodSignal.REASON_NODE_SHUTDOWN);
            case "Preempting" -> seen.add(PodSignal.REASON_PREEMPTING);
            default -> {
                if (REJECTIONS.contains(reason) || reason.startsWith("OutOf")) {
                    seen.add(PodSignal.REASON_REJECTED);
                }
            }
        }
        if (nodePressure(message)) {
            seen.add(PodSignal.MESSAGE_NODE_PRESSURE);
        }
        if ((message.startsWith("Usage of EmptyDir volume") && message.contains("exceeds"))
                || message.startsWith("Pod ephemeral local storage usage exceeds")
                || message.contains("exceeded its local ephemeral storage limit")) {
            seen.add(PodSignal.MESSAGE_STORAGE_LIMIT);
        }
        if (message.contains("imminent node shutdown")) {
            seen.add(PodSignal.MESSAGE_NODE_SHUTDOWN);
        }
        if (message.startsWith("Preempted in order to admit critical pod")) {
            seen.add(PodSignal.MESSAGE_CRITICAL_POD);
        }
    }

    private static void target(@Nullable String reason, Set<PodSignal> seen) {
        switch (reason == null ? "" : reason) {
            case "TerminationByKubelet" -> seen.add(PodSignal.DISRUPTED_BY_KUBELET);
            case "PreemptionByScheduler" -> seen.add(PodSignal.DISRUPTED_BY_SCHEDULER);
            case "DeletionByTaintManager" -> seen.add(PodSignal.DISRUPTED_BY_TAINT);
            case "DeletionByPodGC" -> seen.add(PodSignal.DISRUPTED_BY_POD_GC);
            case "EvictionByEvictionAPI" -> seen.add(PodSignal.DISRUPTED_BY_EVICTION);
            case "DeletionByDeviceTaintManager" -> seen.add(PodSignal.DISRUPTED_BY_DEVICE_TAINT);
            default -> {}
        }
    }

    private static void node(NodeFact node, Set<PodSignal> seen) {
        seen.add(PodSignal.NODE_KNOWN);
        if (node.gone()) {
            seen.add(PodSignal.NODE_GONE);
        }
        if (node.unschedulable()) {
            seen.add(PodSignal.NODE_CORDONED);
        }
        if (node.maintenance()) {
            seen.add(PodSignal.NODE_MAINTENANCE);
        }
        for (NodeFact.Taint taint : node.taints()) {
            switch (taint.key()) {
                case "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable" -> {
                    if ("NoExecute".equals(taint.effect())) {
                        seen.add(PodSignal.NODE_UNREACHABLE);
                    }
                }
                case "ToBeDeletedByClusterAutoscaler" -> seen.add(PodSignal.NODE_SCALED_DOWN);
                case "karpenter.sh/disrupted" -> seen.add(PodSignal.NODE_DISRUPTED_BY_KARPENTER);
                default -> {}
            }
        }
    }

    private static void owner(
            String pod,
            @Nullable PodSettings settings,
            OwnerFact owner,
            Instant observedAt,
            Set<PodSignal> seen) {
        if (owner.deleting() || owner.gone()) {
            seen.add(PodSignal.OWNER_DELETING);
        }
        if (owner.kind().equals("Job")) {
            seen.add(PodSignal.OWNER_JOB);
            if ("Failed".equals(owner.finished())) {
                switch (owner.finishedReason() == null ? "" : owner.finishedReason()) {
                    case "BackoffLimitExceeded" -> seen.add(PodSignal.JOB_BACK_OFF_EXCEEDED);
                    case "DeadlineExceeded" -> seen.add(PodSignal.JOB_DEADLINE_EXCEEDED);
                    case "PodFailurePolicy" -> seen.add(PodSignal.JOB_FAILED_BY_POLICY);
                    default -> {}
                }
            }
        }
        String revision = settings == null ? null : settings.revision();
        String restartedAt = settings == null ? null : settings.restartedAt();
        String current = owner.currentRevision();
        if (revision != null && current != null) {
            boolean old = !revision.equals(current);
            seen.add(old ? PodSignal.TEMPLATE_OLD : PodSignal.TEMPLATE_CURRENT);
            if (old && owner.restartedAt() != null && !owner.restartedAt().equals(restartedAt)) {
                seen.add(PodSignal.TEMPLATE_RESTARTED);
            }
        }
        Instant autoscaledAt = owner.autoscaledAt();
        if (autoscaledAt != null && autoscaledAt.isAfter(observedAt.minus(RECENT_SCALING))) {
            seen.add(PodSignal.AUTOSCALED_LATELY);
        }
        Integer replicas = owner.replicas();
        Integer before = owner.replicasBefore();
        Instant changedAt = owner.replicasChangedAt();
        boolean ordered = owner.kind().equals("StatefulSet");
        boolean beyond = ordered && replicas != null && ordinal(pod) >= replicas;
        if (replicas != null
                && before != null
                // of the pods of a StatefulSet only those with the highest ordinals go for it
                && (!ordered || beyond)
                && replicas < before
                && changedAt != null
                && changedAt.isAfter(observedAt.minus(RECENT_SCALING))) {
            seen.add(PodSignal.REPLICAS_LOWERED);
        }
        if (beyond) {
            seen.add(PodSignal.ORDINAL_BEYOND_REPLICAS);
        }
    }

    private static int ordinal(String pod) {
        try {
            return Integer.parseInt(pod.substring(pod.lastIndexOf('-') + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean started(ContainerFact container) {
        return container.restartCount() > 0
                || container.lastState() != null
                || !(container.state() instanceof ContainerState.Waiting);
    }
}
