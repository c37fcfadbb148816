package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Holds fitting to summing, in the same run; of each the quickest iteration counts. */
class FitSpeedTest {
    private static final double MOST = 20;

    @Test
    void everyBenchmarkRuns() throws RunnerException {
        assertThat(
                        run(
                                options()
                                        .forks(0)
                                        .mode(Mode.SingleShotTime)
                                        .warmupIterations(0)
                                        .measurementIterations(1)))
                .hasSize(4);
    }

    @Test
    @Tag("bench")
    void fittingCostsAtMostTwentyTimesWhatSummingDoes() throws RunnerException {
        Map<String, Double> micros =
                run(options()).stream()
                        .collect(
                                Collectors.toMap(
                                        result -> result.getPrimaryResult().getLabel(),
                                        result ->
                                                result.getPrimaryResult().getStatistics().getMin(),
                                        (one, _) -> one,
                                        TreeMap::new));
        double charges = Objects.requireNonNull(micros.get("charges"));
        micros.forEach((benchmark, cost) ->
                System.out.printf(
                        Locale.ROOT,
                        "%-12s %,10.0f us, %6.2f times the charges%n",
                        benchmark,
                        cost,
                        cost / charges));

        assertThat(Objects.requireNonNull(micros.get("fit")) / charges).isLessThanOrEqualTo(MOST);
    }

    private static ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .include(FitBenchmark.class.getSimpleName())
                .verbosity(VerboseMode.SILENT);
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        // two runs may share a machine
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(options.build()).run();
    }
}
