package io.headroom.collector.publish;

import io.headroom.model.lifecycle.ProcessKills;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.UsageReading;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tells of processes that were killed for want of memory while their container went on, from what
 * is read of each instance twice. Everything else passes.
 */
public final class KilledProcesses extends PassingSink {
    private final ReadPods<ContainerReading> pods = new ReadPods<>();

    public KilledProcesses(Sink next) {
        super(next);
    }

    @Override
    public void usage(UsageReading reading) {
        Map<String, ContainerReading> before = before(reading);
        for (ContainerReading container : reading.containers()) {
            ContainerReading last = before.get(container.name());
            long more = last == null ? 0 : more(last, container);
            if (more > 0) {
                lifecycle(
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
        super.usage(reading);
    }

    /** What was read of a pod before, for which this is remembered. */
    private synchronized Map<String, ContainerReading> before(UsageReading reading) {
        Map<String, ContainerReading> told = new HashMap<>();
        for (ContainerReading container : reading.containers()) {
            if (container.oomKills() != null) {
                told.put(container.name(), container);
            }
        }
        Map<String, ContainerReading> before = pods.of(reading.podUid());
        pods.put(reading.podUid(), reading.receivedAt(), told);
        return before;
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
