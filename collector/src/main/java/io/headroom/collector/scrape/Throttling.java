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
 * How long containers were held back by their CPU limits, from the kubelet's {@code
 * /metrics/cadvisor}: no other of its answers has it.
 */
final class Throttling {
    static final String PATH = "/metrics/cadvisor";

    /** As the label {@code endpoint} of a metric. */
    static final String ENDPOINT = "cadvisor";

    private static final String THROTTLED = "container_cpu_cfs_throttled_seconds_total";

    private record ContainerName(String namespace, String pod, String container) {}

    private final Map<ContainerName, Long> nanos = new HashMap<>();

    private Throttling() {}

    /** Two instances of a container cannot be told apart here, so that neither counts. */
    static Throttling parse(byte[] body, Tally tally) throws UnreadableAnswerException {
        Throttling throttling = new Throttling();
        Set<ContainerName> twice = new HashSet<>();
        TextFormat.parse(
                body,
                (metric, labels, value, _) -> {
                    String namespace = labels.getOrDefault("namespace", "");
                    String pod = labels.getOrDefault("pod", "");
                    String container = labels.getOrDefault("container", "");
                    // without a container it is the pod's own group
                    if (!metric.equals(THROTTLED) || pod.isEmpty() || container.isEmpty()) {
                        return;
                    }
                    BigDecimal seconds = TextFormat.amount(value);
                    if (seconds == null) {
                        tally.count(Tally.Sample.INVALID);
                        return;
                    }
                    var name = new ContainerName(namespace, pod, container);
                    long throttled = TextFormat.whole(seconds.movePointRight(9));
                    if (throttling.nanos.put(name, throttled) != null) {
                        twice.add(name);
                        tally.count(Tally.Sample.DUPLICATE);
                    }
                });
        throttling.nanos.keySet().removeAll(twice);
        return throttling;
    }

    /** The same usage, with what is known here of each container's counter. */
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
        Long throttled =
                nanos.get(new ContainerName(pod.namespace(), pod.name(), container.name()));
        return throttled != null && container.cpu() instanceof CpuReading.Counter counter
                ? new ContainerUsage(
                        container.name(),
                        container.startedAt(),
                        new CpuReading.Counter(counter.at(), counter.coreNanos(), throttled),
                        container.memory(),
                        container.pressure())
                : container;
    }
}
