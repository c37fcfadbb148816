package io.headroom.model.lifecycle;

import io.headroom.model.WorkloadRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the API said of a pod's status, published at every change and after every relist.
 *
 * @param ownerUid the UID of the pod's direct controller, such as its ReplicaSet; null without one
 * @param reason {@code status.reason}, such as {@code Evicted}
 * @param snapshot whether this was read in a list rather than as a change: what happened before it
 *     may have been missed
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
        boolean snapshot)
        implements LifecycleFact {

    public PodFact {
        conditions = List.copyOf(conditions);
        containers = List.copyOf(containers);
    }

    /** One of the pod's status conditions. */
    public record Condition(
            String type,
            String status,
            @Nullable String reason,
            @Nullable String message,
            @Nullable Instant lastTransitionAt) {}
}
