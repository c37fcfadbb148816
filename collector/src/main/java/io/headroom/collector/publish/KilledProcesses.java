package io.headroom.collector.publish;

import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.ProcessKills;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tells of processes that were killed for want of memory while their container went on, from what
 * is read of each instance twice. Everything else passes.
 */
public final class KilledProcesses implements Sink {
    /** A pod that is not read for so long is gone. */
    private static final Duration UNREAD = Duration.ofHours(1);

    private final Sink sink;

    /** By UID, those that were not read for the longest time first; only those that are known. */
    private final Map<String, Pod> pods = new LinkedHashMap<>();

    public KilledProcesses(Sink sink) {
        this.sink = sink;
    }

    /** What was read of the containers of a pod, by name. */
    private record Pod(Instant readAt, Map<String, ContainerReading> containers) {}

    @Override
    public void usage(UsageReading reading) {
        Pod before = before(reading);
        for (ContainerReading container : reading.containers()) {
            ContainerReading last = before.containers().get(container.name());
            long more = last == null ? 0 : more(last, container);
            if (more > 0) {
                sink.lifecycle(
                        new ProcessKills(
                                reading.workload(),
                                reading.pod(),
                                reading.podUid(),
                                container.name(),
                                container.startedAt(),
                                Math.toIntExact(Objects.requireNonNull(container.oomKills())),
                                Math.toIntExact(more),
                                reading.receivedAt()));
            }
        }
        sink.usage(reading);
    }

    @Override
    public void lifecycle(LifecycleFact fact) {
        sink.lifecycle(fact);
    }

    @Override
    public void inventory(InventoryEntry entry) {
        sink.inventory(entry);
    }

    @Override
    public void inventoryGone(String key) {
        sink.inventoryGone(key);
    }

    @Override
    public void cluster(ClusterEntry entry) {
        sink.cluster(entry);
    }

    @Override
    public void clusterGone(String key) {
        sink.clusterGone(key);
    }

    /** What was read of a pod before, for which this is remembered. */
    private synchronized Pod before(UsageReading reading) {
        Map<String, ContainerReading> told = new HashMap<>();
        for (ContainerReading container : reading.containers()) {
            if (container.oomKills() != null) {
                told.put(container.name(), container);
            }
        }
        Pod before = pods.remove(reading.podUid());
        if (!told.isEmpty()) {
            pods.put(reading.podUid(), new Pod(reading.receivedAt(), told));
            Instant unread = reading.receivedAt().minus(UNREAD);
            Iterator<Pod> oldest = pods.values().iterator();
            while (oldest.next().readAt().isBefore(unread)) {
                oldest.remove();
            }
        }
        return before == null ? new Pod(reading.receivedAt(), Map.of()) : before;
    }

    /** How many of the same instance are new, as far as any number can be a count. */
    private static long more(ContainerReading last, ContainerReading now) {
        Long before = last.oomKills();
        Long count = now.oomKills();
        return before == null
                        || count == null
                        || count > Integer.MAX_VALUE
                        || !Objects.equals(last.startedAt(), now.startedAt())
                ? 0
                : Math.max(0, count - before);
    }
}
