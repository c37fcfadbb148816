package io.headroom.recommender.scale.joint;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import io.headroom.recommender.scale.hpa.Tolerances;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.EachPod;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether an autoscaler's targets decide how many pods run. Where they do, what each pod uses
 * follows from them, and a request that is sized by use follows too.
 */
public final class Steering {
    /** At its maximum for this share of the time, an autoscaler is one that its maximum decides. */
    private static final double MOSTLY = 0.5;

    /** How many times the replicas of the CPU alone are still the CPU's doing. */
    private static final double MOST_OF_OTHERS = 1.05;

    private Steering() {}

    /** The same of an autoscaler whose minimum no clock moves. */
    public static boolean steers(
            Demand demand, ReplayedPod pod, HpaSpec spec, ControllerSettings settings) {
        return steers(demand, pod, Phase.always(spec), settings);
    }

    /**
     * Replays the autoscaler as it is.
     *
     * @param running by the CPU of its pods alone
     * @return false where it is mostly at its maximum, and where its pods are at their limit before
     *     they use so much that it would add one
     */
    public static boolean steers(
            Demand demand, ReplayedPod pod, Phase running, ControllerSettings settings) {
        // how soon pods are ready differs from one to the next, and decides nothing
        ReplayedPod usual = pod.readyAfter(settings.initialReadinessDelay());
        Outcome asItIs = new Replay(demand, usual, settings).run(running);
        return asItIs.atMaxSeconds() < MOSTLY * asItIs.seconds()
                && pod.limit()
                        > (1 + Tolerances.of(running.spec().behavior(), settings).up())
                                * perPod(running.spec(), pod.request());
    }

    /**
     * Whether what an autoscaler goes by beside its CPU could ask for more than that does. The most
     * of any pod is known and not the mean, so that only of what does not matter at its most it is
     * known that it does not.
     *
     * @param others the most that each pod came to, with the windows of the demand
     * @param running by the CPU of its pods alone
     */
    public static boolean othersDecide(
            Map<HpaMetric, EachPod> others,
            Demand demand,
            ReplayedPod pod,
            Phase running,
            ControllerSettings settings) {
        if (others.isEmpty()) {
            return false;
        }
        HpaSpec spec = running.spec();
        List<HpaMetric> all = new ArrayList<>(spec.metrics());
        all.addAll(others.keySet());
        Replay replay = Replay.ofEach(demand, pod, settings, others);
        Phase byAll = new Phase(running.fromSeconds(), spec.withMetrics(all), running.floor());
        return replay.run(byAll).replicaSeconds()
                > MOST_OF_OTHERS * replay.run(running).replicaSeconds();
    }

    /**
     * What a pod should use: of several targets the lowest, which is reached first.
     *
     * @param spec by the CPU of its pods alone
     * @param request cores of a pod
     * @return cores
     */
    public static double perPod(HpaSpec spec, double request) {
        return spec.metrics().stream()
                .map(HpaMetric::target)
                .mapToDouble(target ->
                        switch (target) {
                            case Utilization(int percent) -> percent * request / 100;
                            case AverageValue(long milli) -> milli / 1_000.0;
                            case Value(long milli) -> milli / 1_000.0;
                        })
                .min()
                .orElseThrow();
    }
}
