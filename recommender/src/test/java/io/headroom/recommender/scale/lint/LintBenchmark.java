package io.headroom.recommender.scale.lint;

import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to check a thousand autoscalers of ten pods each, with a week of windows, on three
 * hundred nodes; run by {@link LintSpeedTest}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LintBenchmark {
    private static final int AUTOSCALERS = 1_000;
    private static final int NODES = 300;

    private final List<NodeState> nodes =
            IntStream.range(0, NODES).mapToObj(i -> Situations.node(i, true)).toList();
    private final List<Situation> situations =
            IntStream.range(0, AUTOSCALERS).mapToObj(this::situation).toList();
    private final List<PodState> pods =
            situations.stream().flatMap(each -> each.pods().stream()).toList();

    private Situation situation(int index) {
        Situations web = new Situations();
        web.pods = 10;
        web.max = 10 + index % 40;
        web.min = 1 + index % 12;
        web.hottest = 0.25 + index % 7 / 10.0;
        web.nodes = nodes;
        web.demand = window -> 1 + (window + index) % 288 / 100.0;
        return web.build();
    }

    @Benchmark
    public long thousandAutoscalers() {
        Room room = Room.of(nodes, pods);
        return situations.stream()
                .map(each ->
                        new Situation(
                                each.autoscaler(),
                                each.rivals(),
                                each.verticals(),
                                each.workload(),
                                each.fight(),
                                each.pods(),
                                each.past(),
                                each.flaps(),
                                each.quotas(),
                                each.volumes(),
                                room,
                                each.now()))
                .mapToLong(each -> Lint.findings(each).size())
                .sum();
    }
}
