package io.headroom.model.recommendation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the advice would have come to over the container's own past: at the end of each day it was
 * asked for, knowing that day and those before it, and then held against the day after.
 *
 * @param from when the first of the days held against it began
 * @param until when the last of them ended
 * @param replayed what came of it
 * @param otherRisks what would have come of other profiles of risk, in the order of their names;
 *     none where the strategy knows no risk
 * @param cpuSafety the probability that on the next day at most 1 % of the demand for CPU is not
 *     served by the target; null while nothing can be said
 * @param memorySafety the probability that the next day's peak stays below the target; likewise
 * @param sentence the same in words
 * @param perRun true where runs take the place of days in all of this, each held against what its
 *     runs before had led to; else null
 */
public record Evidence(
        Instant from,
        Instant until,
        Replayed replayed,
        List<OtherRisk> otherRisks,
        @Nullable Double cpuSafety,
        @Nullable Double memorySafety,
        String sentence,
        @Nullable Boolean perRun) {

    public Evidence {
        otherRisks = List.copyOf(otherRisks);
    }

    /** The same where the target is no longer the one that was replayed. */
    public Evidence withoutSafety() {
        return new Evidence(from, until, replayed, otherRisks, null, null, sentence, perRun);
    }

    /** What another profile would have come to. */
    public record OtherRisk(String risk, Replayed replayed) {}

    /**
     * What a strategy would have requested, and what that would have served.
     *
     * @param days how many days were held against what had been advised before them
     * @param cpuUnservedRatio the share of the CPU used that was above the request, 0 to 1
     * @param memoryBreachDays on how many of the days memory was above the request
     * @param cpuMeanMillicores the mean request
     * @param memoryMeanBytes likewise
     * @param changes how often the request of either resource moved by more than 10 %
     */
    public record Replayed(
            int days,
            double cpuUnservedRatio,
            int memoryBreachDays,
            long cpuMeanMillicores,
            long memoryMeanBytes,
            int changes) {}
}
