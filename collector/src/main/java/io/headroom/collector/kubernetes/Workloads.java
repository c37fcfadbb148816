package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.inventory.WorkloadState.ReplicasOwner;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of workloads, as objects of the kinds that are watched describe it. */
final class Workloads {
    private static final String OWN_ANNOTATIONS = "headroom.";

    /** What a Job's condition is of that starts no more pods. */
    private static final Set<String> OVER =
            Set.of("Complete", "Failed", "SuccessCriteriaMet", "FailureTarget");

    private Workloads() {}

    static WorkloadState of(Deployment object) {
        var spec = object.getSpec();
        var status = object.getStatus();
        return state(
                        object,
                        "Deployment",
                        "apps",
                        spec == null ? null : spec.getReplicas(),
                        status == null ? null : orZero(status.getReadyReplicas()),
                        spec == null ? null : spec.getTemplate(),
                        spec == null ? null : maxSurge(spec.getStrategy()))
                .unavailable(spec == null ? null : maxUnavailable(spec.getStrategy()))
                .replacing(
                        spec == null || spec.getStrategy() == null
                                ? null
                                : spec.getStrategy().getType())
                .holding(spec == null ? null : paused(spec), null);
    }

    /** Null where it is not. */
    private static @Nullable Boolean paused(DeploymentSpec spec) {
        return Boolean.TRUE.equals(spec.getPaused()) ? Boolean.TRUE : null;
    }

    /** What the API server writes into it where nobody does. */
    private static String maxSurge(@Nullable DeploymentStrategy strategy) {
        if (strategy != null && "Recreate".equals(strategy.getType())) {
            return "0";
        }
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        return rolling == null || rolling.getMaxSurge() == null
                ? "25%"
                : text(rolling.getMaxSurge());
    }

    /** Likewise; one that recreates its pods ends all of them first. */
    private static String maxUnavailable(@Nullable DeploymentStrategy strategy) {
        if (strategy != null && "Recreate".equals(strategy.getType())) {
            return "100%";
        }
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        return rolling == null || rolling.getMaxUnavailable() == null
                ? "25%"
                : text(rolling.getMaxUnavailable());
    }

    private static String text(IntOrString value) {
        return value.getStrVal() == null ? String.valueOf(value.getIntVal()) : value.getStrVal();
    }

    static WorkloadState of(ReplicaSet object) {
        var spec = object.getSpec();
        var status = object.getStatus();
        return state(
                object,
                "ReplicaSet",
                "apps",
                spec == null ? null : spec.getReplicas(),
                status == null ? null : orZero(status.getReadyReplicas()),
                spec == null ? null : spec.getTemplate());
    }

    static WorkloadState of(StatefulSet object) {
        var spec = object.getSpec();
        var status = object.getStatus();
        return state(
                        object,
                        "StatefulSet",
                        "apps",
                        spec == null ? null : spec.getReplicas(),
                        status == null ? null : orZero(status.getReadyReplicas()),
                        spec == null ? null : spec.getTemplate())
                .claiming(spec == null ? null : VolumeClaims.templates(spec))
                .unavailable(spec == null ? null : maxUnavailable(spec.getUpdateStrategy()))
                .replacing(
                        spec == null || spec.getUpdateStrategy() == null
                                ? null
                                : spec.getUpdateStrategy().getType())
                .holding(null, spec == null ? null : partition(spec));
    }

    /** Null where all of its pods are to be as the template says. */
    private static @Nullable Integer partition(StatefulSetSpec spec) {
        var strategy = spec.getUpdateStrategy();
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        Integer partition = rolling == null ? null : rolling.getPartition();
        // it counts pods, wherever their ordinals start
        return partition == null || partition <= 0
                ? null
                : Math.clamp(
                        (long) VolumeClaims.firstOrdinal(spec) + partition, 0, Integer.MAX_VALUE);
    }

    /** One at a time where it does not say, and where somebody ends them by hand. */
    private static String maxUnavailable(@Nullable StatefulSetUpdateStrategy strategy) {
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        return rolling == null || rolling.getMaxUnavailable() == null
                ? "1"
                : text(rolling.getMaxUnavailable());
    }

    static WorkloadState of(DaemonSet object) {
        var spec = object.getSpec();
        var status = object.getStatus();
        return state(
                        object,
                        "DaemonSet",
                        "apps",
                        status == null ? null : status.getDesiredNumberScheduled(),
                        status == null ? null : orZero(status.getNumberReady()),
                        spec == null ? null : spec.getTemplate(),
                        spec == null ? null : maxSurge(spec.getUpdateStrategy()))
                .unavailable(spec == null ? null : maxUnavailable(spec.getUpdateStrategy()))
                .replacing(
                        spec == null || spec.getUpdateStrategy() == null
                                ? null
                                : spec.getUpdateStrategy().getType());
    }

