package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is advised for the scaling of one workload, and what that is held against.
 *
 * @param suitability whether it should be scaled by its load; null where that is not known
 * @param advice how its autoscaler should be set; null where it should not have one, and where too
 *     little is known
 * @param asItIs what the days would have been with its autoscaler as it is; null where it has none
 * @param none what they would have been with {@code noneReplicas}, always
 * @param noneReplicas as many as serve 99 % of the windows at 60 %
 * @param heldOut the search judged on days that it did not know; null where there are too few
 */
public record ScalingReport(
        ScalingCase of,
        @Nullable Suitability suitability,
        @Nullable ScalingAdvice advice,
        @Nullable Outcome asItIs,
        @Nullable Outcome none,
        int noneReplicas,
        @Nullable HeldOut heldOut) {

    /**
     * Makes the report for a case and its demand. The days are those that were searched; beside
     * them the same search is judged on the latest of them, made without.
     */
    public static ScalingReport of(ScalingCase of, Demand demand, ControllerSettings settings) {
        Optional<Suitability> clear = Suitability.of(of.facts());
        HpaSpec current = of.current();
        if (current == null) {
            if (clear.isPresent()) {
                return unsuited(of, clear.get());
            }
            if (servedByTwo(of, demand)) {
                return unsuited(of, Suitability.NO_GAIN);
            }
        }
        Advisor advisor = of.advisor(demand, settings);
        Optional<ScalingAdvice> advised = advisor.advise(demand, of.pod(), null);
        if (advised.isEmpty()) {
            return new ScalingReport(of, clear.orElse(null), null, null, null, 0, null);
        }
        ScalingAdvice advice = advised.get();
        Demand judged = advisor.judged(demand);
        Suitability suitability =
                Suitability.of(of.facts(), judged, of.pod(), advice.rehearsal(), of.price())
                        .told(judged, advice.trial());
        if (current == null && suitability != Suitability.SUITED) {
            return unsuited(of, suitability);
        }
        Optional<HeldOut> heldOut = HeldOut.of(of, demand, advisor);
        if (current == null
                && heldOut.isPresent()
                && heldOut.get().noGain(of.price(), of.pod().request())) {
            return unsuited(of, Suitability.NO_GAIN.told(judged, advice.trial()));
        }
        SideBySide days = of.days(judged, settings, advice, SideBySide.steady(judged, of.pod()));
        return new ScalingReport(
                of,
                suitability,
                advice,
                days.asItIs() == null ? null : days.asItIs().outcome(),
                days.none().outcome(),
                days.noneReplicas(),
                heldOut.orElse(null));
    }

    private static ScalingReport unsuited(ScalingCase of, Suitability why) {
        return new ScalingReport(of, why, null, null, null, 0, null);
    }

    /** No autoscaler goes below two, so that there is nothing to gain where two are enough. */
    private static boolean servedByTwo(ScalingCase of, Demand demand) {
        return !demand.isEmpty() && demand.quantile(1) <= 2 * of.pod().capacity();
    }

    /** The same days again, window by window; empty where nothing is advised. */
    public Optional<SideBySide> days(Demand demand, ControllerSettings settings) {
        ScalingAdvice known = advice;
        if (known == null) {
            return Optional.empty();
        }
        Demand judged = new Advisor(settings, of.price()).judged(demand);
        return Optional.of(of.days(judged, settings, known, SideBySide.steady(judged, of.pod())));
    }
}
