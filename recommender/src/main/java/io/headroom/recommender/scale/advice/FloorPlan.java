package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.replay.FloorSchedule;

/**
 * How a minimum follows a forecast.
 *
 * @param level what of the pods' capacity the forecast takes up
 * @param marginSeconds how much earlier or later than forecast the demand may come
 */
record FloorPlan(Forecast forecast, double level, int marginSeconds) {

    /** For one day, out of those before it; at least {@code min}. */
    FloorSchedule schedule(DayProfiles profiles, long day, double capacity, int min) {
        int[] slots = new int[DayProfiles.SLOTS];
        for (int slot = 0; slot < slots.length; slot++) {
            double demand = forecast.of(profiles, day, slot);
            slots[slot] =
                    Double.isNaN(demand)
                            ? min
                            : Math.max(min, (int) Math.ceil(demand / (capacity * level)));
        }
        return new FloorSchedule(FloorSchedule.DAY_SECONDS, slots, profiles.clock());
    }

    FloorPlan withForecast(Forecast other) {
        return new FloorPlan(other, level, marginSeconds);
    }

    FloorPlan withLevel(double other) {
        return new FloorPlan(forecast, other, marginSeconds);
    }

    FloorPlan withMarginSeconds(int other) {
        return new FloorPlan(forecast, level, other);
    }
}
