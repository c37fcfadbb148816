package io.headroom.model.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A HorizontalPodAutoscaler (autoscaling/v2). Key: {@code /hpa/NAMESPACE/NAME}.
 *
 * @param target the workload that it scales
 * @param minReplicas 1 where the object says nothing, as the API server has it
 * @param currentReplicas what its status says it last saw; null while there is no status
 * @param desiredReplicas what its status says it last asked for; null likewise
 * @param behavior how fast it may scale; null where the object says nothing, and in records of
 *     older collectors
 * @param conditions what the controller says of itself; empty while there is no status, and in
 *     records of older collectors
 * @param currentMetrics what the controller last read; likewise
 * @param lastScaleTime when it last changed the number of replicas; null where it never did
 * @param createdAt null in records of older collectors
 * @param managedBy what made it, as {@code KIND.GROUP/NAME}: a ScaledObject of KEDA, for example;
 *     null where nothing did
 */
public record AutoscalerState(
        String namespace,
        String name,
        WorkloadRef target,
        int minReplicas,
        int maxReplicas,
        @Nullable Integer currentReplicas,
        @Nullable Integer desiredReplicas,
        List<Metric> metrics,
        @Nullable AutoscalerBehavior behavior,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<Condition> conditions,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<Reading> currentMetrics,
        @Nullable Instant lastScaleTime,
        @Nullable Instant createdAt,
        @Nullable String managedBy)
        implements InventoryEntry {

    public AutoscalerState {
        metrics = List.copyOf(metrics);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        currentMetrics = currentMetrics == null ? List.of() : List.copyOf(currentMetrics);
    }

    /** One of which only the numbers and the metrics are known. */
    public AutoscalerState(
            String namespace,
            String name,
            WorkloadRef target,
            int minReplicas,
            int maxReplicas,
            @Nullable Integer currentReplicas,
            @Nullable Integer desiredReplicas,
            List<Metric> metrics) {
        this(
                namespace,
                name,
                target,
                minReplicas,
                maxReplicas,
                currentReplicas,
                desiredReplicas,
                metrics,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null);
    }

    @Override
    public List<Condition> conditions() {
        return conditions == null ? List.of() : conditions;
    }

    @Override
    public List<Reading> currentMetrics() {
        return currentMetrics == null ? List.of() : currentMetrics;
    }

    @Override
    public String key() {
        return Keys.autoscaler(namespace, name);
    }

    /**
     * What it scales by. A metric of a type that is none of the known ones, or that lacks what its
     * type needs, has the target type {@link #NO_TARGET} and the target 0.
     *
     * @param type {@code Resource}, {@code ContainerResource}, {@code Pods}, {@code Object} or
     *     {@code External}; or whatever else the object says
     * @param name the resource or metric; empty where the object names none
     * @param container for {@code ContainerResource}
     * @param targetType {@code Utilization}, {@code AverageValue} or {@code Value}
     * @param target in percent for a utilization, else in the metric's base unit
     * @param object for {@code Object}: what the metric is of, as {@code KIND.VERSION.GROUP/NAME}
     * @param selector which series of the metric, as a label selector's text; null for all
     */
    public record Metric(
            String type,
            String name,
            @Nullable String container,
            String targetType,
            double target,
            @Nullable String object,
            @Nullable String selector) {
        public static final String NO_TARGET = "None";

        /** One that is neither of an object nor of some series only. */
        public Metric(
                String type,
                String name,
                @Nullable String container,
                String targetType,
                double target) {
            this(type, name, container, targetType, target, null, null);
        }
    }

    /**
     * What the controller read of a metric, in the order of the metrics; those that it could not
     * read are missing or without a value.
     *
     * @param type as {@link Metric#type}
     * @param name as {@link Metric#name}
     * @param container as {@link Metric#container}
     * @param utilization in percent of the requests, where the target is one
     * @param averageValue for each pod, in the metric's base unit
     * @param value altogether, in the metric's base unit
     */
    public record Reading(
            String type,
            String name,
            @Nullable String container,
            @Nullable Integer utilization,
            @Nullable Double averageValue,
            @Nullable Double value) {}

    /**
     * What the controller says of itself.
     *
     * @param type {@code AbleToScale}, {@code ScalingActive}, {@code ScalingLimited} or another
     * @param status {@code True}, {@code False} or {@code Unknown}
     * @param reason one word for programs; empty where there is none
     * @param message for people; empty where there is none
     * @param since when the status last changed; null where that is not said
     */
    public record Condition(
            String type, String status, String reason, String message, @Nullable Instant since) {}
}
