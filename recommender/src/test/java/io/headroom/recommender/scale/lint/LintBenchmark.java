package io.headroom.recommender.scale.lint;

import io.headroom.model.Resources;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to check a thousand autoscalers of ten pods each, with a week of windows, on nodes
 * of three zones over which each spreads its pods; run by {@link LintSpeedTest}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LintBenchmark {
    private static final int AUTOSCALERS = 1_000;
    private static final int PODS = 10;
    private static final int ZONES = 3;

    /** Room for a fifth more than there is, whatever their number. */
    private static final double SPARE = 1.2;

    /** Of few large ones, and of many small ones. */
    @Param({"50", "300"})
    public int nodes;

    private List<NodeState> all = List.of();
    private List<Situation> situations = List.of();
    private List<PodState> pods = List.of();

    /** As many nodes as there are to be, and their pods. */
    @Setup
    public void make() {
        double each = SPARE * AUTOSCALERS * PODS / nodes;
        Resources size =
                new Resources(
                        new Cpu((long) (each * 500)), Memory.ofMebibytes((long) (each * 256)));
        all =
                IntStream.range(0, nodes)
                        .mapToObj(i -> Situations.node("node-" + i, i % ZONES, size))
                        .toList();
        situations = IntStream.range(0, AUTOSCALERS).mapToObj(this::situation).toList();
        pods = situations.stream().flatMap(situation -> situation.pods().stream()).toList();
    }

    private Situation situation(int index) {
        Situations web = new Situations();
        web.pods = PODS;
        web.template = List.of(Situations.container("web", 400 + index % 200, 256, 1_000, 512));
        web.max = 10 + index % 40;
        web.min = 1 + index % 12;
        web.hottest = 0.25 + index % 7 / 10.0;
        web.nodes = new ArrayList<>(all);
        Collections.rotate(web.nodes, index * PODS);
        web.replicas = _ -> Math.max(PODS, web.min);
        web.demand = window -> 1 + (window + index) % 288 / 100.0;
        return web.build();
    }

    @Benchmark
    public long thousandAutoscalers() {
        Room room = Room.of(all, pods);
        return situations.stream()
                .map(each ->
                        new Situation(
                                each.autoscaler(),
                                each.rivals(),
                                each.verticals(),
                                each.workload(),
                                each.workloadsRead(),
                                each.fight(),
                                each.pods(),
                                each.past(),
                                each.flaps(),
                                each.quotas(),
                                each.volumes(),
                                each.least(),
                                room,
                                each.now()))
                .mapToLong(each -> Lint.findings(each).size())
                .sum();
    }
}
