package io.headroom.recommender.scale.hpa;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast an autoscaler may scale one way.
 *
 * @param stabilizationWindow how far back proposals count: scaling up takes the lowest of them,
 *     scaling down the highest; null for what the controller is set to, which it is only for
 *     scaling down
 * @param select which of the policies counts
 * @param policies at least one, unless scaling this way is disabled
 * @param tolerance how far from its target a metric may be, as a fraction, without a move this way;
 *     null for what the controller is set to
 */
public record ScalingRules(
        @Nullable Duration stabilizationWindow,
        Select select,
        List<ScalingPolicy> policies,
        @Nullable Double tolerance) {
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    /** Which of several policies counts. */
    public enum Select {
        /** The one that allows the largest change. */
        MAX,
        /** The one that allows the smallest. */
        MIN,
        /** None: there is no scaling this way. */
        DISABLED
    }

    public ScalingRules {
        policies = List.copyOf(policies);
        if (stabilizationWindow != null
                && (stabilizationWindow.isNegative()
                        || stabilizationWindow.compareTo(LONGEST_WINDOW) > 0)) {
            throw new IllegalArgumentException(
                    "stabilizationWindowSeconds must be from 0 to %d: %d"
                            .formatted(
                                    LONGEST_WINDOW.toSeconds(), stabilizationWindow.toSeconds()));
        }
        if (policies.isEmpty() && select != Select.DISABLED) {
            throw new IllegalArgumentException("there must be a policy to scale by");
        }
        if (tolerance != null && !(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tolerance must not be negative: " + tolerance);
        }
    }

    public ScalingRules withWindow(Duration window) {
        return new ScalingRules(window, select, policies, tolerance);
    }

    public ScalingRules withPolicies(List<ScalingPolicy> others) {
        return new ScalingRules(stabilizationWindow, select, others, tolerance);
    }

    /** How long the controller must remember what it did. */
    public Duration longestPeriod() {
        return policies.stream()
                .map(ScalingPolicy::period)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
