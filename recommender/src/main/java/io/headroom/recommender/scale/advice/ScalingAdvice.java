package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How an autoscaler should be set.
 *
 * @param spec to go with the floor where there is one, which its target counts on: {@link #alone}
 *     is for those who set no schedule
 * @param floor raises minReplicas by the time of the day; null where it should not
 * @param floorReason why there is a floor, or none
 * @param trial how the forecast behind the floor did, or the usual one (the mean of seven days)
 *     where there is none; null where there were too few days
 * @param rehearsal what these settings would have led to on the days that they were searched on,
 *     with a floor that each day knew the days before alone
 * @param without what was found for use without the floor; null where there is none
 */
public record ScalingAdvice(
        HpaSpec spec,
        @Nullable FloorSchedule floor,
        FloorReason floorReason,
        @Nullable ForecastTrial trial,
        Outcome rehearsal,
        @Nullable Without without) {

    /** One without a floor, or whose minimum is at least what its floor is all day. */
    public ScalingAdvice {
        if (floor != null) {
            spec =
                    spec.withReplicas(
                            Math.clamp(floor.lowest(), spec.minReplicas(), spec.maxReplicas()),
                            spec.maxReplicas());
        }
    }

    /** One that nothing is to be set in place of. */
    public ScalingAdvice(
            HpaSpec spec,
            @Nullable FloorSchedule floor,
            FloorReason floorReason,
            @Nullable ForecastTrial trial,
            Outcome rehearsal) {
        this(spec, floor, floorReason, trial, rehearsal, null);
    }

    /**
     * Settings that no schedule goes with.
     *
     * @param rehearsal as {@link ScalingAdvice#rehearsal}
     */
    public record Without(HpaSpec spec, Outcome rehearsal) {
        Without withMaximum(int max) {
            return new Without(ScalingAdvice.withMaximum(spec, max), rehearsal);
        }
    }

    /** The same with other settings for use without its floor; as it is where it has none. */
    ScalingAdvice beside(@Nullable Without other) {
        return floor == null
                ? this
                : new ScalingAdvice(spec, floor, floorReason, trial, rehearsal, other);
    }

    /** The same with no more replicas than that. */
    ScalingAdvice upTo(int most) {
        return new ScalingAdvice(spec.upTo(most), floor, floorReason, trial, rehearsal, without);
    }

    /** The same with another maximum, which none of its days come to. */
    ScalingAdvice withMaximum(int max) {
        return new ScalingAdvice(
                withMaximum(spec, max),
                floor,
                floorReason,
                trial,
                rehearsal,
                without == null ? null : without.withMaximum(max));
    }

    private static HpaSpec withMaximum(HpaSpec spec, int max) {
        return spec.withReplicas(Math.min(spec.minReplicas(), max), max);
    }

    /** The most replicas that its days come to, with its floor or without. */
    public int asked() {
        int asked = rehearsal.peakReplicas();
        return without == null ? asked : Math.max(asked, without.rehearsal().peakReplicas());
    }

    /** What is good without a schedule. */
    public HpaSpec alone() {
        return without == null ? spec : without.spec();
    }

    /** Why there is a floor, or none. */
    public enum FloorReason {
        /** It made the days behind cheaper or safer. */
        HELPS("helps"),
        /** Less than two days to try a forecast on. */
        TOO_FEW_DAYS("too_few_days"),
        /** Yesterday, or no time of the day at all, foretold as much. */
        FORECAST_NO_BETTER_THAN_NAIVE("forecast_no_better_than_naive"),
        /** The forecast is good, and the autoscaler does as well without. */
        NO_GAIN("no_gain"),
        /** It helps on other days of the week than the one that begins. */
        NO_GAIN_A_WEEK_AGO("no_gain_a_week_ago"),
        /** Nothing is searched: the autoscaler's minimum stays. */
        STAYS("stays");

        private final String label;

        FloorReason(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
