package io.headroom.recommender.scale.hpa;

import java.time.Duration;

/**
 * How much may change within a time.
 *
 * @param value pods, or percent of the replicas at the beginning of the time
 */
public record ScalingPolicy(Type type, int value, Duration period) {
    private static final Duration LONGEST_PERIOD = Duration.ofMinutes(30);

    /** What a policy counts. */
    public enum Type {
        PODS,
        PERCENT
    }

    public ScalingPolicy {
        if (value < 1) {
            throw new IllegalArgumentException("value of a policy must be above zero: " + value);
        }
        if (!period.isPositive() || period.compareTo(LONGEST_PERIOD) > 0) {
            throw new IllegalArgumentException(
                    "periodSeconds of a policy must be from 1 to %d: %d"
                            .formatted(LONGEST_PERIOD.toSeconds(), period.toSeconds()));
        }
    }
}
