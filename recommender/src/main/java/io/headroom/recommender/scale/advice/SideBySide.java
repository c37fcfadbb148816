package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.replay.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same days as they would have been with the autoscaler as it is, with the one that is advised,
 * and with none.
 *
 * @param asItIs null where there is no autoscaler
 * @param none with as many replicas as serve 99 % of the windows at 60 % of what they request
 * @param noneReplicas how many these are
 */
public record SideBySide(
        @Nullable Timeline asItIs, Timeline advised, Timeline none, int noneReplicas) {
    private static final double SERVED = 0.99;
    private static final double UTILIZATION = 0.6;

    /** Some metric there must be, and none that needs a request. */
    private static final List<HpaMetric> AT_ITS_OWN =
            List.of(new HpaMetric.Resource(HpaMetric.CPU, new MetricTarget.AverageValue(1_000)));

    /**
     * Replays them.
     *
     * @param today the pods as they are
     * @param pod the pods that the advice is for
     * @param current the autoscaler as it is, and what raises its minimum; null for none
     * @param steady how many replicas there are with none
     */
    public static SideBySide of(
            Demand demand,
            ReplayedPod today,
            ReplayedPod pod,
            ControllerSettings settings,
            @Nullable Phase current,
            ScalingAdvice advice,
            int steady) {
        return new SideBySide(
                current == null ? null : Timeline.of(demand, today, settings, List.of(current)),
                Timeline.of(
                        demand,
                        pod,
                        settings,
                        List.of(new Phase(Long.MIN_VALUE, advice.spec(), advice.floor()))),
                still(demand, pod, settings, steady),
                steady);
    }

    /**
     * Replays them with what somebody wants to try in place of what is advised, and pods that are
     * always the same.
     *
     * @param current likewise
     * @param most replicas that there may be
     */
    public static SideBySide of(
            Demand demand,
            ReplayedPod pod,
            ControllerSettings settings,
            @Nullable Phase current,
            HpaSpec tried,
            int most) {
        int steady = Math.min(steady(demand, pod), Math.max(1, most));
        return new SideBySide(
                current == null ? null : Timeline.of(demand, pod, settings, List.of(current)),
                Timeline.of(demand, pod, settings, List.of(Phase.always(tried))),
                still(demand, pod, settings, steady),
                steady);
    }

    private static Timeline still(
            Demand demand, ReplayedPod pod, ControllerSettings settings, int replicas) {
        HpaSpec still = new HpaSpec(replicas, replicas, AT_ITS_OWN, Behavior.DEFAULT);
        return Timeline.of(demand, pod, settings, List.of(Phase.always(still)));
    }

    /** As many replicas as serve 99 % of the windows at 60 % of what they request. */
    static int steady(Demand demand, ReplayedPod pod) {
        return (int)
                Math.max(1, Math.ceil(demand.quantile(SERVED) / (UTILIZATION * pod.promised())));
    }
}
