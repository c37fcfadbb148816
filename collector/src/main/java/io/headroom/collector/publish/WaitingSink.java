package io.headroom.collector.publish;

import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.usage.UsageReading;

/** A sink that makes its caller wait for room before it passes anything on. */
final class WaitingSink implements Sink {
    private final Sink sink;
    private final Outbox outbox;

    WaitingSink(Sink sink, Outbox outbox) {
        this.sink = sink;
        this.outbox = outbox;
    }

    @Override
    public void usage(UsageReading reading) {
        await();
        sink.usage(reading);
    }

    @Override
    public void lifecycle(LifecycleFact fact) {
        await();
        sink.lifecycle(fact);
    }

    @Override
    public void inventory(InventoryEntry entry) {
        await();
        sink.inventory(entry);
    }

    @Override
    public void inventoryGone(String key) {
        await();
        sink.inventoryGone(key);
    }

    @Override
    public void cluster(ClusterEntry entry) {
        await();
        sink.cluster(entry);
    }

    @Override
    public void clusterGone(String key) {
        await();
        sink.clusterGone(key);
    }

    private void await() {
        try {
            outbox.awaitRoom();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
