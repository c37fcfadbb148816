package io.headroom.recommender.output;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.manifest.HpaManifest;
import io.headroom.recommender.scale.replay.FloorSchedule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Advice on the scaling of one workload as YAML that kubectl takes.
 *
 * @param autoscaler the name of the one that it has; null for none
 * @param ofKeda whether KEDA made that one
 * @param floor raises minReplicas by the time of the day (UTC); null where it should not
 */
public record ScalingManifests(
        WorkloadRef workload,
        @Nullable String autoscaler,
        boolean ofKeda,
        HpaSpec spec,
        @Nullable FloorSchedule floor) {
    private static final int HOUR = 3_600;
    private static final int MINUTE = 60;
    private static final String UTC = "UTC";

    /** The whole autoscaler; a new one has the name of its workload. */
    public String autoscalerYaml() {
        return note() + Yaml.document(document());
    }

    /** What of the autoscaler that there is differs; what is not spoken of stays. */
    public String patchYaml() {
        Map<String, Object> document = document();
        Map<String, Object> spec = new LinkedHashMap<>(part(document, "spec"));
        spec.remove("scaleTargetRef");
        document.put("spec", spec);
        return note() + Yaml.document(document) + schedule();
    }

    private String name() {
        return autoscaler == null ? workload.name() : autoscaler;
    }

    private Map<String, Object> document() {
        return HpaManifest.of(name(), workload, ApiVersion.of(workload).text(), spec);
    }

    private static Map<String, Object> part(Map<String, Object> document, String field) {
        Map<String, Object> part = new LinkedHashMap<>();
        if (document.get(field) instanceof Map<?, ?> known) {
            known.forEach((key, value) -> part.put(String.valueOf(key), value));
        }
        return part;
    }

    private String note() {
        return ofKeda
                ? Yaml.comment(
                        "KEDA made autoscaler %s and sets it back: take the form keda for its ScaledObject"
                                .formatted(name()))
                : "";
    }

    /** The minimum by the time of the day, for whoever runs commands by the clock. */
    private String schedule() {
        return steps().stream()
                .flatMap(step -> Stream.of(step.fromSeconds(), step.toSeconds()))
                .distinct()
                .sorted()
                .map(second -> Yaml.comment(at(second, least(second))))
                .collect(Collectors.joining());
    }

    /** The minimum from that second of the day on. */
    private int least(int second) {
        return floor == null
                ? spec.minReplicas()
                : Math.clamp(floor.at(second), spec.minReplicas(), spec.maxReplicas());
    }

    private String at(int second, int replicas) {
        return "at %02d:%02d UTC: kubectl -n %s patch hpa %s --type=merge -p '{\"spec\":{\"minReplicas\":%d}}'"
                .formatted(
                        second / HOUR,
                        second % HOUR / MINUTE,
                        workload.namespace(),
                        name(),
                        replicas);
    }

    private List<FloorSchedule.Step> steps() {
        return floor == null ? List.of() : floor.stepsAbove(spec.minReplicas());
    }

    /** A ScaledObject that makes the same autoscaler, and takes over the one that there is. */
    public String scaledObjectYaml() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", workload.name());
        metadata.put("namespace", workload.namespace());
        Map<String, Object> config = new LinkedHashMap<>();
        if (autoscaler != null) {
            config.put("name", autoscaler);
            if (!ofKeda) {
                metadata.put(
                        "annotations",
                        Map.of("scaledobject.keda.sh/transfer-hpa-ownership", "true"));
            }
        }
        Map<String, Object> behavior = part(part(document(), "spec"), "behavior");
        if (!behavior.isEmpty()) {
            config.put("behavior", behavior);
        }
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("apiVersion", ApiVersion.of(workload).text());
        target.put("kind", workload.kind());
        target.put("name", workload.name());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", target);
        spec.put("minReplicaCount", this.spec.minReplicas());
        spec.put("maxReplicaCount", this.spec.maxReplicas());
        spec.put("advanced", Map.of("horizontalPodAutoscalerConfig", config));
        spec.put("triggers", triggers());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", "keda.sh/v1alpha1");
        document.put("kind", "ScaledObject");
        document.put("metadata", metadata);
        document.put("spec", spec);
        return Yaml.document(document);
    }

    private List<Object> triggers() {
        List<Object> triggers = new ArrayList<>();
        for (HpaMetric metric : spec.metrics()) {
            Map<String, Object> trigger = new LinkedHashMap<>();
            Map<String, Object> of = new LinkedHashMap<>();
            trigger.put("type", metric.name());
            switch (metric.target()) {
                case MetricTarget.Utilization(int percent) -> {
                    trigger.put("metricType", "Utilization");
                    of.put("value", Integer.toString(percent));
                }
                case MetricTarget.AverageValue(long milli) -> {
                    trigger.put("metricType", "AverageValue");
                    of.put("value", amount(milli));
                }
                case MetricTarget.Value(long milli) -> {
                    trigger.put("metricType", "Value");
                    of.put("value", amount(milli));
                }
            }
            if (metric instanceof HpaMetric.ContainerResource(String container, _, _)) {
                of.put("containerName", container);
            }
            trigger.put("metadata", of);
            triggers.add(trigger);
        }
        for (FloorSchedule.Step step : steps()) {
            Map<String, Object> hours = new LinkedHashMap<>();
            hours.put("timezone", UTC);
            hours.put("start", cron(step.fromSeconds()));
            hours.put("end", cron(step.toSeconds()));
            hours.put(
                    "desiredReplicas",
                    Integer.toString(Math.min(step.replicas(), spec.maxReplicas())));
            Map<String, Object> trigger = new LinkedHashMap<>();
            trigger.put("type", "cron");
            trigger.put("metadata", hours);
            triggers.add(trigger);
        }
        return triggers;
    }

    private static String amount(long milli) {
        return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
    }

    private static String cron(int second) {
        return second % HOUR / MINUTE + " " + second / HOUR + " * * *";
    }
}
