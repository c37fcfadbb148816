package io.headroom.model.inventory;

import io.headroom.model.ContainerSpec;
import io.headroom.model.WorkloadRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workload as its own object describes it. Key: {@link WorkloadRef#key}.
 *
 * @param desiredReplicas what the specification asks for; of a Job, how many pods it has yet to run
 *     at once; of a CronJob, how many its next run makes at once, none where it is suspended, and
 *     null in records of older collectors; null for kinds that have no such number
 * @param readyReplicas what the status says; null likewise
 * @param containers the pod template's containers of every type
 * @param annotations those whose name starts with {@code headroom.}
 * @param maxSurge how many more pods a rollout may start before it ends old ones, as the object
 *     says it: a number, or a part of the replicas such as {@code 25%}, which is rounded up; null
 *     for kinds that start none, and in records of older collectors
 * @param replicasOwner who else than through its scale set {@code desiredReplicas}; null where
 *     nobody did, where an autoscaler changed them since, and in records of older collectors
 * @param claimTemplates of the claims of volumes that a StatefulSet makes for its pods; null where
 *     it makes none, for other kinds, and in records of older collectors
 * @param maxUnavailable how many of its pods a rollout may end before new ones are there, as the
 *     object says it: a number, or a part of the replicas such as {@code 25%}, which is rounded
 *     down; all of them where a Deployment recreates its pods; null for kinds that replace none,
 *     and in records of older collectors
 * @param terms what quotas look at in the pods of its template, before admission adds to them; null
 *     where nothing of it is known, and in records of older collectors
 * @param strategy how its pods are replaced, as the object says it: the type of its update strategy
 *     ({@code RollingUpdate}, {@code Recreate}, {@code OnDelete}), or a CronJob's policy of
 *     concurrency ({@code Allow}, {@code Forbid}, {@code Replace}); null for kinds that have none,
 *     where the object does not say, and in records of older collectors
 * @param paused whether a Deployment takes up no change of its template until it is resumed; null
 *     where it does, for other kinds, and in records of older collectors
 * @param partition from which ordinal on the pods of a StatefulSet are as its template says: those
 *     before keep the template of before, and are made anew by that; null where none do, for other
 *     kinds, and in records of older collectors
 */
public record WorkloadState(
        WorkloadRef workload,
        String uid,
        Instant createdAt,
        @Nullable Integer desiredReplicas,
        @Nullable Integer readyReplicas,
        List<ContainerSpec> containers,
        Map<String, String> annotations,
        @Nullable String maxSurge,
        @Nullable ReplicasOwner replicasOwner,
        @Nullable ClaimTemplates claimTemplates,
        @Nullable String maxUnavailable,
        @Nullable PodTerms terms,
        @Nullable String strategy,
        @Nullable Boolean paused,
        @Nullable Integer partition)
        implements InventoryEntry {

    /**
     * Who set the number of replicas in the object itself.
     *
     * @param manager as the API server calls it: {@code argocd-controller}, for example
     * @param applied whether by server-side apply, which sets them again each time
     */
    public record ReplicasOwner(String manager, boolean applied) {}

    public WorkloadState {
        containers = List.copyOf(containers);
        annotations = Map.copyOf(annotations);
    }

    /** One of which nothing is known but that. */
    public WorkloadState(
            WorkloadRef workload,
            String uid,
            Instant createdAt,
            @Nullable Integer desiredReplicas,
            @Nullable Integer readyReplicas,
            List<ContainerSpec> containers,
            Map<String, String> annotations) {
        this(
                workload,
                uid,
                createdAt,
                desiredReplicas,
                readyReplicas,
                containers,
                annotations,
                null);
    }

    /** One of which nobody but its scale sets the replicas. */
    public WorkloadState(
            WorkloadRef workload,
            String uid,
            Instant createdAt,
            @Nullable Integer desiredReplicas,
            @Nullable Integer readyReplicas,
            List<ContainerSpec> containers,
            Map<String, String> annotations,
            @Nullable String maxSurge) {
        this(
                workload,
                uid,
                createdAt,
                desiredReplicas,
                readyReplicas,
                containers,
                annotations,
                maxSurge,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The same, of which somebody else than its scale sets the replicas. */
    public WorkloadState owned(@Nullable ReplicasOwner owner) {
        return new WorkloadState(
                workload,
                uid,
                createdAt,
                desiredReplicas,
                readyReplicas,
                containers,
                annotations,
                maxSurge,
                owner,
                claimTemplates,
                maxUnavailable,
                terms,
                strategy,
                paused,
                partition);
    }

    /** The same, whose pods get claims of their own. */
    public WorkloadState claiming(@Nullable ClaimTemplates templates) {
        return new WorkloadState(
                workload,
                uid,
                createdAt,
                desiredReplicas,
                readyReplicas,
                containers,
                annotations,
                maxSurge,
                replicasOwner,
                templates,
                maxUnavailable,
                terms,
                strategy,
                paused,
                partition);
    }

    /** The same, of whose pods a rollout may end so many before new ones are there. */
    public WorkloadState unavailable(@Nullable String most) {
        return new WorkloadState(
                workload,
                uid,
                createdAt,
                desiredReplicas,
                readyReplicas,
                containers,
                annotations,
                maxSurge,
                replicasOwner,
                claimTemplates,
                most,
                terms,
                strategy,
                paused,
                partition);
    }

    /** The same, whose pods are like that. */
    public WorkloadState of(@Nullable PodTerms pods) {
        return new WorkloadState(
                workload,
                uid,
                createdAt,
                desiredReplicas,
                readyReplicas,
                containers,
                annotations,
                maxSurge,
                replicasOwner,
                claimTemplates,
                maxUnavailable,
                pods,
                strategy,
                paused,
                partition);
    }

    /** The same, whose pods are replaced so. */
    public WorkloadState replacing(@Nullable String said) {
        return new WorkloadState(
                workload,
                uid,
                createdAt,
                desiredReplicas,
                readyReplicas,
                containers,
                annotations,
                maxSurge,
                replicasOwner,
                claimTemplates,
                maxUnavailable,
                terms,
                said,
                paused,
                partition);
    }

    /** The same, of which so much takes up no change of its template. */
    public WorkloadState holding(@Nullable Boolean all, @Nullable Integer before) {
        return new WorkloadState(
                workload,
                uid,
                createdAt,
                desiredReplicas,
                readyReplicas,
                containers,
                annotations,
                maxSurge,
                replicasOwner,
                claimTemplates,
                maxUnavailable,
                terms,
                strategy,
                all,
                before);
    }

    @Override
    public String key() {
        return workload.key();
    }
}
