package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of horizontal autoscalers, as their objects describe it. */
final class Autoscalers {
    private Autoscalers() {}

    /** Empty for an object without the parts that every valid one has. */
    static Optional<AutoscalerState> of(HorizontalPodAutoscaler object) {
        var spec = object.getSpec();
        if (spec == null || spec.getScaleTargetRef() == null) {
            return Optional.empty();
        }
        var target = spec.getScaleTargetRef();
        var status = object.getStatus();
        String namespace = object.getMetadata().getNamespace();
        Integer min = spec.getMinReplicas();
        Integer max = spec.getMaxReplicas();
        List<AutoscalerState.Metric> metrics = new ArrayList<>();
        Containers.present(spec.getMetrics()).forEach(m -> metric(m).ifPresent(metrics::add));
        return Optional.of(
                new AutoscalerState(
                        namespace,
                        object.getMetadata().getName(),
                        new WorkloadRef(
                                namespace,
                                target.getKind(),
                                Controller.group(target.getApiVersion()),
                                target.getName()),
                        min == null ? 1 : min,
                        max == null ? 1 : max,
                        status == null ? null : status.getCurrentReplicas(),
                        status == null ? null : status.getDesiredReplicas(),
                        metrics));
    }

    private static Optional<AutoscalerState.Metric> metric(MetricSpec spec) {
        if (spec.getResource() != null) {
            var resource = spec.getResource();
            return metric(spec, resource.getName(), null, resource.getTarget());
        }
        if (spec.getContainerResource() != null) {
            var resource = spec.getContainerResource();
            return metric(spec, resource.getName(), resource.getContainer(), resource.getTarget());
        }
        if (spec.getPods() != null) {
            var pods = spec.getPods();
            return metric(spec, pods.getMetric().getName(), null, pods.getTarget());
        }
        if (spec.getObject() != null) {
            var object = spec.getObject();
            return metric(spec, object.getMetric().getName(), null, object.getTarget());
        }
        if (spec.getExternal() != null) {
            var external = spec.getExternal();
            return metric(spec, external.getMetric().getName(), null, external.getTarget());
        }
        return Optional.empty();
    }

    private static Optional<AutoscalerState.Metric> metric(
            MetricSpec spec,
            String name,
            @Nullable String container,
            @Nullable MetricTarget target) {
        if (target == null) {
            return Optional.empty();
        }
        Integer utilization = target.getAverageUtilization();
        Optional<Double> amount =
                utilization != null
                        ? Optional.of((double) utilization)
                        : Amounts.base(target.getAverageValue())
                                .or(() -> Amounts.base(target.getValue()))
                                .map(BigDecimal::doubleValue);
        return amount.map(value ->
                new AutoscalerState.Metric(
                        spec.getType(), name, container, target.getType(), value));
    }
}
