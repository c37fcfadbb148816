package io.headroom.recommender.replay;

import io.headroom.recommender.size.headroom.Tuned;
import java.util.List;
import java.util.Map;

/**
 * How firm the figures of one set are.
 *
 * @param set its name, {@link Backtest#ALL} for everything
 * @param series how many
 * @param containerDays how many of them at most, of CPU or memory
 * @param shipped with the prices and gates that ship, which were chosen on public traces
 * @param chosen with prices and gates that each half got from the other one
 */
public record ValidationReport(
        String set, int series, int containerDays, Variant shipped, Variant chosen) {

    /**
     * One way to come by prices and gates; priors are fitted on the other half in both.
     *
     * @param goals the share of splits that meet each
     * @param halfGoals the share of single halves, which are smaller, that meet each
     */
    public record Variant(
            Map<Measure, Spread> measures,
            Map<Goal, Double> goals,
            Map<Goal, Double> halfGoals) {}

    /** The middle of the splits, and the range that eight of ten lie in; {@code NaN} for none. */
    public record Spread(double median, double low, double high) {}

    /** What one half of a split was judged with, which is what the other half chose. */
    public record Chosen(int split, int half, Tuned tuned) {}

    /** All sets, and what was chosen. */
    public record Validation(List<ValidationReport> sets, List<Chosen> chosen) {}
}
