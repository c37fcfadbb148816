package io.headroom.model.usage;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pod's containers at one reading, raw: counters are not yet rates, and everything that a later
 * computation needs of the inventory travels along, so that no join decides a number.
 *
 * @param nodeCapacity the node's capacity, to tell an implausible rate; null when not known
 * @param workload the owner in force when the reading was made
 * @param ready whether the pod was Ready, as far as the inventory knew
 * @param receivedAt the collector's clock when the answer had arrived
 * @param interval the time between two readings that the collector aims at
 */
public record UsageReading(
        Source source,
        WorkloadRef workload,
        String pod,
        String podUid,
        String node,
        @Nullable Resources nodeCapacity,
        boolean ready,
        Instant receivedAt,
        Duration interval,
        List<ContainerReading> containers) {

    public UsageReading {
        containers = List.copyOf(containers);
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval must be positive: " + interval);
        }
    }
}
