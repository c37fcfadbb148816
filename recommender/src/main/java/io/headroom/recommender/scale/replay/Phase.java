package io.headroom.recommender.scale.replay;

import io.headroom.recommender.scale.hpa.HpaSpec;
import org.jspecify.annotations.Nullable;

/**
 * What is in force from a moment on.
 *
 * @param fromSeconds in unix seconds
 * @param floor raises the minimum of the spec, up to its maximum; null for none
 */
public record Phase(long fromSeconds, HpaSpec spec, @Nullable FloorSchedule floor) {

    /** From before anything is known. */
    public static Phase always(HpaSpec spec) {
        return new Phase(Long.MIN_VALUE, spec, null);
    }
}
