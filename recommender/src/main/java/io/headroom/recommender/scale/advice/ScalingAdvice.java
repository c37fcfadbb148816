package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.FloorSchedule;
import org.jspecify.annotations.Nullable;

/**
 * How an autoscaler should be set.
 *
 * @param floor raises minReplicas by the time of the day; null where it should not
 * @param floorReason why there is a floor, or none
 * @param trial how the forecast behind a floor did; null where there were too few days
 */
public record ScalingAdvice(
        HpaSpec spec,
        @Nullable FloorSchedule floor,
        FloorReason floorReason,
        @Nullable ForecastTrial trial) {

    /** Why there is a floor, or none. */
    public enum FloorReason {
        HELPS("helps"),
        TOO_FEW_DAYS("too_few_days"),
        FORECAST_NO_BETTER_THAN_NAIVE("forecast_no_better_than_naive"),
        NO_GAIN("no_gain");

        private final String label;

        FloorReason(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
