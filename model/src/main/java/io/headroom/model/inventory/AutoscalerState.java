package io.headroom.model.inventory;

import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A HorizontalPodAutoscaler. Key: {@code /hpa/NAMESPACE/NAME}.
 *
 * @param target the workload that it scales
 */
public record AutoscalerState(
        String namespace,
        String name,
        WorkloadRef target,
        int minReplicas,
        int maxReplicas,
        @Nullable Integer currentReplicas,
        @Nullable Integer desiredReplicas,
        List<Metric> metrics)
        implements InventoryEntry {

    public AutoscalerState {
        metrics = List.copyOf(metrics);
    }

    @Override
    public String key() {
        return Keys.autoscaler(namespace, name);
    }

    /**
     * What it scales by.
     *
     * @param type {@code Resource}, {@code ContainerResource}, {@code Pods}, {@code Object} or
     *     {@code External}
     * @param name the resource or metric
     * @param container for {@code ContainerResource}
     * @param targetType {@code Utilization}, {@code AverageValue} or {@code Value}
     * @param target in percent for a utilization, else in the metric's base unit
     */
    public record Metric(
            String type,
            String name,
            @Nullable String container,
            String targetType,
            double target) {}
}
