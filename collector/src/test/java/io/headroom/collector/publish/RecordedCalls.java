package io.headroom.collector.publish;

import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.usage.UsageReading;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every call that a sink got, in order. */
public final class RecordedCalls implements Sink {
    private final List<Object> calls = new ArrayList<>();

    @Override
    public void usage(UsageReading reading) {
        calls.add(reading);
    }

    @Override
    public void lifecycle(LifecycleFact fact) {
        calls.add(fact);
    }

    @Override
    public void inventory(InventoryEntry entry) {
        calls.add(entry);
    }

    @Override
    public void inventoryGone(String key) {
        calls.add(new Gone(key));
    }

    @Override
    public void cluster(ClusterEntry entry) {
        calls.add(entry);
    }

    @Override
    public void clusterGone(String key) {
        calls.add(new Gone(key));
    }

    public List<Object> all() {
        return calls;
    }

    public <T> Stream<T> of(Class<T> type) {
        return calls.stream().filter(type::isInstance).map(type::cast);
    }

    /** Something is no longer there. */
    public record Gone(String key) {}
}
