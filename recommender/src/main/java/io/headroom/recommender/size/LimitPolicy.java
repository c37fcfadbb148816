package io.headroom.recommender.size;

import io.headroom.model.ContainerSpec;
import java.util.List;

/**
 * What is asked for of the limits of one workload.
 *
 * @param keepQos whether the pods keep their quality of service; then it goes before the rules
 */
public record LimitPolicy(LimitRule cpu, LimitRule memory, boolean keepQos) {
    /** Limits stay, and so does the quality of service. */
    public static final LimitPolicy DEFAULT =
            new LimitPolicy(new LimitRule.Keep(), new LimitRule.Keep(), true);

    LimitRule rule(Part<?> part) {
        return part == Part.CPU ? cpu : memory;
    }

    /** Whether the limits equal the requests whatever the rules are. */
    boolean follow(List<ContainerSpec> pod) {
        return keepQos && Qos.of(pod) == Qos.GUARANTEED;
    }

    /**
     * Whether a lower request of memory lowers the limit as far: then the limit, too, has to hold
     * all that is in use.
     */
    public boolean memoryLimitGoesWithRequest(List<ContainerSpec> pod) {
        return follow(pod)
                || memory instanceof LimitRule.Ratio
                || memory.equals(new LimitRule.Above(0));
    }

    /** Whether a limit stays where the request is below it. */
    boolean stay(Part<?> part, List<ContainerSpec> pod) {
        return rule(part) instanceof LimitRule.Keep && !follow(pod);
    }
}
