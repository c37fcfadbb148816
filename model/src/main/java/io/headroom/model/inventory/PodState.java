package io.headroom.model.inventory;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod: who owns it, where it runs and what its containers ask for. Key: {@code
 * /pod/NAMESPACE/NAME}.
 *
 * @param containers every type, with the requests and limits in force (a status that reports them
 *     goes before the specification: a resize may be under way), in the order of the specification
 *     with the init containers first
 * @param overhead what running the pod takes beside its containers; null where it takes nothing,
 *     and in records of older collectors
 */
public record PodState(
        WorkloadRef workload,
        String name,
        String uid,
        @Nullable String node,
        String phase,
        boolean ready,
        Instant createdAt,
        @Nullable Instant startedAt,
        List<ContainerSpec> containers,
        @Nullable Resources overhead)
        implements InventoryEntry {

    public PodState {
        containers = List.copyOf(containers);
    }

    /** A pod that takes nothing beside its containers. */
    public PodState(
            WorkloadRef workload,
            String name,
            String uid,
            @Nullable String node,
            String phase,
            boolean ready,
            Instant createdAt,
            @Nullable Instant startedAt,
            List<ContainerSpec> containers) {
        this(workload, name, uid, node, phase, ready, createdAt, startedAt, containers, null);
    }

    public String namespace() {
        return workload.namespace();
    }

    @Override
    public String key() {
        return Keys.pod(namespace(), name);
    }
}
