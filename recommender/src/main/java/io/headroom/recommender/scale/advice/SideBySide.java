package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
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
 * @param none with as many replicas as serve 99 % of the windows at 60 %
 * @param noneReplicas how many these are
 */
public record SideBySide(
        @Nullable Timeline asItIs, Timeline advised, Timeline none, int noneReplicas) {
    private static final double SERVED = 0.99;
    private static final double UTILIZATION = 0.6;

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
        HpaSpec still = HpaSpec.ofCpu(steady, steady, 100).withBehavior(Behavior.DEFAULT);
        return new SideBySide(
                current == null ? null : Timeline.of(demand, today, settings, List.of(current)),
                Timeline.of(
                        demand,
                        pod,
                        settings,
                        List.of(new Phase(Long.MIN_VALUE, advice.spec(), advice.floor()))),
                Timeline.of(demand, pod, settings, List.of(Phase.always(still))),
                steady);
    }

    /** As many replicas as serve 99 % of the windows at 60 %. */
    static int steady(Demand demand, ReplayedPod pod) {
        return (int)
                Math.max(1, Math.ceil(demand.quantile(SERVED) / (UTILIZATION * pod.capacity())));
    }
}
