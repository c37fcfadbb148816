package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.Backtest;
import io.headroom.recommender.replay.SeriesScore;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Replays series side by side, and adds them up. */
public final class BacktestRun {
    private static final int THREADS = 2;

    private BacktestRun() {}

    /** One series: what was wrong with it, and its replay where there is one. */
    private record Replayed(Trace trace, Optional<SeriesScore> score) {}

    /**
     * Runs a backtest.
     *
     * @param usage reads a series each; asked for one by one, so that they need not all be in
     *     memory
     * @param problems what was already found wrong with the usage
     */
    public static BacktestResult run(
            BacktestRequest request,
            List<Supplier<Trace>> usage,
            List<Problem> problems,
            ProgressBar progress)
            throws InterruptedException {
        List<SeriesScore> scores = new ArrayList<>();
        List<Problem> all = new ArrayList<>(problems);
        int tooShort = 0;
        int unusable = 0;
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        THREADS, Thread.ofPlatform().daemon().name("replay-", 0).factory());
        try {
            List<Future<Replayed>> pending = new ArrayList<>();
            for (Supplier<Trace> series : usage) {
                pending.add(threads.submit(() -> replay(request, series.get())));
            }
            for (Future<Replayed> future : pending) {
                Replayed replayed = result(future);
                all.addAll(replayed.trace().problems());
                if (replayed.trace().series().isEmpty()) {
                    unusable++;
                } else if (replayed.score().isEmpty()) {
                    tooShort++;
                }
                replayed.score().ifPresent(scores::add);
                progress.advance();
            }
        } finally {
            threads.shutdownNow();
        }
        progress.end();
        return new BacktestResult(
                request,
                new Backtest(
                                request.protocol(),
                                request.names(),
                                request.against(),
                                request.resamples(),
                                request.seed())
                        .reports(scores),
                scores,
                new BacktestResult.Left(tooShort, unusable),
                all);
    }

    private static Replayed replay(BacktestRequest request, Trace trace) {
        return new Replayed(
                trace,
                trace.series()
                        .flatMap(series ->
                                SeriesScore.of(series, request.protocol(), request.strategies())));
    }

    private static Replayed result(Future<Replayed> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a replay failed: " + e.getCause(), e.getCause());
        }
    }
}
