package io.headroom.model.assessment;

import io.headroom.model.profile.Ring;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a container beside its windows, as far as its sources tell it. Rings by hour
 * have one byte an hour, and the number of their first hour since 1970 in place of a window's.
 *
 * @param residentByHour the most memory of any replica that is not file pages (RSS, and what is
 *     swapped out), on the scale of memory; null where no source tells
 * @param heldBackByHour how much more CPU a replica would have used had it not waited, the most of
 *     any in a window, on the scale of CPU: by CFS throttling, else by the share of the time that
 *     it waited (PSI); null where no source tells
 * @param cpuSteady {@code cpuHottest} without the replicas that had started less than ten minutes
 *     before; null where those made no difference
 * @param cpuByAge the most that any replica used in each of the first minutes after it started, on
 *     the scale of CPU; null while no start was seen
 * @param starts how many were seen
 * @param spread how far the replicas differ; null where there is but one
 */
public record Particulars(
        @Nullable Ring residentByHour,
        @Nullable Ring heldBackByHour,
        @Nullable Ring cpuSteady,
        @Nullable Ring cpuByAge,
        int starts,
        @Nullable Spread spread) {

    /** Nothing more is known. */
    public static final Particulars NONE = new Particulars(null, null, null, null, 0, null);
}
