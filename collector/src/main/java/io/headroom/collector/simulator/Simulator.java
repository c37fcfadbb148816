package io.headroom.collector.simulator;

import io.headroom.collector.publish.Sink;
import io.headroom.model.cluster.QuotaState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A cluster that exists only here. It tells a {@link Sink} of its life as the sources of a real one
 * would: what there is, what happens to it, and every step what it uses. First its history, up to a
 * given moment and as fast as the sink takes it, then step by step.
 *
 * <p>All of it follows from the seed and the times that it is given: the same ones make the same
 * calls, with equal records. Not thread-safe.
 */
public final class Simulator {
    private final Duration step;
    private final Instant start;
    private final long steps;
    private final ClusterPlan cluster;
    private final Map<String, SimulatedQuota> quotas = new TreeMap<>();
    private final List<SimulatedWorkload> workloads = new ArrayList<>();
    private final Misfortunes misfortunes;
    private Instant now;

    /**
     * @param end the last moment of the history, cut to a whole step since 1970
     * @param history how long it is
     * @param step the time between two readings of the same pod
     */
    public Simulator(long seed, Instant end, Duration history, Duration step) {
        this(seed, end, history, step, Scenario::workloads);
    }

    /** A simulator of other workloads than the scenario's. */
    Simulator(
            long seed,
            Instant end,
            Duration history,
            Duration step,
            Function<Scenario, List<WorkloadPlan>> plans) {
        if (step.compareTo(Duration.ofMinutes(2)) < 0) {
            throw new IllegalArgumentException("step must be at least 2m: " + step);
        }
        if (history.compareTo(step) < 0) {
            throw new IllegalArgumentException("history must be at least one step: " + history);
        }
        this.step = step;
        this.steps = history.dividedBy(step);
        long stepMillis = step.toMillis();
        Instant last =
                Instant.ofEpochMilli(Math.floorDiv(end.toEpochMilli(), stepMillis) * stepMillis);
        this.start = last.minus(step.multipliedBy(steps));
        this.now = start;
        Randomness randomness = new Randomness(seed);
        this.cluster = ClusterPlan.of(randomness);
        SimulatedNodes nodes = new SimulatedNodes(cluster.nodes(), randomness);
        cluster.quotas().forEach(plan -> quotas.put(plan.namespace(), new SimulatedQuota(plan)));
        this.misfortunes = new Misfortunes(start, last, cluster.nodes(), randomness);
        for (WorkloadPlan plan : plans.apply(new Scenario(randomness, start, last))) {
            SimulatedQuota quota = quotas.get(plan.workload().namespace());
            workloads.add(new SimulatedWorkload(plan, nodes, randomness, quota));
        }
    }

    /** The moment that everything is published up to. */
    public Instant now() {
        return now;
    }

    /** Publishes what there is at the start of the history, then all of the history. */
    public void history(Sink sink, ProgressListener progress) {
        Step first = new Step(start.minus(step), start);
        workloads.forEach(workload -> workload.found(first));
        misfortunes.live(first);
        publishCluster(sink);
        first.publish(sink);
        long perDay = Math.max(1, Duration.ofDays(1).dividedBy(step));
        for (long done = 0; done <= steps; done++) {
            live(start.plus(step.multipliedBy(done)), sink);
            if (done % perDay == 0 || done == steps) {
                progress.progress((double) done / steps);
            }
        }
    }

    /** Goes one step on in time, and publishes what happened in it. */
    public void next(Sink sink) {
        live(now.plus(step), sink);
    }

    private void live(Instant to, Sink sink) {
        Step lived = new Step(to.minus(step), to);
        workloads.forEach(workload -> workload.live(lived));
        misfortunes.live(lived);
        publishQuotas(to, sink);
        lived.publish(sink);
        now = to;
    }

    private void publishCluster(Sink sink) {
        cluster.nodes().forEach(sink::cluster);
        cluster.namespaces().forEach(sink::cluster);
        cluster.limitRanges().forEach(sink::cluster);
        publishQuotas(start, sink);
    }

    private void publishQuotas(Instant at, Sink sink) {
        for (SimulatedQuota quota : quotas.values()) {
            QuotaState update = quota.update(at);
            if (update != null) {
                sink.cluster(update);
            }
        }
    }
}
