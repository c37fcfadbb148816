package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.SeriesScore;
import io.headroom.recommender.replay.SetReport;
import io.headroom.recommender.replay.trace.Problem;
import java.util.List;

/**
 * What came out.
 *
 * @param reports of each set, and of all where there are several
 * @param series those that were replayed, by set and name
 * @param left how many were not
 * @param problems what was left out of the usage, and why
 */
public record BacktestResult(
        BacktestRequest request,
        List<SetReport> reports,
        List<SeriesScore> series,
        Left left,
        List<Problem> problems) {
    public BacktestResult {
        reports = List.copyOf(reports);
        series = List.copyOf(series);
        problems = List.copyOf(problems);
    }

    /**
     * Numbers of series that were not replayed.
     *
     * @param tooShort no day of them can be scored: shorter than the warm-up, or full of holes
     * @param unusable nothing could be read
     */
    public record Left(int tooShort, int unusable) {}

    /** The strategy that was asked for first. */
    public String judged() {
        return request.names().getFirst();
    }
}
