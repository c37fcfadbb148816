package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Holds what is benchmarked to the plain way of doing it, in the same run. Of each benchmark the
 * quickest iteration counts: what else runs on the machine only ever adds.
 */
class SpeedTest {
    private static final double NANOS_PER_MILLI = 1e6;

    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results =
                run(
                        options()
                                .forks(0)
                                .mode(Mode.SingleShotTime)
                                .warmupIterations(0)
                                .measurementIterations(1));

        assertThat(results).hasSize(5);
    }

    @Test
    @Tag("bench")
    void costsNoMoreThanItMay() throws RunnerException {
        Map<String, Double> nanos =
                run(options()).stream()
                        .collect(
                                Collectors.toMap(
                                        result -> result.getPrimaryResult().getLabel(),
                                        result ->
                                                result.getPrimaryResult().getStatistics().getMin(),
                                        (one, _) -> one,
                                        TreeMap::new));
        nanos.forEach((benchmark, cost) ->
                System.out.printf(Locale.ROOT, "%-40s %,10.1f ns%n", benchmark, cost));
        double fold = nanos(nanos, "fold");
        double recommendation = nanos(nanos, "recommendation");

        SoftAssertions.assertSoftly(all -> {
            holds(all, "folding a sample, of the plain way", fold / nanos(nanos, "plainFold"), 0.5);
            holds(
                    all,
                    "a percentile, of the plain way",
                    nanos(nanos, "percentile") / nanos(nanos, "plainPercentile"),
                    1);
            holds(all, "a recommendation, in folded samples", recommendation / fold, 20_000);
            holds(all, "a recommendation, in ms", recommendation / NANOS_PER_MILLI, 2);
        });
    }

    private static void holds(SoftAssertions all, String what, double measured, double most) {
        String line =
                String.format(
                        Locale.ROOT,
                        "%-40s %,10.2f  at most %,10.2f  %s",
                        what,
                        measured,
                        most,
                        measured <= most ? "holds" : "DOES NOT HOLD");
        System.out.println(line);
        all.assertThat(measured).as(line).isLessThanOrEqualTo(most);
    }

    private static double nanos(Map<String, Double> nanos, String benchmark) {
        return Objects.requireNonNull(nanos.get(benchmark), benchmark);
    }

    private static ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .include(SpeedBenchmark.class.getSimpleName())
                .verbosity(VerboseMode.SILENT);
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        // two runs may share a machine
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(options.build()).run();
    }
}
