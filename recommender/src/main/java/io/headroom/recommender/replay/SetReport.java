package io.headroom.recommender.replay;

import java.util.List;

/**
 * How strategies did on several series together.
 *
 * @param set its name, {@link Backtest#ALL} for everything
 * @param series how many
 * @param containerDays how many of them at most, of CPU or memory
 * @param strategies in the order that they were asked for
 * @param hindsight what the same figures are with the future known
 */
public record SetReport(
        String set,
        int series,
        int containerDays,
        List<StrategyReport> strategies,
        List<HindsightReport> hindsight) {

    /**
     * One strategy.
     *
     * @param worst the ten series that cost the most above the least possible
     */
    public record StrategyReport(
            String name,
            Figures figures,
            Verdict cpu,
            Verdict memory,
            PerSeries perSeries,
            List<WorstSeries> worst) {}

    /** One of {@link Hindsight}. */
    public record HindsightReport(String name, Figures figures) {}

    /**
     * A series that a strategy did badly on.
     *
     * @param regret its cost above the least possible, in core-hours
     */
    public record WorstSeries(
            String set,
            String series,
            double regret,
            double cpuWasteRatio,
            double cpuUnservedRatio,
            double memoryWasteRatio,
            int memoryBreachDays,
            int oomKills,
            int containerDays) {}
}
