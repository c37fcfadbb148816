package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState;
import java.math.BigDecimal;
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
        var metadata = object.getMetadata();
        var target = spec.getScaleTargetRef();
        var status = object.getStatus();
        String namespace = metadata.getNamespace();
        Integer min = spec.getMinReplicas();
        Integer max = spec.getMaxReplicas();
        return Optional.of(
                new AutoscalerState(
                        namespace,
                        metadata.getName(),
                        new WorkloadRef(
                                namespace,
                                target.getKind(),
                                Controller.group(target.getApiVersion()),
                                target.getName()),
                        min == null ? 1 : min,
                        max == null ? 1 : max,
                        status == null ? null : status.getCurrentReplicas(),
                        status == null ? null : status.getDesiredReplicas(),
                        Containers.present(spec.getMetrics()).stream()
                                .map(AutoscalerMetrics::metric)
                                .toList(),
                        behavior(spec.getBehavior()),
                        status == null
                                ? List.of()
                                : Containers.present(status.getConditions()).stream()
                                        .map(Autoscalers::condition)
                                        .toList(),
                        status == null
                                ? List.of()
                                : Containers.present(status.getCurrentMetrics()).stream()
                                        .map(AutoscalerMetrics::reading)
                                        .toList(),
                        status == null ? null : Times.parse(status.getLastScaleTime()),
                        Times.parse(metadata.getCreationTimestamp()),
                        managedBy(Controller.of(object))));
    }

    private static @Nullable String managedBy(@Nullable Controller owner) {
        if (owner == null) {
            return null;
        }
        String kind = owner.group().isEmpty() ? owner.kind() : owner.kind() + '.' + owner.group();
        return kind + '/' + owner.name();
    }

    private static @Nullable AutoscalerBehavior behavior(
            @Nullable HorizontalPodAutoscalerBehavior behavior) {
        return behavior == null
                ? null
                : new AutoscalerBehavior(
                        rules(behavior.getScaleUp()), rules(behavior.getScaleDown()));
    }

    private static AutoscalerBehavior.@Nullable Rules rules(@Nullable HPAScalingRules rules) {
        if (rules == null) {
            return null;
        }
        return new AutoscalerBehavior.Rules(
                rules.getStabilizationWindowSeconds(),
                rules.getSelectPolicy(),
                Containers.present(rules.getPolicies()).stream()
                        .map(policy ->
                                new AutoscalerBehavior.Policy(
                                        orEmpty(policy.getType()),
                                        orZero(policy.getValue()),
                                        orZero(policy.getPeriodSeconds())))
                        .toList(),
                Amounts.base(rules.getTolerance()).map(BigDecimal::doubleValue).orElse(null));
    }

    private static AutoscalerState.Condition condition(HorizontalPodAutoscalerCondition condition) {
        return new AutoscalerState.Condition(
                orEmpty(condition.getType()),
                orEmpty(condition.getStatus()),
                orEmpty(condition.getReason()),
                orEmpty(condition.getMessage()),
                Times.parse(condition.getLastTransitionTime()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
