package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.headroom.collector.publish.Published;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.WorkloadState;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * ReplicaSets or Jobs: links between a pod and its workload, and workloads themselves where nothing
 * controls them.
 */
final class PassingOwners<T extends HasMetadata> implements Watched.Receiver<T> {
    private final StateOf<T, InventoryEntry> states;
    private final PodInventory pods;

    PassingOwners(
            String kind,
            String group,
            Function<T, WorkloadState> state,
            Published published,
            PodInventory pods) {
        this.pods = pods;
        this.states =
                StateOf.inventory(
                        published,
                        object ->
                                Controller.of(object) == null
                                        ? Optional.of(state.apply(object))
                                        : Optional.empty(),
                        (namespace, name) -> new WorkloadRef(namespace, kind, group, name).key(),
                        entry -> isWorkload(entry, kind, group));
    }

    static boolean isWorkload(InventoryEntry entry, String kind, String group) {
        return entry instanceof WorkloadState state
                && state.workload().kind().equals(kind)
                && state.workload().group().equals(group);
    }

    @Override
    public void put(T object, Instant now) {
        pods.owner(object.getMetadata().getUid(), Controller.of(object), now);
        states.put(object, now);
    }

    @Override
    public void gone(String namespace, String name, @Nullable String uid, Instant now) {
        if (uid != null) {
            pods.ownerGone(uid);
        }
        states.gone(namespace, name, uid, now);
    }

    @Override
    public void listed(Instant now) {
        states.listed(now);
    }
}
