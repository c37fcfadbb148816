package io.headroom.deploy.e2e;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads an autoscaler as Fabric8 has it, by nothing that also writes one. */
final class HpaObject {
    private HpaObject() {}

    static HpaSpec spec(HorizontalPodAutoscaler object) {
        var spec = object.getSpec();
        var behavior = spec.getBehavior();
        return new HpaSpec(
                spec.getMinReplicas(),
                spec.getMaxReplicas(),
                spec.getMetrics().stream().map(HpaObject::metric).toList(),
                behavior == null
                        ? null
                        : new Behavior(
                                rules(behavior.getScaleUp()), rules(behavior.getScaleDown())));
    }

    private static HpaMetric metric(MetricSpec metric) {
        return switch (metric.getType()) {
            case "Resource" ->
                    new HpaMetric.Resource(
                            metric.getResource().getName(),
                            target(metric.getResource().getTarget()));
            case "ContainerResource" ->
                    new HpaMetric.ContainerResource(
                            metric.getContainerResource().getContainer(),
                            metric.getContainerResource().getName(),
                            target(metric.getContainerResource().getTarget()));
            case "Pods" ->
                    new HpaMetric.Pods(
                            metric.getPods().getMetric().getName(),
                            text(metric.getPods().getMetric().getSelector()),
                            (MetricTarget.AverageValue) target(metric.getPods().getTarget()));
            case "Object" ->
                    new HpaMetric.OfObject(
                            name(metric.getObject().getDescribedObject()),
                            metric.getObject().getMetric().getName(),
                            text(metric.getObject().getMetric().getSelector()),
                            target(metric.getObject().getTarget()));
            case "External" ->
                    new HpaMetric.External(
                            metric.getExternal().getMetric().getName(),
                            text(metric.getExternal().getMetric().getSelector()),
                            target(metric.getExternal().getTarget()));
            default ->
                    throw new AssertionError("nobody wrote a metric of type " + metric.getType());
        };
    }

    private static MetricTarget target(
            io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget target) {
        return switch (target.getType()) {
            case "Utilization" -> new MetricTarget.Utilization(target.getAverageUtilization());
            case "AverageValue" -> new MetricTarget.AverageValue(milli(target.getAverageValue()));
            case "Value" -> new MetricTarget.Value(milli(target.getValue()));
            default ->
                    throw new AssertionError("nobody wrote a target of type " + target.getType());
        };
    }

    private static long milli(Quantity quantity) {
        return quantity.getNumericalAmount().multiply(BigDecimal.valueOf(1_000)).longValueExact();
    }

    private static ScalingRules rules(HPAScalingRules rules) {
        Integer window = rules.getStabilizationWindowSeconds();
        Quantity tolerance = rules.getTolerance();
        return new ScalingRules(
                window == null ? null : Duration.ofSeconds(window),
                switch (rules.getSelectPolicy()) {
                    case "Max" -> ScalingRules.Select.MAX;
                    case "Min" -> ScalingRules.Select.MIN;
                    case "Disabled" -> ScalingRules.Select.DISABLED;
                    default ->
                            throw new AssertionError("nobody selects " + rules.getSelectPolicy());
                },
                rules.getPolicies().stream().map(HpaObject::policy).toList(),
                tolerance == null ? null : tolerance.getNumericalAmount().doubleValue());
    }

    private static ScalingPolicy policy(HPAScalingPolicy policy) {
        return new ScalingPolicy(
                policy.getType().equals("Pods")
                        ? ScalingPolicy.Type.PODS
                        : ScalingPolicy.Type.PERCENT,
                policy.getValue(),
                Duration.ofSeconds(policy.getPeriodSeconds()));
    }

    private static String name(CrossVersionObjectReference object) {
        String version = object.getApiVersion();
        int slash = version.indexOf('/');
        String type =
                slash < 0
                        ? object.getKind() + '.' + version
                        : object.getKind()
                                + '.'
                                + version.substring(slash + 1)
                                + '.'
                                + version.substring(0, slash);
        return type + '/' + object.getName();
    }

    private static @Nullable String text(@Nullable LabelSelector selector) {
        return selector == null
                ? null
                : Stream.concat(
                                new TreeMap<>(selector.getMatchLabels())
                                        .entrySet().stream()
                                                .map(label ->
                                                        label.getKey() + '=' + label.getValue()),
                                selector.getMatchExpressions().stream().map(HpaObject::text))
                        .collect(Collectors.joining(","));
    }

    private static String text(LabelSelectorRequirement required) {
        String values = '(' + String.join(",", required.getValues()) + ')';
        return switch (required.getOperator()) {
            case "In" -> required.getKey() + " in " + values;
            case "NotIn" -> required.getKey() + " notin " + values;
            case "DoesNotExist" -> '!' + required.getKey();
            default -> required.getKey();
        };
    }
}
