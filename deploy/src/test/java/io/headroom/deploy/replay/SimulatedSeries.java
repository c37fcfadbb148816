package io.headroom.deploy.replay;

import io.headroom.collector.publish.Sink;
import io.headroom.collector.simulator.Simulator;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The series of a simulated cluster: what its pods' containers were seen to use. */
final class SimulatedSeries {
    private static final Duration STEP = Duration.ofMinutes(5);

    /** Of each workload's container, the readings of each pod in their order. */
    private final Map<String, Map<String, List<Seen>>> seen = new TreeMap<>();

    private SimulatedSeries() {}

    private record Seen(Instant at, ContainerReading reading) {}

    /**
     * A workload for each container of the cluster's workloads, with a series for each pod. What
     * has ended before the last hour, such as a Job, is left out.
     */
    static List<Traces.Workload> of(long seed, Instant from, Duration length) {
        SimulatedSeries series = new SimulatedSeries();
        // a step more, because each node's place in the interval is taken out
        Duration lived = length.plus(STEP);
        new Simulator(seed, from.plus(lived), lived, STEP).history(series.new Readings(), _ -> {});
        List<Traces.Workload> workloads = new ArrayList<>();
        series.seen.forEach((name, pods) -> {
            List<TraceSeries> replicas =
                    pods.values().stream()
                            .map(SimulatedSeries::series)
                            .map(each -> each.between(from, from.plus(length)))
                            .filter(each -> each.rows().size() >= 2)
                            .toList();
            Instant lastHour = from.plus(length).minus(Duration.ofHours(1));
            if (replicas.stream().anyMatch(each -> each.rows().getLast().at().isAfter(lastHour))) {
                workloads.add(new Traces.Workload(name, replicas));
            }
        });
        return workloads;
    }

    /** A counter's increases as means of the time since the reading before, or since a restart. */
    private static TraceSeries series(List<Seen> pod) {
        List<TraceSeries.Row> rows = new ArrayList<>();
        Seen before = null;
        for (Seen each : pod) {
            ContainerReading reading = each.reading();
            rows.add(
                    new TraceSeries.Row(
                            each.at(),
                            cores(before == null ? null : before.reading(), reading),
                            Objects.requireNonNull(reading.memory()).workingSetBytes()));
            before = each;
        }
        return new TraceSeries(rows);
    }

    private static double cores(@Nullable ContainerReading before, ContainerReading reading) {
        Instant startedAt = Objects.requireNonNull(reading.startedAt());
        CpuReading.Counter counter = counter(reading);
        CpuReading.Counter since =
                before != null && startedAt.equals(before.startedAt())
                        ? counter(before)
                        : new CpuReading.Counter(startedAt, 0, null);
        return (double) (counter.coreNanos() - since.coreNanos())
                / Duration.between(at(since), at(counter)).toNanos();
    }

    private static Instant at(CpuReading.Counter counter) {
        return Objects.requireNonNull(counter.at());
    }

    private static CpuReading.Counter counter(ContainerReading reading) {
        return (CpuReading.Counter) Objects.requireNonNull(reading.cpu());
    }

    /** Keeps what is told of usage, and passes over what is told of the cluster. */
    private final class Readings implements Sink {
        /**
         * Each simulated node is read at a place of its own in the interval. That place is taken
         * out here, so that a replay has one moment for all pods.
         */
        @Override
        public void usage(UsageReading reading) {
            Duration place =
                    Duration.ofMillis(
                            Math.floorMod(reading.receivedAt().toEpochMilli(), STEP.toMillis()));
            for (ContainerReading container : reading.containers()) {
                if (container.type().longRunning()) {
                    Instant at = at(counter(container)).minus(place);
                    seen.computeIfAbsent(
                                    name(reading.workload(), container.name()),
                                    _ -> new TreeMap<>())
                            .computeIfAbsent(reading.podUid(), _ -> new ArrayList<>())
                            .add(new Seen(at, container));
                }
            }
        }

        @Override
        public void lifecycle(LifecycleFact fact) {}

        @Override
        public void inventory(InventoryEntry entry) {}

        @Override
        public void inventoryGone(String key) {}

        @Override
        public void cluster(ClusterEntry entry) {}

        @Override
        public void clusterGone(String key) {}

        private static String name(WorkloadRef workload, String container) {
            return workload.namespace() + "-" + workload.name() + "-" + container;
        }
    }
}
