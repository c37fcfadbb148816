package io.headroom.collector.publish;

import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.usage.UsageReading;

/** One that gives everything on to another, for those that look at a part of it. */
abstract class PassingSink implements Sink {
    private final Sink next;

    PassingSink(Sink next) {
        this.next = next;
    }

    @Override
    public void usage(UsageReading reading) {
        next.usage(reading);
    }

    @Override
    public void lifecycle(LifecycleFact fact) {
        next.lifecycle(fact);
    }

    @Override
    public void inventory(InventoryEntry entry) {
        next.inventory(entry);
    }

    @Override
    public void inventoryGone(String key) {
        next.inventoryGone(key);
    }

    @Override
    public void cluster(ClusterEntry entry) {
        next.cluster(entry);
    }

    @Override
    public void clusterGone(String key) {
        next.clusterGone(key);
    }
}
