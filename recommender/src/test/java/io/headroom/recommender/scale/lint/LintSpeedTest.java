package io.headroom.recommender.scale.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Of the iterations the quickest counts: what else runs only ever adds. */
class LintSpeedTest {
    private static final double MOST_MILLIS = 1_000;

    @Test
    void theBenchmarkRunsAndFindsSomething() throws RunnerException {
        Collection<RunResult> results =
                run(
                        options()
                                .forks(0)
                                .mode(Mode.SingleShotTime)
                                .warmupIterations(0)
                                .measurementIterations(1));

        assertThat(results).hasSize(2);
        LintBenchmark benchmark = new LintBenchmark();
        benchmark.nodes = 50;
        benchmark.make();
        assertThat(benchmark.thousandAutoscalers()).isBetween(500L, 5_000L);
    }

    @Test
    @Tag("bench")
    void aThousandAutoscalersTakeLessThanASecond() throws RunnerException {
        for (RunResult result : run(options())) {
            double millis = result.getPrimaryResult().getStatistics().getMin();
            System.out.printf(
                    Locale.ROOT,
                    "lint of 1,000 autoscalers on %s nodes %,10.2f ms%n",
                    result.getParams().getParam("nodes"),
                    millis);
            assertThat(millis).isLessThan(MOST_MILLIS);
        }
    }

    private static ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .include(LintBenchmark.class.getSimpleName())
                .verbosity(VerboseMode.SILENT);
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        // two runs may share a machine
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(options.build()).run();
    }
}
