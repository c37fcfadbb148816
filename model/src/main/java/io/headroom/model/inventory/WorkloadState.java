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
 * @param desiredReplicas what the specification asks for; null for kinds that have no such number
 * @param readyReplicas what the status says; null likewise
 * @param containers the pod template's containers of every type
 * @param annotations those whose name starts with {@code headroom.}
 */
public record WorkloadState(
        WorkloadRef workload,
        String uid,
        Instant createdAt,
        @Nullable Integer desiredReplicas,
        @Nullable Integer readyReplicas,
        List<ContainerSpec> containers,
        Map<String, String> annotations)
        implements InventoryEntry {

    public WorkloadState {
        containers = List.copyOf(containers);
        annotations = Map.copyOf(annotations);
    }

    @Override
    public String key() {
        return workload.key();
    }
}
