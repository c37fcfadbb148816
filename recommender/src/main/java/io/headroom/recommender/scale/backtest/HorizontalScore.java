package io.headroom.recommender.scale.backtest;

import io.headroom.recommender.scale.advice.Advisor;
import io.headroom.recommender.scale.advice.ScalingAdvice;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.trace.DemandTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was advised for one series, each time out of its past alone, and what it and the usual
 * autoscalers would have led to.
 *
 * @param advised when, and what
 * @param oracleReplicaHours what it takes to serve each window at 60 %, by somebody who knows it
 * @param outcomes {@link #ADVISED}, {@link #WITHOUT_FLOORS} and the usual ones, by name
 */
public record HorizontalScore(
        String set,
        String series,
        List<Advised> advised,
        double oracleReplicaHours,
        Map<String, Outcome> outcomes) {
    public static final String ADVISED = "headroom";

    /** What is advised for those who set no schedule. */
    public static final String WITHOUT_FLOORS = "no floors";

    private static final int LEAST = 2;
    private static final int NO_MAXIMUM = 1_000_000;
    private static final double ORACLE_UTILIZATION = 0.6;
    private static final double EDGE = 1e-9;
    private static final double HOUR = 3_600;

    /** An advice, in force until the next one. */
    public record Advised(Instant origin, ScalingAdvice advice) {}

    public HorizontalScore {
        advised = List.copyOf(advised);
        outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    }

    /**
     * Advises and replays a series.
     *
     * @param sight what of it advice is made of
     * @return empty where it is too short, too coarse, or was not asked for anything
     */
    public static Optional<HorizontalScore> of(DemandTrace trace, Advisor advisor, Sight sight) {
        Demand demand = trace.demand();
        if (!HorizontalProtocol.takes(demand)) {
            return Optional.empty();
        }
        Instant from = HorizontalProtocol.scoredFrom(demand);
        Optional<ReplayedPod> pod = HorizontalProtocol.pod(demand, from);
        Demand scored = demand.between(from, Instant.MAX);
        if (pod.isEmpty() || scored.isEmpty()) {
            return Optional.empty();
        }
        List<Advised> advised = advised(demand, advisor, sight);
        Replay replay = new Replay(scored, pod.get(), advisor.settings());
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        outcomes.put(
                ADVISED,
                replay.run(
                        plan(advised, ScalingAdvice::spec, ScalingAdvice::floor),
                        Replay.Observer.NONE));
        outcomes.put(
                WITHOUT_FLOORS,
                replay.run(plan(advised, ScalingAdvice::alone, _ -> null), Replay.Observer.NONE));
        for (int target = 50; target <= 80; target += 10) {
            outcomes.put("hpa" + target, replay.run(usual(target)));
        }
        return Optional.of(
                new HorizontalScore(
                        trace.set(),
                        trace.series(),
                        advised,
                        oracle(scored, pod.get().capacity()),
                        outcomes));
    }

    private static HpaSpec usual(int target) {
        return HpaSpec.ofCpu(LEAST, NO_MAXIMUM, target).withBehavior(Behavior.DEFAULT);
    }

    private static List<Advised> advised(Demand demand, Advisor advisor, Sight sight) {
        List<Advised> all = new ArrayList<>();
        for (Instant origin : HorizontalProtocol.origins(demand)) {
            HorizontalProtocol.pod(demand, origin)
                    .flatMap(pod -> advisor.advise(sight.past(demand, origin, pod), pod))
                    .ifPresent(advice -> all.add(new Advised(origin, advice)));
        }
        return all;
    }

    private static List<Phase> plan(
            List<Advised> advised,
            Function<ScalingAdvice, HpaSpec> spec,
            Function<ScalingAdvice, @Nullable FloorSchedule> floor) {
        return advised.stream()
                .map(one ->
                        new Phase(
                                one.origin().getEpochSecond(),
                                spec.apply(one.advice()),
                                floor.apply(one.advice())))
                .toList();
    }

    private static double oracle(Demand scored, double capacity) {
        return scored.amounts()
                        .map(demand ->
                                Math.max(
                                        LEAST,
                                        Math.ceil(demand / (ORACLE_UTILIZATION * capacity) - EDGE)))
                        .sum()
                * scored.stepSeconds()
                / HOUR;
    }

    /** Replica-hours over those of the oracle. */
    public double replicasVsOracle(String name) {
        return outcome(name).replicaHours() / oracleReplicaHours;
    }

    /** The share of the demand that was not served. */
    public double unservedRatio(String name) {
        return outcome(name).unservedRatio();
    }

    /** How often the advice had a floor. */
    public long floors() {
        return advised.stream().filter(one -> one.advice().floor() != null).count();
    }

    private Outcome outcome(String name) {
        Outcome outcome = outcomes.get(name);
        if (outcome == null) {
            throw new IllegalArgumentException(
                    "there is no " + name + " among " + outcomes.keySet());
        }
        return outcome;
    }
}
