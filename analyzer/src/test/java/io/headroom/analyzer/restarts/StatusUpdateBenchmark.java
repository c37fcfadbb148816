package io.headroom.analyzer.restarts;

import io.headroom.model.WorkloadRef;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.topic.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to take a status update in: to decode its record, and to find and classify what it
 * shows. Every pod is told of four times: that it is there, that a container has ended, that it
 * runs again, and that it is ready. Run by {@link StatusUpdateSpeedTest}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 100, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class StatusUpdateBenchmark {
    private static final int PODS = 250;
    private static final int UPDATES = 4 * PODS;

    private final RecordCodec<LifecycleFact> codec = new RecordCodec<>(LifecycleFact.class);
    private final List<PodFact> facts = facts();
    private final List<byte[]> records = facts.stream().map(codec::encode).toList();

    @Benchmark
    @OperationsPerInvocation(UPDATES)
    public void decode(Blackhole out) {
        for (byte[] each : records) {
            out.consume(codec.decode(each));
        }
    }

    @Benchmark
    @OperationsPerInvocation(UPDATES)
    public Object diffAndClassify() {
        Watcher watcher = new Watcher();
        for (PodFact each : facts) {
            watcher.tell(each);
        }
        if (watcher.records != PODS) {
            throw new IllegalStateException("counted " + watcher.records);
        }
        return watcher;
    }

    private static List<PodFact> facts() {
        int[] exitCodes = {137, 1, 139, 0, 143};
        String[] reasons = {"OOMKilled", "Error", "Error", "Completed", "Error"};
        List<PodFact> facts = new ArrayList<>();
        for (int i = 0; i < PODS; i++) {
            ActingPod pod =
                    new ActingPod(
                                    new WorkloadRef("shop", "Deployment", "apps", "web-" + i / 5),
                                    "web-" + i,
                                    "8f14e45f-ceea-467f-a0e6-2b1b5a3c9d" + i)
                            .with("app")
                            .with("mesh-proxy");
            pod.longIds = true;
            int at = 1_000 + i;
            facts.add(pod.fact(at));
            facts.add(pod.end("app", exitCodes[i % 5], reasons[i % 5], at + 60).fact(at + 61));
            facts.add(pod.start("app", at + 63).fact(at + 64));
            facts.add(pod.readyAt(at + 70).fact(at + 71));
        }
        return facts;
    }
}
