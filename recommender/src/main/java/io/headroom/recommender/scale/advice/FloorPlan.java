package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.ReplayedPod;

/**
 * How a minimum follows a forecast.
 *
 * @param level what of the pods' capacity the forecast takes up
 */
record FloorPlan(Forecast forecast, double level) {

    /** For one day, out of those before it; at least {@code min}. */
    FloorSchedule schedule(DayProfiles profiles, long day, ReplayedPod pod, int min) {
        int[] slots = new int[DayProfiles.SLOTS];
        for (int slot = 0; slot < slots.length; slot++) {
            double demand = forecast.of(profiles, day, slot);
            slots[slot] =
                    Double.isNaN(demand)
                            ? min
                            : Math.max(min, (int) Math.ceil(demand / (pod.capacity() * level)));
        }
        return new FloorSchedule(FloorSchedule.DAY_SECONDS, slots);
    }
}
