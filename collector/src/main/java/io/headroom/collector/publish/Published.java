package io.headroom.collector.publish;

import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest state on the compacted topics, as far as it was put there from here: what has not
 * changed is not sent again, and what is no longer there gets its tombstone. Not thread-safe.
 */
public final class Published {
    private final Sink sink;
    private final Map<String, InventoryEntry> inventory;
    private final Map<String, ClusterEntry> cluster;

    /**
     * Begins with nothing seen.
     *
     * @param inventory what the topic holds from earlier runs, by key
     * @param cluster likewise
     */
    public Published(
            Sink sink, Map<String, InventoryEntry> inventory, Map<String, ClusterEntry> cluster) {
        this.sink = sink;
        this.inventory = new HashMap<>(inventory);
        this.cluster = new HashMap<>(cluster);
    }

    public void inventory(InventoryEntry entry) {
        if (!entry.equals(inventory.put(entry.key(), entry))) {
            sink.inventory(entry);
        }
    }

    public void inventoryGone(String key) {
        if (inventory.remove(key) != null) {
            sink.inventoryGone(key);
        }
    }

    public void cluster(ClusterEntry entry) {
        if (!entry.equals(cluster.put(entry.key(), entry))) {
            sink.cluster(entry);
        }
    }

    public void clusterGone(String key) {
        if (cluster.remove(key) != null) {
            sink.clusterGone(key);
        }
    }

    /** The entry with this key; null when there is none. */
    public @Nullable InventoryEntry inventoryAt(String key) {
        return inventory.get(key);
    }

    /** Likewise of the cluster topic. */
    public @Nullable ClusterEntry clusterAt(String key) {
        return cluster.get(key);
    }

    /** Removes the entries that match. */
    public void removeInventory(Predicate<InventoryEntry> gone) {
        List.copyOf(inventory.values()).stream()
                .filter(gone)
                .forEach(entry -> inventoryGone(entry.key()));
    }

    /** Removes the entries that match. */
    public void removeCluster(Predicate<ClusterEntry> gone) {
        List.copyOf(cluster.values()).stream()
                .filter(gone)
                .forEach(entry -> clusterGone(entry.key()));
    }
}
