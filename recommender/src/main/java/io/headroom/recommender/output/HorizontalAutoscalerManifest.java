package io.headroom.recommender.output;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A HorizontalPodAutoscaler (autoscaling/v2) as server-side apply takes it. */
public final class HorizontalAutoscalerManifest {
    /** An object as {@link HpaMetric.OfObject} names it: {@code KIND.VERSION.GROUP/NAME}. */
    private static final Pattern OBJECT =
            Pattern.compile("([^./]+)\\.([^./]+)(?:\\.([^/]+))?/(.+)");

    /** One part of a label selector's text. */
    private static final Pattern REQUIREMENT =
            Pattern.compile(
                    "([^=!(), ]+) (in|notin) \\(([^)]*)\\)|([^=!(), ]+)=([^,]*)|(!?)([^=!(), ]+)");

    private HorizontalAutoscalerManifest() {}

    /**
     * The manifest.
     *
     * @throws IllegalArgumentException when a metric is of an object that is not named as {@code
     *     KIND.VERSION.GROUP/NAME}
     */
    public static Map<String, Object> of(String name, WorkloadRef target, HpaSpec asked) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put(
                "scaleTargetRef",
                map(
                        "apiVersion",
                        ApiVersion.of(target).text(),
                        "kind",
                        target.kind(),
                        "name",
                        target.name()));
        spec.put("minReplicas", asked.minReplicas());
        spec.put("maxReplicas", asked.maxReplicas());
        spec.put(
                "metrics",
                asked.metrics().stream().map(HorizontalAutoscalerManifest::metric).toList());
        Behavior behavior = asked.behavior();
        if (behavior != null) {
            spec.put(
                    "behavior",
                    map(
                            "scaleUp",
                            rules(behavior.scaleUp()),
                            "scaleDown",
                            rules(behavior.scaleDown())));
        }
        return map(
                "apiVersion",
                "autoscaling/v2",
                "kind",
                "HorizontalPodAutoscaler",
                "metadata",
                map("name", name, "namespace", target.namespace()),
                "spec",
                spec);
    }

    private static Map<String, Object> metric(HpaMetric metric) {
        return switch (metric) {
            case HpaMetric.Resource(String name, MetricTarget target) ->
                    map(
                            "type",
                            "Resource",
                            "resource",
                            map("name", name, "target", target(target)));
            case HpaMetric.ContainerResource(String container, String name, MetricTarget target) ->
                    map(
                            "type",
                            "ContainerResource",
                            "containerResource",
                            map("name", name, "container", container, "target", target(target)));
            case HpaMetric.Pods(String name, MetricTarget.AverageValue target) ->
                    map(
                            "type",
                            "Pods",
                            "pods",
                            map("metric", map("name", name), "target", target(target)));
            case HpaMetric.OfObject(String object, String name, MetricTarget target) ->
                    map(
                            "type",
                            "Object",
                            "object",
                            map(
                                    "describedObject",
                                    described(object),
                                    "metric",
                                    map("name", name),
                                    "target",
                                    target(target)));
            case HpaMetric.External external -> {
                Map<String, Object> identifier = map("name", external.name());
                String selector = external.selector();
                if (selector != null) {
                    identifier.put("selector", selector(selector));
                }
                yield map(
                        "type",
                        "External",
                        "external",
                        map("metric", identifier, "target", target(external.target())));
            }
        };
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

    private static Map<String, Object> described(String object) {
        Matcher parts = OBJECT.matcher(object);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "an object must be named as KIND.VERSION.GROUP/NAME, such as"
                            + " Ingress.v1.networking.k8s.io/main: "
                            + object);
        }
        String group = parts.group(3);
        return map(
                "apiVersion",
                group == null ? parts.group(2) : group + '/' + parts.group(2),
                "kind",
                parts.group(1),
                "name",
                parts.group(4));
    }

    private static Map<String, Object> selector(String text) {
        Map<String, Object> labels = new LinkedHashMap<>();
        List<Object> expressions = new ArrayList<>();
        Matcher part = REQUIREMENT.matcher(text);
        while (part.find()) {
            if (part.group(1) != null) {
                expressions.add(
                        map(
                                "key",
                                part.group(1),
                                "operator",
                                part.group(2).equals("in") ? "In" : "NotIn",
                                "values",
                                List.of(part.group(3).split(",", -1))));
            } else if (part.group(4) != null) {
                labels.put(part.group(4), part.group(5));
            } else {
                expressions.add(
                        map(
                                "key",
                                part.group(7),
                                "operator",
                                part.group(6).isEmpty() ? "Exists" : "DoesNotExist"));
            }
        }
        Map<String, Object> selector = new LinkedHashMap<>();
        if (!labels.isEmpty()) {
            selector.put("matchLabels", labels);
        }
        if (!expressions.isEmpty()) {
            selector.put("matchExpressions", expressions);
        }
        return selector;
    }

    private static Map<String, Object> rules(ScalingRules rules) {
        Map<String, Object> written = new LinkedHashMap<>();
        if (rules.stabilizationWindow() != null) {
            written.put("stabilizationWindowSeconds", rules.stabilizationWindow().toSeconds());
        }
        written.put(
                "selectPolicy",
                switch (rules.select()) {
                    case MAX -> "Max";
                    case MIN -> "Min";
                    case DISABLED -> "Disabled";
                });
        if (!rules.policies().isEmpty()) {
            written.put(
                    "policies",
                    rules.policies().stream().map(HorizontalAutoscalerManifest::policy).toList());
        }
        Double tolerance = rules.tolerance();
        if (tolerance != null) {
            written.put("tolerance", BigDecimal.valueOf(tolerance).toPlainString());
        }
        return written;
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

    /** A map in the order of its keys, which stand before their values. */
    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
