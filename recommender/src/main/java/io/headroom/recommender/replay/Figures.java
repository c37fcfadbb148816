package io.headroom.recommender.replay;

import io.headroom.recommender.size.Samples;
import java.util.List;

/**
 * What a strategy cost and broke over the container-days of several series, added up.
 *
 * @param cost by price of an unserved core-hour
 * @param confidence how true it was what was said of the safety of the next day
 */
public record Figures(
        Cpu cpu,
        Memory memory,
        List<Cost> cost,
        Confidence confidence,
        StrategyScore.Abstained abstained) {

    /**
     * CPU.
     *
     * @param overDaysRatio days with any sample above the request
     * @param changesPerDay of more than 10 %, from one advice to the next
     * @param changesPerDayAfterGate the same where smaller moves are not made
     * @param slackMedian of the part of a day's request that its p95 leaves
     */
    public record Cpu(
            double wasteRatio,
            double unservedRatio,
            double overDaysRatio,
            double overSamplesRatio,
            double changesPerDay,
            double changesPerDayAfterGate,
            double slackMedian,
            double slackMean,
            int containerDays) {}

    /**
     * Memory.
     *
     * @param breachDaysRatio days with any sample above the request
     * @param seriousDaysRatio days with three kills or more
     */
    public record Memory(
            double wasteRatio,
            double breachDaysRatio,
            double oomKillsPerDay,
            double seriousDaysRatio,
            double changesPerDay,
            double changesPerDayAfterGate,
            double slackMedian,
            double slackMean,
            int containerDays) {}

    /**
     * What it came to, in core-hours.
     *
     * @param unservedPrice λ
     * @param staticPeak what the highest usage ever seen would have cost
     * @param cheapest the least possible with all of the future known
     */
    public record Cost(
            double unservedPrice,
            double total,
            double cpu,
            double memory,
            double staticPeak,
            double cheapest,
            double perContainerDay,
            double savingsCaptured,
            double savingsCapturedCpu,
            double savingsCapturedMemory) {}

    /**
     * How far the safety that was stated and what was realised are apart, from 0 to 1, in ten bins
     * that are weighted by their answers. {@code NaN} where nothing was stated.
     *
     * @param cpuByChance how far they would be apart on average, were all that was stated true
     * @param memoryByChance likewise
     * @param answers those of which something was stated, of CPU or memory
     */
    public record Confidence(
            double cpuApart,
            double cpuByChance,
            double memoryApart,
            double memoryByChance,
            int answers) {
        static Confidence of(SafetyTally tally) {
            return new Confidence(
                    tally.cpu().error(),
                    tally.cpu().errorByChance(),
                    tally.memory().error(),
                    tally.memory().errorByChance(),
                    Math.max(tally.cpu().answers(), tally.memory().answers()));
        }
    }

    static Figures of(CpuTotals cpu, MemoryTotals memory, Details details) {
        return new Figures(
                new Cpu(
                        cpu.wasteRatio(),
                        cpu.unservedRatio(),
                        Ratio.of(cpu.overDays(), cpu.days()),
                        Ratio.of(cpu.overSamples(), cpu.samples()),
                        Ratio.of(cpu.changes().raw(), cpu.days()),
                        Ratio.of(cpu.changes().gated(), cpu.days()),
                        median(details.cpuSlack()),
                        mean(details.cpuSlack()),
                        cpu.days()),
                new Memory(
                        memory.wasteRatio(),
                        memory.breachDayRatio(),
                        Ratio.of(memory.oomKills(), memory.days()),
                        Ratio.of(memory.seriousDays(), memory.days()),
                        Ratio.of(memory.changes().raw(), memory.days()),
                        Ratio.of(memory.changes().gated(), memory.days()),
                        median(details.memorySlack()),
                        mean(details.memorySlack()),
                        memory.days()),
                details.cost(),
                Confidence.of(details.safety()),
                details.abstained());
    }

    /** What totals do not hold. */
    record Details(
            List<Double> cpuSlack,
            List<Double> memorySlack,
            List<Cost> cost,
            SafetyTally safety,
            StrategyScore.Abstained abstained) {}

    private static double median(List<Double> values) {
        return Samples.quantile(
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray(), 0.5);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
