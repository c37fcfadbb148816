package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.scale.lint.ScalingFinding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A horizontal autoscaler for those who look at it.
 *
 * @param workload what it scales
 * @param findings what is wrong with it; empty where nothing is
 */
public record AutoscalerOverview(
        String namespace,
        String name,
        WorkloadRef workload,
        Settings settings,
        Status status,
        List<ScalingFinding> findings) {

    public AutoscalerOverview {
        findings = List.copyOf(findings);
    }

    /** What its object asks for, as {@link AutoscalerState} has it. */
    public record Settings(
            int minReplicas,
            int maxReplicas,
            List<AutoscalerState.Metric> metrics,
            @Nullable AutoscalerBehavior behavior,
            @Nullable String managedBy) {}

    /** What its controller says, as {@link AutoscalerState} has it. */
    public record Status(
            @Nullable Integer currentReplicas,
            @Nullable Integer desiredReplicas,
            List<AutoscalerState.Condition> conditions,
            List<AutoscalerState.Reading> currentMetrics,
            @Nullable Instant lastScaleTime) {}

    /** Of what its record says. */
    public static AutoscalerOverview of(AutoscalerState state, List<ScalingFinding> findings) {
        return new AutoscalerOverview(
                state.namespace(),
                state.name(),
                state.target(),
                new Settings(
                        state.minReplicas(),
                        state.maxReplicas(),
                        state.metrics(),
                        state.behavior(),
                        state.managedBy()),
                new Status(
                        state.currentReplicas(),
                        state.desiredReplicas(),
                        state.conditions(),
                        state.currentMetrics(),
                        state.lastScaleTime()),
                findings);
    }
}
