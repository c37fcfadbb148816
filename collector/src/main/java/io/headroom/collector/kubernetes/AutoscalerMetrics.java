package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricIdentifier;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import io.headroom.model.inventory.AutoscalerState;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of horizontal autoscalers. Those of a type that is not known are kept as what they
 * are: an autoscaler with them must not look like one without.
 */
final class AutoscalerMetrics {
    private AutoscalerMetrics() {}

    static AutoscalerState.Metric metric(MetricSpec spec) {
        if (spec.getResource() != null) {
            var resource = spec.getResource();
            return metric(spec, resource.getName(), null, resource.getTarget(), null, null);
        }
        if (spec.getContainerResource() != null) {
            var resource = spec.getContainerResource();
            return metric(
                    spec,
                    resource.getName(),
                    resource.getContainer(),
                    resource.getTarget(),
                    null,
                    null);
        }
        if (spec.getPods() != null) {
            var pods = spec.getPods();
            return metric(spec, pods.getMetric(), pods.getTarget(), null);
        }
        if (spec.getObject() != null) {
            var object = spec.getObject();
            return metric(
                    spec,
                    object.getMetric(),
                    object.getTarget(),
                    reference(object.getDescribedObject()));
        }
        if (spec.getExternal() != null) {
            var external = spec.getExternal();
            return metric(spec, external.getMetric(), external.getTarget(), null);
        }
        return metric(spec, null, null, null, null, null);
    }

    private static AutoscalerState.Metric metric(
            MetricSpec spec,
            @Nullable MetricIdentifier metric,
            @Nullable MetricTarget target,
            @Nullable String object) {
        return metric(
                spec,
                name(metric),
                null,
                target,
                object,
                metric == null ? null : text(metric.getSelector()));
    }

    private static AutoscalerState.Metric metric(
            MetricSpec spec,
            @Nullable String name,
            @Nullable String container,
            @Nullable MetricTarget target,
            @Nullable String object,
            @Nullable String selector) {
        Double amount = target == null ? null : amount(target);
        return new AutoscalerState.Metric(
                orEmpty(spec.getType()),
                orEmpty(name),
                container,
                target == null || amount == null || target.getType() == null
                        ? AutoscalerState.Metric.NO_TARGET
                        : target.getType(),
                amount == null ? 0 : amount,
                object,
                selector);
    }

    private static @Nullable Double amount(MetricTarget target) {
        Integer utilization = target.getAverageUtilization();
        return utilization != null
                ? Double.valueOf(utilization)
                : Amounts.base(target.getAverageValue())
                        .or(() -> Amounts.base(target.getValue()))
                        .map(BigDecimal::doubleValue)
                        .orElse(null);
    }

    static AutoscalerState.Reading reading(MetricStatus status) {
        if (status.getResource() != null) {
            var resource = status.getResource();
            return reading(status, resource.getName(), null, resource.getCurrent());
        }
        if (status.getContainerResource() != null) {
            var resource = status.getContainerResource();
            return reading(
                    status, resource.getName(), resource.getContainer(), resource.getCurrent());
        }
        if (status.getPods() != null) {
            var pods = status.getPods();
            return reading(status, name(pods.getMetric()), null, pods.getCurrent());
        }
        if (status.getObject() != null) {
            var object = status.getObject();
            return reading(status, name(object.getMetric()), null, object.getCurrent());
        }
        if (status.getExternal() != null) {
            var external = status.getExternal();
            return reading(status, name(external.getMetric()), null, external.getCurrent());
        }
        return reading(status, null, null, null);
    }

    private static AutoscalerState.Reading reading(
            MetricStatus status,
            @Nullable String name,
            @Nullable String container,
            @Nullable MetricValueStatus current) {
        return new AutoscalerState.Reading(
                orEmpty(status.getType()),
                orEmpty(name),
                container,
                current == null ? null : current.getAverageUtilization(),
                current == null
                        ? null
                        : Amounts.base(current.getAverageValue())
                                .map(BigDecimal::doubleValue)
                                .orElse(null),
                current == null
                        ? null
                        : Amounts.base(current.getValue())
                                .map(BigDecimal::doubleValue)
                                .orElse(null));
    }

    private static @Nullable String name(@Nullable MetricIdentifier metric) {
        return metric == null ? null : metric.getName();
    }

    private static @Nullable String reference(@Nullable CrossVersionObjectReference object) {
        if (object == null) {
            return null;
        }
        String apiVersion = orEmpty(object.getApiVersion());
        String group = Controller.group(apiVersion);
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        return Stream.of(orEmpty(object.getKind()), version, group)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining("."))
                + '/'
                + object.getName();
    }

    /** A selector as kubectl takes it: {@code app=web,tier in (a,b),!canary}. */
    private static @Nullable String text(@Nullable LabelSelector selector) {
        if (selector == null) {
            return null;
        }
        Map<String, String> labels = selector.getMatchLabels();
        Stream<String> equal =
                labels == null
                        ? Stream.of()
                        : new TreeMap<>(labels)
                                .entrySet().stream()
                                        .map(label -> label.getKey() + '=' + label.getValue());
        String text =
                Stream.concat(
                                equal,
                                Containers.present(selector.getMatchExpressions()).stream()
                                        .map(AutoscalerMetrics::text))
                        .collect(Collectors.joining(","));
        return text.isEmpty() ? null : text;
    }

    private static String text(LabelSelectorRequirement required) {
        String values =
                Containers.present(required.getValues()).stream()
                        .collect(Collectors.joining(",", "(", ")"));
        return switch (orEmpty(required.getOperator())) {
            case "In" -> required.getKey() + " in " + values;
            case "NotIn" -> required.getKey() + " notin " + values;
            case "DoesNotExist" -> '!' + required.getKey();
            default -> required.getKey();
        };
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
