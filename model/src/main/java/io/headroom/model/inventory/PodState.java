package io.headroom.model.inventory;

import io.headroom.model.ContainerSpec;
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
 *     goes before the specification: a resize may be under way)
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
        List<ContainerSpec> containers)
        implements InventoryEntry {

    public PodState {
        containers = List.copyOf(containers);
    }

    public String namespace() {
        return workload.namespace();
    }

    @Override
    public String key() {
        return Keys.pod(namespace(), name);
    }
}
