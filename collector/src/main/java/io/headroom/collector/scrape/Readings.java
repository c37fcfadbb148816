package io.headroom.collector.scrape;

import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a source tells of a node's pods into readings, with what the inventory knows of them.
 * A pod of another UID than the one that is there is a leftover, and of two instances of a
 * container the one that started last counts.
 *
 * @param interval the time between two readings that the collector aims at
 */
record Readings(NodeState node, Source source, Instant receivedAt, Duration interval) {

    /** Finds the pod that is there; null when there is none of that name. */
    @FunctionalInterface
    interface Pods {
        @Nullable PodState find(String namespace, String name);
    }

    List<UsageReading> of(List<PodUsage> usages, Pods pods, Tally tally) {
        Map<PodState, Map<String, List<ContainerUsage>>> byPod = new LinkedHashMap<>();
        for (PodUsage usage : usages) {
            PodState pod = pods.find(usage.namespace(), usage.name());
            if (pod == null || !same(pod, usage.uid())) {
                usage.containers().forEach(_ -> tally.count(Tally.Sample.UNOWNED));
                continue;
            }
            Map<String, List<ContainerUsage>> containers =
                    byPod.computeIfAbsent(pod, _ -> new LinkedHashMap<>());
            usage.containers()
                    .forEach(container ->
                            containers
                                    .computeIfAbsent(container.name(), _ -> new ArrayList<>())
                                    .add(container));
        }
        List<UsageReading> readings = new ArrayList<>();
        byPod.forEach((pod, containers) -> {
            List<ContainerReading> kept = containers(pod, containers, tally);
            if (!kept.isEmpty()) {
                readings.add(
                        new UsageReading(
                                source,
                                pod.workload(),
                                pod.name(),
                                pod.uid(),
                                node.name(),
                                node.capacity().equals(Resources.NONE) ? null : node.capacity(),
                                pod.ready(),
                                receivedAt,
                                interval,
                                kept));
            }
        });
        return readings;
    }

    /*
     * The kubelet knows a static pod by the hash of its file, the API server its image there by a
     * UID of its own. A hash has no dashes, a UID has.
     */
    private static boolean same(PodState pod, @Nullable String uid) {
        return uid == null || uid.equals(pod.uid()) || uid.indexOf('-') < 0;
    }

    private List<ContainerReading> containers(
            PodState pod, Map<String, List<ContainerUsage>> containers, Tally tally) {
        Map<String, ContainerSpec> specs = new HashMap<>();
        pod.containers().forEach(spec -> specs.put(spec.name(), spec));
        List<ContainerReading> readings = new ArrayList<>();
        containers.forEach((name, instances) -> {
            ContainerUsage usage = newest(instances, tally);
            if (usage == null) {
                return;
            }
            countMissing(usage, tally);
            if (usage.cpu() == null && usage.memory() == null) {
                return;
            }
            ContainerSpec spec = specs.get(name);
            readings.add(
                    new ContainerReading(
                            name,
                            // a debugging container may come before the inventory knows of it
                            spec == null ? ContainerType.EPHEMERAL : spec.type(),
                            usage.startedAt(),
                            usage.cpu(),
                            usage.memory(),
                            usage.pressure(),
                            spec == null ? Resources.NONE : spec.requests(),
                            spec == null ? Resources.NONE : spec.limits(),
                            pod.oomKilledAt().get(name),
                            usage.oomKills()));
            tally.count(Tally.Sample.ACCEPTED);
        });
        return readings;
    }

    /** The instance that started last; null when two claim to be it. */
    private static @Nullable ContainerUsage newest(List<ContainerUsage> instances, Tally tally) {
        ContainerUsage newest = instances.getFirst();
        boolean certain = true;
        for (ContainerUsage other : instances.subList(1, instances.size())) {
            if (other.equals(newest)) {
                tally.count(Tally.Sample.DUPLICATE);
                continue;
            }
            int order = compareStarts(other.startedAt(), newest.startedAt());
            tally.count(Tally.Sample.DUPLICATE);
            if (order > 0) {
                newest = other;
                certain = true;
            } else if (order == 0) {
                certain = false;
            }
        }
        if (!certain) {
            tally.count(Tally.Sample.DUPLICATE);
            return null;
        }
        return newest;
    }

    private static int compareStarts(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return 0;
        }
        return a.compareTo(b);
    }

    private void countMissing(ContainerUsage usage, Tally tally) {
        var cpu = usage.cpu();
        var memory = usage.memory();
        if (cpu == null) {
            tally.missing("cpu");
        } else {
            skew(cpu.at(), tally);
        }
        if (memory == null) {
            tally.missing("memory");
        }
        if (usage.startedAt() == null && source != Source.METRICS_API) {
            tally.missing("start_time");
        }
        if (cpu != null && cpu.at() == null) {
            tally.missing("timestamp");
        }
        if (source == Source.SUMMARY && memory != null && memory.rssBytes() == null) {
            tally.missing("rss");
        }
    }

    private void skew(@Nullable Instant at, Tally tally) {
        if (at != null && source != Source.METRICS_API) {
            tally.skew(Duration.between(at, receivedAt));
        }
    }
}
