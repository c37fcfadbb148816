package io.headroom.deploy.replay;

import io.headroom.model.topic.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Usage written down as a kubelet does. */
final class KubeletAnswers {
    private KubeletAnswers() {}

    /** The body of {@code /stats/summary}. */
    static String summary(String node, List<PodUsage> pods) {
        return Json.mapper()
                .writeValueAsString(
                        Map.of(
                                "node",
                                Map.of("nodeName", node),
                                "pods",
                                pods.stream().map(KubeletAnswers::summary).toList()));
    }

    /** The body of {@code /metrics/resource}, with the kubelet's own timestamps. */
    static String resource(List<PodUsage> pods) {
        StringBuilder text = new StringBuilder(256 * (1 + pods.size()));
        metric(text, "container_cpu_usage_seconds_total", "counter");
        for (PodUsage pod : pods) {
            for (PodUsage.Container container : pod.containers()) {
                BigDecimal seconds = BigDecimal.valueOf(container.coreNanos(), 9);
                series(text, "container_cpu_usage_seconds_total", pod, container, seconds);
            }
        }
        metric(text, "container_memory_working_set_bytes", "gauge");
        for (PodUsage pod : pods) {
            for (PodUsage.Container container : pod.containers()) {
                BigDecimal bytes = BigDecimal.valueOf(container.workingSetBytes());
                series(text, "container_memory_working_set_bytes", pod, container, bytes);
            }
        }
        metric(text, "container_start_time_seconds", "gauge");
        for (PodUsage pod : pods) {
            for (PodUsage.Container container : pod.containers()) {
                BigDecimal seconds = BigDecimal.valueOf(container.startedAt().toEpochMilli(), 3);
                series(text, "container_start_time_seconds", pod, container, seconds);
            }
        }
        return text.toString();
    }

    private static Map<String, Object> summary(PodUsage pod) {
        return Map.of(
                "podRef",
                Map.of("name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid()),
                "startTime",
                pod.startedAt().toString(),
                "containers",
                pod.containers().stream().map(KubeletAnswers::summary).toList());
    }

    private static Map<String, Object> summary(PodUsage.Container container) {
        String at = container.at().toString();
        return Map.of(
                "name",
                container.name(),
                "startTime",
                container.startedAt().toString(),
                "cpu",
                Map.of("time", at, "usageCoreNanoSeconds", container.coreNanos()),
                "memory",
                Map.of("time", at, "workingSetBytes", container.workingSetBytes()));
    }

    private static void metric(StringBuilder text, String name, String type) {
        text.append("# HELP ").append(name).append(" as a kubelet has it\n");
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void series(
            StringBuilder text,
            String name,
            PodUsage pod,
            PodUsage.Container container,
            BigDecimal value) {
        Instant at = container.at();
        text.append(name)
                .append("{container=\"")
                .append(container.name())
                .append("\",namespace=\"")
                .append(pod.namespace())
                .append("\",pod=\"")
                .append(pod.name())
                .append("\"} ")
                .append(value.toPlainString())
                .append(' ')
                .append(at.toEpochMilli())
                .append('\n');
    }
}
