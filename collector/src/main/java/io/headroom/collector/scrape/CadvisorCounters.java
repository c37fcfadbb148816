package io.headroom.collector.scrape;

import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.model.usage.CpuReading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long containers were held back by their CPU limits, and how many of their processes were
 * killed for want of memory, from the kubelet's {@code /metrics/cadvisor}: no other of its answers
 * has that.
 */
final class CadvisorCounters {
    static final String PATH = "/metrics/cadvisor";

    /** As the label {@code endpoint} of a metric. */
    static final String ENDPOINT = "cadvisor";

    private static final String THROTTLED = "container_cpu_cfs_throttled_seconds_total";
    private static final String OOM_KILLS = "container_oom_events_total";
    private static final int NANOS_DIGITS = 9;

    private record ContainerName(String namespace, String pod, String container) {}

    private final Map<ContainerName, Long> throttledNanos = new HashMap<>();
    private final Map<ContainerName, Long> oomKills = new HashMap<>();

    private CadvisorCounters() {}

    /** Two instances of a container cannot be told apart here, so that neither counts. */
    static CadvisorCounters parse(byte[] body, Tally tally) throws UnreadableAnswerException {
        CadvisorCounters counters = new CadvisorCounters();
        Set<ContainerName> throttledTwice = new HashSet<>();
        Set<ContainerName> killedTwice = new HashSet<>();
        TextFormat.parse(
                body,
                (metric, labels, value, _) -> {
                    boolean throttled = metric.equals(THROTTLED);
                    String namespace = labels.getOrDefault("namespace", "");
                    String pod = labels.getOrDefault("pod", "");
                    String container = labels.getOrDefault("container", "");
                    // without a container it is the pod's own group
                    if (!(throttled || metric.equals(OOM_KILLS))
                            || pod.isEmpty()
                            || container.isEmpty()) {
                        return;
                    }
                    BigDecimal amount = TextFormat.amount(value);
                    if (amount == null) {
                        tally.count(Tally.Sample.INVALID);
                        return;
                    }
                    var name = new ContainerName(namespace, pod, container);
                    Long before =
                            throttled
                                    ? counters.throttledNanos.put(
                                            name,
                                            TextFormat.whole(amount.movePointRight(NANOS_DIGITS)))
                                    : counters.oomKills.put(name, TextFormat.whole(amount));
                    if (before != null) {
                        (throttled ? throttledTwice : killedTwice).add(name);
                        tally.count(Tally.Sample.DUPLICATE);
                    }
                });
        counters.throttledNanos.keySet().removeAll(throttledTwice);
        counters.oomKills.keySet().removeAll(killedTwice);
        return counters;
    }

    /** The same usage, with what is known here of each container. */
    List<PodUsage> added(List<PodUsage> pods) {
        List<PodUsage> added = new ArrayList<>();
        for (PodUsage pod : pods) {
            added.add(
                    new PodUsage(
                            pod.namespace(),
                            pod.name(),
                            pod.uid(),
                            pod.containers().stream()
                                    .map(container -> added(pod, container))
                                    .toList()));
        }
        return added;
    }

    private ContainerUsage added(PodUsage pod, ContainerUsage container) {
        var name = new ContainerName(pod.namespace(), pod.name(), container.name());
        Long throttled = throttledNanos.get(name);
        CpuReading cpu =
                throttled != null && container.cpu() instanceof CpuReading.Counter counter
                        ? new CpuReading.Counter(counter.at(), counter.coreNanos(), throttled)
                        : container.cpu();
        return new ContainerUsage(
                container.name(),
                container.startedAt(),
                cpu,
                container.memory(),
                container.pressure(),
                oomKills.get(name));
    }
}
