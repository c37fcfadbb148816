package io.headroom.collector.simulator;

import io.headroom.collector.publish.Sink;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.usage.UsageReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened in the time after {@code from} up to {@code to}, until it is published. */
final class Step {
    private final Instant from;
    private final Instant to;
    private final Map<String, Optional<InventoryEntry>> inventory = new LinkedHashMap<>();
    private final List<LifecycleFact> lifecycle = new ArrayList<>();
    private final List<UsageReading> usage = new ArrayList<>();

    Step(Instant from, Instant to) {
        this.from = from;
        this.to = to;
    }

    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }

    void inventory(InventoryEntry entry) {
        inventory.put(entry.key(), Optional.of(entry));
    }

    void inventoryGone(String key) {
        inventory.put(key, Optional.empty());
    }

    void lifecycle(LifecycleFact fact) {
        lifecycle.add(fact);
    }

    void usage(UsageReading reading) {
        usage.add(reading);
    }

    /**
     * The inventory's last word first, so that a reading's pod is known, then all as it was seen.
     */
    void publish(Sink sink) {
        inventory.forEach((key, entry) ->
                entry.ifPresentOrElse(sink::inventory, () -> sink.inventoryGone(key)));
        lifecycle.sort(Comparator.comparing(LifecycleFact::observedAt));
        lifecycle.forEach(sink::lifecycle);
        usage.sort(Comparator.comparing(UsageReading::receivedAt));
        usage.forEach(sink::usage);
    }
}
