package io.headroom.collector.publish;

import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.usage.UsageReading;

/**
 * Where every source of observations puts what it saw: real clusters, and the simulated one. None
 * of the calls blocks for long; what cannot be kept is counted with its reason.
 */
public interface Sink {
    void usage(UsageReading reading);

    void lifecycle(LifecycleFact fact);

    void inventory(InventoryEntry entry);

    /** Something of the inventory is no longer there. */
    void inventoryGone(String key);

    void cluster(ClusterEntry entry);

    /** Something of the cluster is no longer there. */
    void clusterGone(String key);
}
