package io.headroom.recommender.scale.hpa;

import java.time.Duration;

/**
 * How a cluster's controller manager is set.
 *
 * @param syncPeriod how often it looks at each autoscaler
 * @param tolerance how far from its target a metric may be, as a fraction, without a move
 * @param downscaleStabilization how far back the highest proposal counts before it scales down
 * @param cpuInitializationPeriod for how long after its start the CPU of a pod counts only while it
 *     is Ready
 * @param initialReadinessDelay for how long after its start a pod that is not Ready is taken for
 *     one that has never been
 */
public record ControllerSettings(
        Duration syncPeriod,
        double tolerance,
        Duration downscaleStabilization,
        Duration cpuInitializationPeriod,
        Duration initialReadinessDelay) {

    /** What they are where nobody set them. */
    public static final ControllerSettings DEFAULT =
            new ControllerSettings(
                    Duration.ofSeconds(15),
                    0.1,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30));
}
