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
 * @param advice how it should be set, or why nothing is said; null where that is not yet computed,
 *     and where it is not the only one of its workload
 */
public record AutoscalerOverview(
        String namespace,
        String name,
        WorkloadRef workload,
        Settings settings,
        Status status,
        List<ScalingFinding> findings,
        @Nullable ScalingOverview advice) {

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

    /** Of what its record says, without advice. */
    public static AutoscalerOverview of(AutoscalerState state, List<ScalingFinding> findings) {
        return of(state, findings, null);
    }

    static AutoscalerOverview of(
            AutoscalerState state,
            List<ScalingFinding> findings,
            @Nullable ScalingOverview advice) {
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
                findings,
                advice);
    }
}
