package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.TraceFile;
import io.headroom.recommender.scale.advice.Advisor;
import io.headroom.recommender.scale.backtest.HorizontalScore;
import io.headroom.recommender.scale.backtest.Sight;
import io.headroom.recommender.scale.trace.DemandReader;
import io.headroom.recommender.scale.trace.DemandTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Advises autoscalers for series side by side, and replays what came of it. */
public final class HorizontalRun {
    private static final int THREADS = 2;

    private HorizontalRun() {}

    /**
     * What came out.
     *
     * @param left how many series were not scored: too short, too coarse, or without demand
     * @param problems what was left out of the files, and why
     */
    public record Result(List<HorizontalScore> series, int left, List<Problem> problems) {
        public Result {
            series = List.copyOf(series);
            problems = List.copyOf(problems);
        }
    }

    private record Scored(DemandTrace trace, Optional<HorizontalScore> score) {}

    /**
     * Runs a backtest.
     *
     * @param sight what of the demand the advice is made of
     * @param problems what was already found wrong with the files
     */
    public static Result run(
            Advisor advisor,
            Sight sight,
            List<TraceFile> files,
            List<Problem> problems,
            ProgressBar progress)
            throws InterruptedException {
        List<HorizontalScore> scores = new ArrayList<>();
        List<Problem> all = new ArrayList<>(problems);
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        THREADS, Thread.ofPlatform().daemon().name("replay-", 0).factory());
        try {
            List<Future<Scored>> pending = new ArrayList<>();
            for (TraceFile file : files) {
                pending.add(threads.submit(() -> scored(advisor, sight, file)));
            }
            for (Future<Scored> future : pending) {
                Scored scored = result(future);
                all.addAll(scored.trace().problems());
                scored.score().ifPresent(scores::add);
                progress.advance();
            }
        } finally {
            threads.shutdownNow();
        }
        progress.end();
        return new Result(scores, files.size() - scores.size(), all);
    }

    private static Scored scored(Advisor advisor, Sight sight, TraceFile file) {
        DemandTrace trace = DemandReader.read(file);
        return new Scored(trace, HorizontalScore.of(trace, advisor, sight));
    }

    private static Scored result(Future<Scored> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a replay failed: " + e.getCause(), e.getCause());
        }
    }
}
