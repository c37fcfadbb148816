package io.headroom.recommender.scale.hpa;

import io.headroom.recommender.scale.hpa.ScalingRules.Select;
import java.time.Duration;
import java.util.List;

/** How fast an autoscaler may scale, either way. */
public record Behavior(ScalingRules scaleUp, ScalingRules scaleDown) {
    private static final Duration QUARTER_MINUTE = Duration.ofSeconds(15);

    /** What the API server fills in where an object has some behavior and leaves the rest out. */
    public static final Behavior DEFAULT =
            new Behavior(
                    new ScalingRules(
                            Duration.ZERO,
                            Select.MAX,
                            List.of(
                                    new ScalingPolicy(ScalingPolicy.Type.PODS, 4, QUARTER_MINUTE),
                                    new ScalingPolicy(
                                            ScalingPolicy.Type.PERCENT, 100, QUARTER_MINUTE)),
                            null),
                    new ScalingRules(
                            null,
                            Select.MAX,
                            List.of(
                                    new ScalingPolicy(
                                            ScalingPolicy.Type.PERCENT, 100, QUARTER_MINUTE)),
                            null));

    /** The same with other stabilization windows. */
    public Behavior withWindows(Duration up, Duration down) {
        return new Behavior(scaleUp.withWindow(up), scaleDown.withWindow(down));
    }
}
