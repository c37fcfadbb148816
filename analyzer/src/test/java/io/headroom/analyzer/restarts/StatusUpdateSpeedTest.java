package io.headroom.analyzer.restarts;

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

/**
 * Holds what a status update costs to what decoding its record costs, in the same run. Of each the
 * quickest iteration counts: what else runs on the machine only ever adds.
 */
class StatusUpdateSpeedTest {
    private static final double MOST = 3;

    @Test
    void bothBenchmarksRun() throws RunnerException {
        assertThat(
                        run(
                                options()
                                        .forks(0)
                                        .mode(Mode.SingleShotTime)
                                        .warmupIterations(0)
                                        .measurementIterations(1)))
                .hasSize(2);
    }

    @Test
    @Tag("bench")
    void findingAndClassifyingCostsAtMostThreeTimesTheDecoding() throws RunnerException {
        double decode = Double.NaN;
        double diff = Double.NaN;
        for (RunResult result : run(options())) {
            double nanos = result.getPrimaryResult().getStatistics().getMin();
            System.out.printf(
                    Locale.ROOT, "%-20s %,10.1f ns%n", result.getPrimaryResult().getLabel(), nanos);
            if (result.getPrimaryResult().getLabel().equals("decode")) {
                decode = nanos;
            } else {
                diff = nanos;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "a status update, in decodings of its record: %.2f, at most %.0f%n",
                diff / decode,
                MOST);

        assertThat(diff / decode).isLessThanOrEqualTo(MOST);
    }

    private static ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .include(StatusUpdateBenchmark.class.getSimpleName())
                .verbosity(VerboseMode.SILENT);
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        // two runs may share a machine
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(options.build()).run();
    }
}
