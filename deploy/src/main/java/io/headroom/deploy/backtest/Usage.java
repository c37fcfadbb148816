package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.Trace;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a backtest runs over.
 *
 * @param from where it is from, for people: a folder, or the URL of a Prometheus
 * @param series reads a series each
 * @param problems what was found wrong with it before any series is read
 * @param missing one sentence where the source did not answer all that it was asked for
 */
public record Usage(
        String from,
        List<Supplier<Trace>> series,
        List<Problem> problems,
        Optional<String> missing) {
    public Usage {
        series = List.copyOf(series);
        problems = List.copyOf(problems);
    }
}
