package io.headroom.recommender.scale.manifest;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an autoscaler asks for as an object of autoscaling/v2, for {@code kubectl apply
 * --server-side}. What a spec leaves to the controller is left out, so that the API server fills it
 * in as it would for anyone.
 */
public final class HpaManifest {
    private HpaManifest() {}

    /**
     * The document.
     *
     * @param targetApiVersion the version in which the workload is named, {@code apps/v1} for
     *     example
     */
    public static Map<String, Object> of(
            String name, WorkloadRef target, String targetApiVersion, HpaSpec spec) {
        return map(
                "apiVersion",
                "autoscaling/v2",
                "kind",
                "HorizontalPodAutoscaler",
                "metadata",
                map("name", name, "namespace", target.namespace()),
                "spec",
                map(
                        "scaleTargetRef",
                        map(
                                "apiVersion",
                                targetApiVersion,
                                "kind",
                                target.kind(),
                                "name",
                                target.name()),
                        "minReplicas",
                        spec.minReplicas(),
                        "maxReplicas",
                        spec.maxReplicas(),
                        "metrics",
                        metrics(spec.metrics()),
                        "behavior",
                        behavior(spec.behavior())));
    }

    /** Its field {@code metrics} alone. */
    public static List<Map<String, Object>> metrics(List<HpaMetric> metrics) {
        return metrics.stream().map(HpaManifest::metric).toList();
    }

    private static Map<String, Object> metric(HpaMetric metric) {
        Map<String, Object> target = target(metric.target());
        return switch (metric) {
            case HpaMetric.Resource(String name, _) ->
                    source("Resource", "resource", map("name", name, "target", target));
            case HpaMetric.ContainerResource(String container, String name, _) ->
                    source(
                            "ContainerResource",
                            "containerResource",
                            map("container", container, "name", name, "target", target));
            case HpaMetric.Pods(String name, String selector, _) ->
                    source(
                            "Pods",
                            "pods",
                            map("metric", identifier(name, selector), "target", target));
            case HpaMetric.OfObject(String object, String name, String selector, _) ->
                    source(
                            "Object",
                            "object",
                            map(
                                    "describedObject",
                                    ObjectName.parse(object).reference(),
                                    "metric",
                                    identifier(name, selector),
                                    "target",
                                    target));
            case HpaMetric.External(String name, String selector, _) ->
                    source(
                            "External",
                            "external",
                            map("metric", identifier(name, selector), "target", target));
        };
    }

    private static Map<String, Object> source(
            String type, String field, Map<String, Object> content) {
        return map("type", type, field, content);
    }

    private static Map<String, Object> identifier(String name, @Nullable String selector) {
        return map(
                "name", name, "selector", selector == null ? null : SelectorText.parse(selector));
    }

    private static Map<String, Object> target(MetricTarget target) {
        return switch (target) {
            case MetricTarget.Utilization(int percent) ->
                    map("type", "Utilization", "averageUtilization", percent);
            case MetricTarget.AverageValue(long milli) ->
                    map("type", "AverageValue", "averageValue", quantity(milli));
            case MetricTarget.Value(long milli) -> map("type", "Value", "value", quantity(milli));
        };
    }

    private static String quantity(long milli) {
        return milli % 1_000 == 0 ? Long.toString(milli / 1_000) : milli + "m";
    }

    private static @Nullable Map<String, Object> behavior(@Nullable Behavior behavior) {
        return behavior == null
                ? null
                : map(
                        "scaleUp",
                        rules(behavior.scaleUp()),
                        "scaleDown",
                        rules(behavior.scaleDown()));
    }

    private static Map<String, Object> rules(ScalingRules rules) {
        List<Map<String, Object>> policies =
                rules.policies().stream().map(HpaManifest::policy).toList();
        return map(
                "stabilizationWindowSeconds",
                rules.stabilizationWindow() == null
                        ? null
                        : rules.stabilizationWindow().toSeconds(),
                "selectPolicy",
                switch (rules.select()) {
                    case MAX -> "Max";
                    case MIN -> "Min";
                    case DISABLED -> "Disabled";
                },
                "policies",
                policies.isEmpty() ? null : policies,
                "tolerance",
                rules.tolerance() == null
                        ? null
                        : new BigDecimal(Double.toString(rules.tolerance())).toPlainString());
    }

    private static Map<String, Object> policy(ScalingPolicy policy) {
        return map(
                "type",
                switch (policy.type()) {
                    case PODS -> "Pods";
                    case PERCENT -> "Percent";
                },
                "value",
                policy.value(),
                "periodSeconds",
                policy.period().toSeconds());
    }

    /** Of keys and values in turn; without those that are null. */
    static Map<String, Object> map(@Nullable Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object key = keysAndValues[i];
            Object value = keysAndValues[i + 1];
            if (key != null && value != null) {
                map.put(key.toString(), value);
            }
        }
        return map;
    }
}
