package io.headroom.model.lifecycle;

import io.headroom.model.WorkloadRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the API said of a pod's status, published at every change and after every relist.
 *
 * @param ownerUid the UID of the pod's direct controller, such as its ReplicaSet; null without one
 * @param reason {@code status.reason}, such as {@code Evicted}
 * @param snapshot whether this was read in a list rather than as a change: what happened before it
 *     may have been missed
 * @param settings null in facts that were written before they were kept
 * @param around likewise
 */
public record PodFact(
        WorkloadRef workload,
        String pod,
        String podUid,
        @Nullable String ownerUid,
        @Nullable String node,
        Instant createdAt,
        @Nullable Instant deletionAt,
        String phase,
        @Nullable String reason,
        @Nullable String message,
        List<Condition> conditions,
        List<ContainerFact> containers,
        Instant observedAt,
        boolean snapshot,
        @Nullable PodSettings settings,
        @Nullable Surroundings around)
        implements LifecycleFact {

    public PodFact {
        conditions = List.copyOf(conditions);
        containers = List.copyOf(containers);
    }

    /** A fact without settings and surroundings, as they were before those were kept. */
    public PodFact(
            WorkloadRef workload,
            String pod,
            String podUid,
            @Nullable String ownerUid,
            @Nullable String node,
            Instant createdAt,
            @Nullable Instant deletionAt,
            String phase,
            @Nullable String reason,
            @Nullable String message,
            List<Condition> conditions,
            List<ContainerFact> containers,
            Instant observedAt,
            boolean snapshot) {
        this(
                workload,
                pod,
                podUid,
                ownerUid,
                node,
                createdAt,
                deletionAt,
                phase,
                reason,
                message,
                conditions,
                containers,
                observedAt,
                snapshot,
                null,
                null);
    }

    /** The same fact with what its object and its surroundings say. */
    public PodFact with(@Nullable PodSettings settings, @Nullable Surroundings around) {
        return new PodFact(
                workload,
                pod,
                podUid,
                ownerUid,
                node,
                createdAt,
                deletionAt,
                phase,
                reason,
                message,
                conditions,
                containers,
                observedAt,
                snapshot,
                settings,
                around);
    }

    /** The condition of this type; empty when there is none. */
    public Optional<Condition> condition(String type) {
        return conditions.stream().filter(each -> each.type().equals(type)).findFirst();
    }

    /** One of the pod's status conditions. */
    public record Condition(
            String type,
            String status,
            @Nullable String reason,
            @Nullable String message,
            @Nullable Instant lastTransitionAt) {}
}
