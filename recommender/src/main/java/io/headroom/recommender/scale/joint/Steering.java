package io.headroom.recommender.scale.joint;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;

/**
 * Whether an autoscaler's targets decide how many pods run. Where they do, what each pod uses
 * follows from them, and a request that is sized by use follows too.
 */
public final class Steering {
    /** At its maximum for this share of the time, an autoscaler is one that its maximum decides. */
    private static final double MOSTLY = 0.5;

    private Steering() {}

    /**
     * Replays the autoscaler as it is.
     *
     * @param spec by the CPU of its pods alone
     * @return false where it is mostly at its maximum, and where its pods are full before they use
     *     so much that it would add one
     */
    public static boolean steers(
            Demand demand, ReplayedPod pod, HpaSpec spec, ControllerSettings settings) {
        // how soon pods are ready differs from one to the next, and decides nothing
        ReplayedPod usual = pod.readyAfter(settings.initialReadinessDelay());
        Outcome asItIs = new Replay(demand, usual, settings).run(spec);
        return asItIs.atMaxSeconds() < MOSTLY * asItIs.seconds()
                && pod.capacity() > (1 + settings.tolerance()) * perPod(spec, pod.request());
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
