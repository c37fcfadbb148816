package io.headroom.model.recommendation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the strategy {@code headroom} stood at a moment: what it goes on from on the next day.
 * Written along with the answer, because the days it came about on leave the rings.
 *
 * @param at the end of the last day that passed the gates
 * @param riskPrice what an unserved core-hour was said to cost, in core-hours
 * @param cpu in cores
 * @param memory in bytes
 * @param learned what the rules have cost up to then, in a form of the strategy's own; null where
 *     it is only known from the rings
 */
public record Standing(
        Instant at, double riskPrice, Gate cpu, Gate memory, @Nullable String learned) {

    /**
     * One resource's gate; zeros before anything was decided.
     *
     * @param decided the amount that was last decided on
     * @param requested what was last given
     * @param lowerSum how much less has been wanted, as the sum of the days' logarithms
     * @param lowerDays on how many days in a row less has been wanted
     * @param lowerLargest the most that was wanted on those
     * @param higherDays on how many days in a row more has been wanted
     * @param raisedAt when it was last raised since the end of that day; null where it was not
     */
    public record Gate(
            double decided,
            double requested,
            double lowerSum,
            int lowerDays,
            double lowerLargest,
            int higherDays,
            @Nullable Instant raisedAt) {}
}
