package io.headroom.recommender.scale.replay;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The least number of replicas by the time of the day or week on the clock of a zone, in slots of
 * equal length: what a cron trigger or a patch of minReplicas would set. Immutable.
 */
public final class FloorSchedule {
    public static final int DAY_SECONDS = 86_400;
    public static final int WEEK_SECONDS = 7 * DAY_SECONDS;

    private static final int LATE_SECONDS = 600;

    private final int periodSeconds;
    private final int slotSeconds;
    private final int[] slots;
    private final LocalClock clock;

    /** One by UTC. */
    public FloorSchedule(int periodSeconds, int[] slots) {
        this(periodSeconds, slots, LocalClock.UTC);
    }

    /**
     * @param periodSeconds what repeats; a week is a multiple of it. It begins at a multiple of
     *     itself since 1970, so that a week begins on a Thursday
     * @param slots the least replicas of each slot; as many as divide the period into whole seconds
     */
    public FloorSchedule(int periodSeconds, int[] slots, LocalClock clock) {
        if (periodSeconds < 1 || WEEK_SECONDS % periodSeconds != 0) {
            throw new IllegalArgumentException("a week must hold the period: " + periodSeconds);
        }
        if (slots.length == 0 || periodSeconds % slots.length != 0) {
            throw new IllegalArgumentException(
                    "slots must divide the period: " + slots.length + " of " + periodSeconds);
        }
        this.periodSeconds = periodSeconds;
        this.slots = slots.clone();
        slotSeconds = periodSeconds / slots.length;
        this.clock = clock;
    }

    public ZoneId zone() {
        return clock.zone();
    }

    public int periodSeconds() {
        return periodSeconds;
    }

    public int slotSeconds() {
        return slotSeconds;
    }

    public List<Integer> slots() {
        return Arrays.stream(slots).boxed().toList();
    }

    /** The least replicas at that unix second. */
    public int at(long second) {
        return from((int) Math.floorMod(clock.at(second), (long) periodSeconds));
    }

    /** The least replicas that many seconds into the period, whatever the clock. */
    public int from(int second) {
        return slots[second / slotSeconds];
    }

    /**
     * All that it asks for within ten minutes of a unix second: whoever sets it is a few minutes
     * late, and clocks differ.
     */
    public IntStream about(long second) {
        int step = Math.min(LATE_SECONDS, slotSeconds);
        int steps = Math.ceilDiv(LATE_SECONDS, step);
        return IntStream.rangeClosed(-steps, steps)
                .map(i -> at(second + Math.clamp((long) i * step, -LATE_SECONDS, LATE_SECONDS)))
                .distinct();
    }

    /** What it asks for all the time. */
    public int lowest() {
        return IntStream.of(slots).min().orElseThrow();
    }

    /** The highest that it ever asks for. */
    public int highest() {
        return IntStream.of(slots).max().orElseThrow();
    }

    /**
     * A stretch of time of one number.
     *
     * @param fromSeconds into the period
     * @param toSeconds into the period; at most {@code fromSeconds} where it goes on into the next
     */
    public record Step(int fromSeconds, int toSeconds, int replicas) {}

    /** The stretches that ask for more than {@code above}, in the order in which they begin. */
    public List<Step> stepsAbove(int above) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            int before = slots[Math.floorMod(i - 1, slots.length)];
            if (slots[i] > above && (slots[i] != before || (i == 0 && changes() == 0))) {
                int length = 1;
                while (length < slots.length && slots[(i + length) % slots.length] == slots[i]) {
                    length++;
                }
                steps.add(
                        new Step(
                                i * slotSeconds,
                                (i + length) * slotSeconds % periodSeconds,
                                slots[i]));
            }
        }
        return steps;
    }

    /** How often it changes within its period. */
    public int changes() {
        return (int)
                IntStream.range(0, slots.length)
                        .filter(i -> slots[i] != slots[(i + 1) % slots.length])
                        .count();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloorSchedule schedule
                && periodSeconds == schedule.periodSeconds
                && Arrays.equals(slots, schedule.slots)
                && clock.equals(schedule.clock);
    }

    @Override
    public int hashCode() {
        return Objects.hash(periodSeconds, Arrays.hashCode(slots), clock);
    }

    @Override
    public String toString() {
        return "FloorSchedule[" + slots.length + " slots of " + slotSeconds + " s]";
    }
}