    /** Likewise. */
    private static String maxUnavailable(@Nullable DaemonSetUpdateStrategy strategy) {
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        return rolling == null || rolling.getMaxUnavailable() == null
                ? "1"
                : text(rolling.getMaxUnavailable());
    }

    private static @Nullable String maxSurge(@Nullable DaemonSetUpdateStrategy strategy) {
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        return rolling == null || rolling.getMaxSurge() == null
                ? null
                : text(rolling.getMaxSurge());
    }

    static WorkloadState of(Job object) {
        var spec = object.getSpec();
        var status = object.getStatus();
        return state(
                object,
                "Job",
                "batch",
                spec == null ? null : parallelism(spec, status),
                status == null ? null : orZero(status.getReady()),
                spec == null ? null : spec.getTemplate());
    }

    /**
     * How many pods a Job has yet to run at once: none of one that is suspended or over.
     *
     * @param status null for one that is yet to be made
     */
    private static int parallelism(JobSpec spec, @Nullable JobStatus status) {
        boolean over =
                status != null
                        && Containers.present(status.getConditions()).stream()
                                .anyMatch(condition ->
                                        "True".equals(condition.getStatus())
                                                && OVER.contains(condition.getType()));
        if (over || Boolean.TRUE.equals(spec.getSuspend())) {
            return 0;
        }
        int parallelism = spec.getParallelism() == null ? 1 : spec.getParallelism();
        Integer completions = spec.getCompletions();
        int succeeded = status == null ? 0 : orZero(status.getSucceeded());
        return completions == null
                ? parallelism
                : Math.clamp(completions - succeeded, 0, parallelism);
    }

    static WorkloadState of(CronJob object) {
        var spec = object.getSpec();
        var job =
                spec == null || spec.getJobTemplate() == null
                        ? null
                        : spec.getJobTemplate().getSpec();
        boolean suspended = spec != null && Boolean.TRUE.equals(spec.getSuspend());
        return state(
                        object,
                        "CronJob",
                        "batch",
                        job == null ? null : suspended ? 0 : parallelism(job, null),
                        null,
                        job == null ? null : job.getTemplate())
                .replacing(spec == null ? null : spec.getConcurrencyPolicy());
    }

    /** The annotations that are meant for Headroom. */
    static Map<String, String> ownAnnotations(HasMetadata object) {
        Map<String, String> own = new TreeMap<>();
        Containers.present(object.getMetadata().getAnnotations())
                .forEach((name, value) -> {
                    if (name.startsWith(OWN_ANNOTATIONS) && value != null) {
                        own.put(name, value);
                    }
                });
        return own;
    }

    private static WorkloadState state(
            HasMetadata object,
            String kind,
            String group,
            @Nullable Integer desired,
            @Nullable Integer ready,
            @Nullable PodTemplateSpec template) {
        return state(object, kind, group, desired, ready, template, null);
    }

    private static WorkloadState state(
            HasMetadata object,
            String kind,
            String group,
            @Nullable Integer desired,
            @Nullable Integer ready,
            @Nullable PodTemplateSpec template,
            @Nullable String maxSurge) {
        var metadata = object.getMetadata();
        return new WorkloadState(
                        new WorkloadRef(metadata.getNamespace(), kind, group, metadata.getName()),
                        metadata.getUid(),
                        Times.orEpoch(Times.parse(metadata.getCreationTimestamp())),
                        desired,
                        ready,
                        Containers.specs(template == null ? null : template.getSpec()),
                        ownAnnotations(object),
                        maxSurge)
                .owned(desired == null ? null : replicasOwner(object))
                .of(Terms.of(template));
    }

    /** What goes through its scale, as autoscalers do, is no owner here. */
    private static @Nullable ReplicasOwner replicasOwner(HasMetadata object) {
        return Containers.present(object.getMetadata().getManagedFields()).stream()
                .filter(entry -> Containers.blankToNull(entry.getSubresource()) == null)
                .filter(Workloads::setsReplicas)
                .map(entry ->
                        new ReplicasOwner(
                                entry.getManager() == null ? "" : entry.getManager(),
                                "Apply".equals(entry.getOperation())))
                .min(
                        Comparator.comparing((ReplicasOwner owner) -> !owner.applied())
                                .thenComparing(ReplicasOwner::manager))
                .orElse(null);
    }

    private static boolean setsReplicas(ManagedFieldsEntry entry) {
        return entry.getFieldsV1() != null
                && entry.getFieldsV1().getAdditionalProperties().get("f:spec")
                        instanceof Map<?, ?> spec
                && spec.containsKey("f:replicas");
    }

    private static int orZero(@Nullable Integer count) {
        return count == null ? 0 : count;
    }
}
