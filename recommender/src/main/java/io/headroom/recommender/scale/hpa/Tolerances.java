package io.headroom.recommender.scale.hpa;

import org.jspecify.annotations.Nullable;

/**
 * How far from its target a metric may be without a move.
 *
 * @param up above it, as a fraction
 * @param down below it, as a fraction
 */
public record Tolerances(double up, double down) {

    /** What holds for an autoscaler: its own, else the controller's. */
    public static Tolerances of(@Nullable Behavior behavior, ControllerSettings settings) {
        return behavior == null
                ? new Tolerances(settings.tolerance(), settings.tolerance())
                : new Tolerances(
                        of(behavior.scaleUp(), settings), of(behavior.scaleDown(), settings));
    }

    private static double of(ScalingRules rules, ControllerSettings settings) {
        Double own = rules.tolerance();
        return own == null ? settings.tolerance() : own;
    }

    /** Whether usage of {@code ratio} times the target moves nothing. */
    public boolean hold(double ratio) {
        return 1.0 - down <= ratio && ratio <= 1.0 + up;
    }
}
