package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.HpaSpec;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks of the scaling of a workload.
 *
 * @param least no autoscaler is given a lower minimum, nor is there another number of replicas that
 *     stays; no more than {@code most}. Null where nobody asks
 * @param most no autoscaler is given a higher maximum; {@link Integer#MAX_VALUE} where nobody asks
 * @param zone whose clock the time of the day is by
 */
public record ScalingTerms(@Nullable Integer least, int most, ZoneId zone) {
    /** Nobody asks for anything. */
    public static final ScalingTerms NONE =
            new ScalingTerms(null, Integer.MAX_VALUE, ZoneId.of("UTC"));

    public ScalingTerms {
        if (least != null) {
            least = Math.min(least, most);
        }
    }

    /** The least replicas, in place of those that there would be at least. */
    int leastOr(int own) {
        return Math.min(least == null ? own : least, most);
    }

    /** An autoscaler as they let it be. */
    public HpaSpec within(HpaSpec spec) {
        int min = Math.min(least == null ? 0 : least, most);
        int lowest = Math.clamp(spec.minReplicas(), min, most);
        return spec.withReplicas(lowest, Math.clamp(spec.maxReplicas(), lowest, most));
    }

    public boolean allow(HpaSpec spec) {
        return within(spec).equals(spec);
    }
}
