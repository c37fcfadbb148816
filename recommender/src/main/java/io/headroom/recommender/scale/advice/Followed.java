package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Phase;

/**
 * A schedule that somebody raises the minimum of an autoscaler by.
 *
 * @param least the minimum where it does not
 */
public record Followed(FloorSchedule floor, int least) {

    /** An autoscaler as it is at any time of the day, but for what the schedule raises. */
    public HpaSpec unraised(HpaSpec ofTheMoment) {
        return ofTheMoment.withReplicas(
                Math.min(least, ofTheMoment.maxReplicas()), ofTheMoment.maxReplicas());
    }

    /** The same with the schedule, for a replay. */
    public Phase running(HpaSpec ofTheMoment) {
        return new Phase(Long.MIN_VALUE, unraised(ofTheMoment), floor);
    }
}
