package io.headroom.recommender.scale.replay;

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

/** Of each benchmark the quickest iteration counts: what else runs only ever adds. */
class ReplaySpeedTest {
    private static final double MOST_MILLIS = 150;

    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results =
                run(
                        options()
                                .forks(0)
                                .mode(Mode.SingleShotTime)
                                .warmupIterations(0)
                                .measurementIterations(1));

        assertThat(results).hasSize(3);
    }

    @Test
    @Tag("bench")
    void fourteenDaysTakeNoLongerThanTheyMay() throws RunnerException {
        for (RunResult result : run(options())) {
            String benchmark = result.getPrimaryResult().getLabel();
            double millis = result.getPrimaryResult().getStatistics().getMin();
            System.out.printf(Locale.ROOT, "%-40s %,10.2f ms%n", benchmark, millis);
            if (!benchmark.equals("advice")) {
                assertThat(millis).as(benchmark).isLessThan(MOST_MILLIS);
            }
        }
    }

    private static ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .include(ReplayBenchmark.class.getSimpleName())
                .verbosity(VerboseMode.SILENT);
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        // two runs may share a machine
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(options.build()).run();
    }
}
