package io.headroom.recommender.output;

import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Json;
import io.headroom.recommender.scale.advice.CronTrigger;
import io.headroom.recommender.scale.advice.Scheduled;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.manifest.HpaManifest;
import io.headroom.recommender.scale.manifest.ScaledObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Advice on the scaling of one workload as YAML that kubectl takes.
 *
 * @param autoscaler the name of the one that it has; null for none
 * @param scaledObject that of KEDA which made that one; null where it is somebody else's. Such an
 *     autoscaler is set by its ScaledObject alone
 * @param alone settings that are good by themselves
 * @param scheduled what to set along with a minimum by the time of the day; null where it should
 *     not follow that
 */
public record ScalingManifests(
        WorkloadRef workload,
        @Nullable String autoscaler,
        @Nullable ScaledObject scaledObject,
        HpaSpec alone,
        @Nullable Scheduled scheduled) {
    private static final int HOUR = 3_600;
    private static final int MINUTE = 60;

    /** The whole autoscaler, without a schedule; a new one has the name of its workload. */
    public String autoscalerYaml() {
        return Yaml.document(document(alone));
    }

    /**
     * What of the autoscaler that there is differs; what is not spoken of stays. It is good without
     * the commands behind it.
     */
    public String patchYaml() {
        Map<String, Object> document = document(alone);
        document.put("spec", changes(alone));
        return Yaml.document(document) + schedule();
    }

    private Map<String, Object> changes(HpaSpec spec) {
        Map<String, Object> changes = part(document(spec), "spec");
        changes.remove("scaleTargetRef");
        return changes;
    }

    private String name() {
        return autoscaler == null ? workload.name() : autoscaler;
    }

    private Map<String, Object> document(HpaSpec spec) {
        return HpaManifest.of(name(), workload, ApiVersion.of(workload).text(), spec);
    }

    private static Map<String, Object> part(Map<String, Object> document, String field) {
        Map<String, Object> part = new LinkedHashMap<>();
        if (document.get(field) instanceof Map<?, ?> known) {
            known.forEach((key, value) -> part.put(String.valueOf(key), value));
        }
        return part;
    }

    /** The minimum by the time of the day, for whoever runs commands by the clock. */
    private String schedule() {
        if (scheduled == null) {
            return "";
        }
        String first =
                Yaml.comment(
                                scheduled.steps().isEmpty()
                                        ? "by the schedule (%s) the minimum is the same all day; take it anew from time to time, and set what counts on it:"
                                                .formatted(scheduled.zone())
                                        : "for a minimum by the time of the day set at first what counts on it, then run the others by the clock (%s), and take all anew from time to time%s:"
                                                .formatted(
                                                        scheduled.zone(),
                                                        afterClocksChange(scheduled)))
                        + Yaml.comment(command(changes(scheduled.spec())));
        return scheduled.steps().stream()
                .flatMap(step -> Stream.of(step.fromSeconds(), step.toSeconds()))
                .distinct()
                .sorted()
                .map(second -> Yaml.comment(at(second, scheduled)))
                .collect(Collectors.joining("", first, ""));
    }

    private String at(int second, Scheduled by) {
        return "at %02d:%02d %s: %s"
                .formatted(
                        second / HOUR,
                        second % HOUR / MINUTE,
                        by.zone(),
                        command(Map.of("minReplicas", by.least(second))));
    }

    /** A clock that never changes may not be that of those whose days these are. */
    private static String afterClocksChange(Scheduled by) {
        return by.zone().getRules().isFixedOffset() ? ", and the day after clocks change" : "";
    }

    private String command(Map<String, Object> spec) {
        return "kubectl -n %s patch hpa %s --type=merge -p '%s'"
                .formatted(
                        workload.namespace(),
                        name(),
                        Json.mapper().writeValueAsString(Map.of("spec", spec)));
    }

    /** Whether triggers that go by the clock are metrics that add no replicas. */
    public boolean asksInVain() {
        return scheduled != null && !scheduled.steps().isEmpty() && !scheduled.spec().scalesUp();
    }

    /**
     * A ScaledObject that makes such an autoscaler, and takes over the one that there is, or
     * changes the one that made it.
     *
     * @param unknownHours of a day of which nothing is known: it may be scaled to none then, which
     *     a minimum alone ends
     */
    public String scaledObjectYaml(double unknownHours) {
        HpaSpec made = scheduled == null ? alone : scheduled.spec();
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", scaledObject == null ? workload.name() : scaledObject.name());
        metadata.put("namespace", workload.namespace());
        Map<String, Object> config = new LinkedHashMap<>();
        if (autoscaler != null) {
            config.put("name", autoscaler);
            if (scaledObject == null) {
                metadata.put(
                        "annotations",
                        Map.of("scaledobject.keda.sh/transfer-hpa-ownership", "true"));
            }
        }
        Map<String, Object> behavior = part(changes(made), "behavior");
        if (!behavior.isEmpty()) {
            config.put("behavior", behavior);
        }
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("apiVersion", ApiVersion.of(workload).text());
        target.put("kind", workload.kind());
        target.put("name", workload.name());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", target);
        spec.put("minReplicaCount", made.minReplicas());
        spec.put("maxReplicaCount", made.maxReplicas());
        spec.put("advanced", Map.of("horizontalPodAutoscalerConfig", config));
        List<Object> triggers = new ArrayList<>();
        made.metrics().forEach(metric -> triggers.add(trigger(metric)));
        if (scheduled != null) {
            scheduled.triggers().forEach(cron -> triggers.add(trigger(cron)));
        }
        spec.put("triggers", triggers);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", "keda.sh/v1alpha1");
        document.put("kind", "ScaledObject");
        document.put("metadata", metadata);
        document.put("spec", spec);
        return (scheduled == null || scheduled.steps().isEmpty()
                        ? ""
                        : Yaml.comment(
                                "its cron triggers are of the days behind (%s): take them anew from time to time%s"
                                        .formatted(scheduled.zone(), afterClocksChange(scheduled))))
                + takenAway()
                + idle(unknownHours, made.minReplicas())
                + Yaml.document(document);
    }

    private String idle(double unknownHours, int min) {
        return scaledObject == null || unknownHours < 1
                ? ""
                : Yaml.comment(
                        String.format(
                                Locale.ROOT,
                                "%.0f h of a day are not known: where it is scaled to none in them keep idleReplicaCount: 0 beside minReplicaCount, which is %.0f replica-hours a day more by itself",
                                unknownHours,
                                unknownHours * min));
    }

    /** A list of triggers takes the place of the one that there is. */
    private String takenAway() {
        return scaledObject == null || scaledObject.otherTriggers().isEmpty()
                ? ""
                : Yaml.comment(
                        "ScaledObject %s has cron triggers that are not below, and that applying this takes away (%s): add those that should stay"
                                .formatted(
                                        scaledObject.name(),
                                        String.join(", ", scaledObject.otherTriggers())));
    }

    private static Map<String, Object> trigger(HpaMetric metric) {
        Map<String, Object> of = new LinkedHashMap<>();
        of.put("value", value(metric.target()));
        if (metric instanceof HpaMetric.ContainerResource(String container, _, _)) {
            of.put("containerName", container);
        }
        Map<String, Object> trigger = new LinkedHashMap<>();
        trigger.put("type", metric.name());
        trigger.put("metricType", type(metric.target()));
        trigger.put("metadata", of);
        return trigger;
    }

    private static Map<String, Object> trigger(CronTrigger cron) {
        Map<String, Object> hours = new LinkedHashMap<>();
        hours.put("timezone", cron.timezone());
        hours.put("start", cron.start());
        hours.put("end", cron.end());
        hours.put("desiredReplicas", Integer.toString(cron.desiredReplicas()));
        Map<String, Object> trigger = new LinkedHashMap<>();
        trigger.put("type", "cron");
        trigger.put("metadata", hours);
        return trigger;
    }

    /** What KEDA calls the kind of a target. */
    static String type(MetricTarget target) {
        return switch (target) {
            case MetricTarget.Utilization _ -> "Utilization";
            case MetricTarget.AverageValue _ -> "AverageValue";
            case MetricTarget.Value _ -> "Value";
        };
    }

    /** A target as KEDA takes it. */
    static String value(MetricTarget target) {
        return switch (target) {
            case MetricTarget.Utilization(int percent) -> Integer.toString(percent);
            case MetricTarget.AverageValue(long milli) -> amount(milli);
            case MetricTarget.Value(long milli) -> amount(milli);
        };
    }

    private static String amount(long milli) {
        return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
    }
}
