package io.headroom.recommender.scale.joint;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.JointPlan.MemoryAlone;
import io.headroom.recommender.scale.joint.JointPlan.Reason;
import io.headroom.recommender.scale.joint.JointPlan.Round;
import io.headroom.recommender.scale.joint.JointPlan.Together;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Changes requests and autoscaler together, and rehearses it: each round leads the demand through
 * the autoscaler, and sizes the pods by what they used. A plan is given only where the rounds come
 * to rest, where no more of the demand is left unserved than as it is today, and where no more
 * replicas run.
 *
 * @param settings how the cluster's controller is set
 * @param limits what becomes of a pod's CPU limit
 * @param targets what becomes of the autoscaler's targets
 */
public record JointPlanner(ControllerSettings settings, Limits limits, Targets targets) {
    private static final int ROUNDS = 8;

    /** Sizes go by windows that are about as busy. */
    private static final double BUSY = 0.95;

    /** A request that moves less than this has come to rest. */
    private static final double AT_REST = 0.02;

    /** More unserved than today by no more than this share of it, or of the demand, is the same. */
    private static final double SAME_UNSERVED = 0.02;

    private static final double SAME_OF_DEMAND = 1e-4;

    /**
     * Replicas that are more than today's by no more than this share are the same: pods are whole.
     */
    private static final double SAME_REPLICAS = 0.05;

    /** So is a share of the time at the maximum that is longer by no more. */
    private static final double SAME_AT_MAX = 0.01;

    /** What becomes of a pod's CPU limit, and so of what it can serve. */
    public enum Limits {
        /** There is none, or it stays. */
        STAY,
        /** It goes along with the request. */
        FOLLOW;

        /** What becomes of a pod that is to request another amount of the same unit. */
        public ReplayedPod resized(ReplayedPod pod, double request) {
            // what one without a limit was seen to serve is the same whatever it requests
            double times =
                    this == FOLLOW && Double.isFinite(pod.limit()) ? request / pod.request() : 1;
            // limits are no lower than requests, but where one of several containers is full first
            double least = pod.capacity() < pod.request() ? 0 : request;
            double capacity = Math.max(least, pod.capacity() * times);
            return new ReplayedPod(
                    request,
                    capacity,
                    Math.max(capacity, pod.limit() * times),
                    pod.readinessDelay());
        }
    }

    /** What becomes of the autoscaler's targets. */
    public enum Targets {
        /** They are changed so that each pod should use as much as before, if pods come to it. */
        KEEP_USAGE,
        /** They are changed so that each pod should use as much as before, be it what it may. */
        KEEP_AMOUNT,
        /** They stay, because they are not ours to change. */
        STAY
    }

    /**
     * Plans for one workload.
     *
     * @param pod as it is today, in cores
     * @param spec as it is today
     */
    public JointPlan plan(Demand demand, ReplayedPod pod, HpaSpec spec, PodSizing sizing) {
        return plan(
                demand,
                rehearse(demand, pod, Phase.always(spec)),
                last -> limits.resized(last.pod(), sizing.request(last.usage())));
    }

    /**
     * Plans for one workload whose pods are to become others. What the rounds after the first would
     * ask for is in the proportion in which their pods use more or less.
     *
     * @param running the autoscaler as it is today, with what raises its minimum by the time of the
     *     day
     * @param then a pod as it is advised: its limit may be another, or one where there is none
     */
    public JointPlan plan(Demand demand, ReplayedPod pod, Phase running, ReplayedPod then) {
        Rehearsed today = rehearse(demand, pod, running);
        double usual = busy(today.usage());
        return plan(
                demand,
                today,
                last -> {
                    double times = usual > 0 ? busy(last.usage()) / usual : 1;
                    return limits.resized(then, then.request() * times);
                });
    }

    private static double busy(double[] usage) {
        double[] sorted = usage.clone();
        Arrays.sort(sorted);
        return sorted[(int) (BUSY * (sorted.length - 1))];
    }

    /**
     * @param next the pods of a round, by the round before
     */
    private JointPlan plan(Demand demand, Rehearsed today, Function<Rehearsed, ReplayedPod> next) {
        List<Round> rounds = new ArrayList<>();
        Rehearsed last = today;
        for (int i = 0; i < ROUNDS; i++) {
            ReplayedPod pod = next.apply(last);
            last =
                    rehearse(
                            demand,
                            pod,
                            retargeted(last.running(), last.pod().request(), pod.request()));
            rounds.add(new Round(pod.request(), last.running().spec(), last.outcome()));
        }
        Round first = rounds.getFirst();
        if (!rest(rounds)) {
            return new MemoryAlone(Reason.SPIRAL, rounds);
        }
        if (rounds.stream().anyMatch(round -> servesLess(round.outcome(), today.outcome()))) {
            return new MemoryAlone(Reason.MORE_UNSERVED, rounds);
        }
        if (runsMore(first.outcome(), today.outcome())) {
            return new MemoryAlone(Reason.MORE_REPLICAS, rounds);
        }
        return new Together(first.cpuRequest(), first.spec(), rounds);
    }

    private Phase retargeted(Phase running, double from, double to) {
        HpaSpec spec = running.spec();
        return new Phase(
                running.fromSeconds(),
                switch (targets) {
                    case STAY -> spec;
                    case KEEP_USAGE -> Retargeting.keepingUsage(spec, from, to);
                    case KEEP_AMOUNT -> Retargeting.keepingAmount(spec, from, to);
                },
                running.floor());
    }

    private static boolean runsMore(Outcome outcome, Outcome today) {
        return outcome.replicaSeconds() > (1 + SAME_REPLICAS) * today.replicaSeconds()
                || outcome.atMaxSeconds() > today.atMaxSeconds() + SAME_AT_MAX * today.seconds();
    }

    /** Whether no round after the first one, which is what is done, moves the request. */
    private static boolean rest(List<Round> rounds) {
        double planned = rounds.getFirst().cpuRequest();
        return rounds.stream()
                .allMatch(round -> Math.abs(round.cpuRequest() / planned - 1) <= AT_REST);
    }

    private static boolean servesLess(Outcome outcome, Outcome today) {
        return outcome.unservedRatio() > mostUnserved(today);
    }

    /** The share of the same demand that may be left unserved where that is to be no more. */
    public static double mostUnserved(Outcome today) {
        double ratio = today.unservedRatio();
        return Math.max((1 + SAME_UNSERVED) * ratio, ratio + SAME_OF_DEMAND);
    }

    /** A replay, and what a pod that serves used in each window of the demand. */
    private record Rehearsed(ReplayedPod pod, Phase running, Outcome outcome, List<Double> used) {
        Rehearsed {
            used = List.copyOf(used);
        }

        double[] usage() {
            return used.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    private Rehearsed rehearse(Demand demand, ReplayedPod pod, Phase running) {
        int syncs =
                Math.max(
                        1,
                        (int)
                                Math.round(
                                        demand.stepSeconds()
                                                * 1_000.0
                                                / settings.syncPeriod().toMillis()));
        double[] used = new double[demand.size()];
        int[] passed = {0};
        Outcome outcome =
                new Replay(demand, pod, settings)
                        .run(
                                List.of(running),
                                (_, _, ready, asked, _) -> {
                                    used[passed[0] / syncs] +=
                                            pod.used(asked, ready) / Math.max(1, ready) / syncs;
                                    passed[0]++;
                                });
        return new Rehearsed(pod, running, outcome, Arrays.stream(used).boxed().toList());
    }
}
