package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.FloorSchedule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Where it asks for more than the minimum, and may have it. */
    public List<FloorSchedule.Step> steps() {
        return spec.minReplicas() == spec.maxReplicas()
                ? List.of()
                : floor.stepsAbove(spec.minReplicas());
    }

    /** The minimum from that second of the day on. */
    public int least(int second) {
        return clamped(floor.from(second));
    }

    private int clamped(int asked) {
        return Math.clamp(asked, spec.minReplicas(), spec.maxReplicas());
    }

    /** What KEDA is to be given for the steps. */
    public List<CronTrigger> triggers() {
        return CronTrigger.of(this);
    }

    /**
     * Whether somebody who sets the minimum by it had set it to that, a few minutes late or not.
     *
     * @param most the maximum that there is, which may be less than was advised
     */
    boolean asksFor(int minimum, int most, Instant at) {
        return floor.about(at.getEpochSecond())
                .anyMatch(asked -> Math.min(clamped(asked), most) == minimum);
    }

    /**
     * Whether it has the hours of triggers, each by {@link CronTrigger#metric}. How many replicas
     * they ask for no name tells.
     *
     * @param most as above
     */
    boolean hasHoursOf(Set<String> triggers, int most) {
        return !triggers.isEmpty()
                && new Scheduled(spec.upTo(most), floor)
                        .triggers().stream()
                                .map(CronTrigger::metric)
                                .collect(Collectors.toSet())
                                .equals(triggers);
    }
}
