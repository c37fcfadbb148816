package io.headroom.collector.scrape;

import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kubelet's {@code /metrics/resource}. It names pods without their UIDs, so that two
 * instances of a container may answer to one name: the series of each metric are then paired in the
 * order they come, which tells the newer instance when every metric has as many.
 */
final class ResourceMetricsParser {
    private static final String CPU = "container_cpu_usage_seconds_total";
    private static final String MEMORY = "container_memory_working_set_bytes";
    private static final String SWAP = "container_swap_usage_bytes";
    private static final String START = "container_start_time_seconds";

    private ResourceMetricsParser() {}

    private record PodName(String namespace, String name) {}

    private record Value(BigDecimal number, @Nullable Instant at) {}

    /** The values of one container, in the order in which they came. */
    private record Series(
            List<Value> cpu, List<Value> memory, List<Value> swap, List<Value> start) {

        Series() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        @Nullable List<Value> of(String metric) {
            return switch (metric) {
                case CPU -> cpu;
                case MEMORY -> memory;
                case SWAP -> swap;
                case START -> start;
                default -> null;
            };
        }

        int instances() {
            return Math.max(
                    Math.max(cpu.size(), memory.size()), Math.max(swap.size(), start.size()));
        }
    }

    static List<PodUsage> parse(byte[] body, Tally tally) throws UnreadableAnswerException {
        Map<PodName, Map<String, Series>> pods = new LinkedHashMap<>();
        TextFormat.parse(
                body,
                (metric, labels, value, timestampMillis) -> {
                    String namespace = labels.get("namespace");
                    String pod = labels.get("pod");
                    String container = labels.get("container");
                    if (namespace == null || pod == null || container == null) {
                        return;
                    }
                    Series series =
                            pods.computeIfAbsent(
                                            new PodName(namespace, pod), _ -> new LinkedHashMap<>())
                                    .computeIfAbsent(container, _ -> new Series());
                    List<Value> values = series.of(metric);
                    if (values != null) {
                        add(values, value, timestampMillis, tally);
                    }
                });
        List<PodUsage> usages = new ArrayList<>();
        pods.forEach((pod, containers) -> {
            List<ContainerUsage> readings = new ArrayList<>();
            containers.forEach((name, series) -> addContainer(readings, name, series, tally));
            usages.add(new PodUsage(pod.namespace(), pod.name(), null, readings));
        });
        return usages;
    }

    private static void add(
            List<Value> values, String text, @Nullable Long timestampMillis, Tally tally) {
        BigDecimal number = TextFormat.amount(text);
        if (number == null) {
            tally.count(Tally.Sample.INVALID);
            return;
        }
        values.add(
                new Value(
                        number,
                        timestampMillis == null ? null : Instant.ofEpochMilli(timestampMillis)));
    }

    private static void addContainer(
            List<ContainerUsage> readings, String name, Series series, Tally tally) {
        int instances = series.instances();
        if (instances == 0) {
            return;
        }
        int newest = instances == 1 ? 0 : newest(series, instances);
        for (int dropped = newest < 0 ? 0 : 1; dropped < instances; dropped++) {
            tally.count(Tally.Sample.DUPLICATE);
        }
        if (newest >= 0) {
            readings.add(container(name, series, newest));
        }
    }

    /** Which of several instances started last; negative when that cannot be told. */
    private static int newest(Series series, int instances) {
        if (series.start().size() != instances
                || !pairs(series.cpu(), instances)
                || !pairs(series.memory(), instances)
                || !pairs(series.swap(), instances)) {
            return -1;
        }
        int newest = 0;
        boolean certain = true;
        for (int i = 1; i < instances; i++) {
            int order =
                    series.start().get(i).number().compareTo(series.start().get(newest).number());
            if (order > 0) {
                newest = i;
                certain = true;
            } else if (order == 0) {
                certain = false;
            }
        }
        return certain ? newest : -1;
    }

    private static boolean pairs(List<Value> values, int instances) {
        return values.isEmpty() || values.size() == instances;
    }

    private static ContainerUsage container(String name, Series series, int instance) {
        Value cpu = at(series.cpu(), instance);
        Value memory = at(series.memory(), instance);
        Value swap = at(series.swap(), instance);
        Value start = at(series.start(), instance);
        return new ContainerUsage(
                name,
                start == null || start.number().signum() == 0
                        ? null
                        : Instant.ofEpochMilli(TextFormat.whole(start.number().movePointRight(3))),
                cpu == null
                        ? null
                        : new CpuReading.Counter(
                                cpu.at(), TextFormat.whole(cpu.number().movePointRight(9)), null),
                memory == null
                        ? null
                        : new MemoryReading(
                                memory.at(),
                                TextFormat.whole(memory.number()),
                                null,
                                swap == null ? null : TextFormat.whole(swap.number())),
                null);
    }

    private static @Nullable Value at(List<Value> values, int instance) {
        return instance < values.size() ? values.get(instance) : null;
    }
}
