package io.headroom.deploy.e2e;

import io.headroom.collector.publish.Sink;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.usage.UsageReading;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a collector makes of objects, and passes over everything else. */
final class KeptInventory implements Sink {
    private final List<InventoryEntry> entries = new ArrayList<>();

    <T extends InventoryEntry> List<T> all(Class<T> type) {
        return entries.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void inventory(InventoryEntry entry) {
        entries.add(entry);
    }

    @Override
    public void usage(UsageReading reading) {}

    @Override
    public void lifecycle(LifecycleFact fact) {}

    @Override
    public void inventoryGone(String key) {}

    @Override
    public void cluster(ClusterEntry entry) {}

    @Override
    public void clusterGone(String key) {}
}
