package io.headroom.deploy.backtest;

import io.headroom.recommender.learn.Learners;
import io.headroom.recommender.replay.CrossValidation;
import io.headroom.recommender.replay.CrossValidation.Split;
import io.headroom.recommender.replay.CrossValidation.Subject;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Judges series by what was fitted to others, split after split. */
public final class ValidationRun {
    private static final int THREADS = 2;

    private ValidationRun() {}

    /**
     * Runs a cross-validation.
     *
     * @param request its first strategy is not looked at, the others are compared with
     * @param usage reads a series each
     * @param problems what was already found wrong with the usage
     * @param splits how many
     * @param progress of the series and the splits
     * @throws IllegalArgumentException when there is too little to fit anything to
     */
    public static Validation run(
            BacktestRequest request,
            List<Supplier<Trace>> usage,
            List<Problem> problems,
            int splits,
            ProgressBar progress)
            throws InterruptedException {
        CrossValidation validation =
                new CrossValidation(
                        request.protocol(),
                        request.strategies(),
                        Learners.peaks().orElse(null),
                        request.seed());
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        THREADS, Thread.ofPlatform().daemon().name("validation-", 0).factory());
        try {
            List<Read> read =
                    all(
                            threads,
                            usage.stream()
                                    .map(series ->
                                            (Callable<Read>)
                                                    () -> Read.of(series.get(), validation))
                                    .toList(),
                            progress);
            List<Subject> subjects = read.stream().flatMap(its -> its.subject().stream()).toList();
            List<Split> done =
                    all(
                            threads,
                            IntStream.range(0, splits)
                                    .mapToObj(number ->
                                            (Callable<Split>)
                                                    () -> validation.split(subjects, number))
                                    .toList(),
                            progress);
            progress.end();
            return new Validation(
                    splits,
                    request.seed(),
                    CrossValidation.spread(done),
                    CrossValidation.spreadLearned(done),
                    done.stream().mapToInt(Split::learnedHalves).sum(),
                    done.stream().flatMap(split -> split.chosen().stream()).toList(),
                    Stream.concat(
                                    problems.stream(),
                                    read.stream().flatMap(its -> its.problems().stream()))
                            .toList());
        } finally {
            threads.shutdownNow();
        }
    }

    /** One series: what was wrong with it, and what can be judged of it. */
    private record Read(List<Problem> problems, Optional<Subject> subject) {
        static Read of(Trace trace, CrossValidation validation) {
            return new Read(trace.problems(), trace.series().flatMap(validation::subject));
        }
    }

    private static <T> List<T> all(
            ExecutorService threads, List<Callable<T>> tasks, ProgressBar progress)
            throws InterruptedException {
        List<Future<T>> pending = new ArrayList<>();
        tasks.forEach(task -> pending.add(threads.submit(task)));
        List<T> results = new ArrayList<>();
        for (Future<T> future : pending) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IllegalArgumentException tooLittle) {
                    throw tooLittle;
                }
                throw new IllegalStateException("a replay failed: " + e.getCause(), e.getCause());
            }
            progress.advance();
        }
        return results;
    }
}
