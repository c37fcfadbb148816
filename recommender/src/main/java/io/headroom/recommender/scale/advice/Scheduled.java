package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.FloorSchedule;
import java.time.ZoneId;
import java.util.List;

/**
 * Settings that go with a schedule, and count on it.
 *
 * @param floor of a day
 */
public record Scheduled(HpaSpec spec, FloorSchedule floor) {

    /** By whose clock. */
    public ZoneId zone() {
        return floor.zone();
    }

    /** Where it asks for more than the minimum. */
    public List<FloorSchedule.Step> steps() {
        return floor.stepsAbove(spec.minReplicas());
    }

    /** The minimum from that second of the day on. */
    public int least(int second) {
        return Math.clamp(floor.from(second), spec.minReplicas(), spec.maxReplicas());
    }
}
