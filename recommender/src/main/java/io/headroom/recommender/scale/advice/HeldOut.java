package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.Retargeting;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The same search as it would have been made some days ago, judged on the days since. Settings that
 * are searched on the days that they are shown on look better than they are. Of the demand of these
 * days it knew nothing; what its pods are (the requests that are recommended, what one can serve,
 * how soon it is Ready) and the metrics that an autoscaler keeps are as known now, from all days.
 *
 * @param from where the days that are judged begin: what was before them was searched
 * @param then what would have been advised
 * @param asItIs what they came to with the autoscaler as it is; null where there is none
 * @param stays what they would have come to with that autoscaler and the pods that are advised, so
 *     that settings are held against settings; null likewise
 * @param advised with what would have been advised; its floor stays as it was then
 * @param none with {@code noneReplicas}, always
 * @param noneReplicas as many as would have cost the least on the days before, always the same
 */
public record HeldOut(
        Instant from,
        ScalingAdvice then,
        @Nullable Outcome asItIs,
        @Nullable Outcome stays,
        Outcome advised,
        Outcome none,
        int noneReplicas) {
    /** One day in so many is held out: three of fourteen, and one at least. */
    private static final int ONE_IN = 4;

    /** By how much a change must be cheaper: less may be luck. */
    private static final double LEAST_GAIN = 0.02;

    /** What one lacked that was at its maximum for longer shows nowhere. */
    private static final double MOST_AT_MAX = 0.01;

    /** Empty where too little is left to search. */
    static Optional<HeldOut> of(ScalingCase of, Demand demand, ControllerSettings settings) {
        Demand past = Advisor.lately(demand);
        if (past.isEmpty()) {
            return Optional.empty();
        }
        Instant from = from(past);
        Demand searched = past.until(from);
        Demand held = held(past, from);
        // what may be left unserved is asked of the days before, too
        return of.advisor(searched, settings)
                .advise(searched, of.pod())
                .filter(_ -> !held.isEmpty())
                .map(then -> {
                    int steady =
                            Suitability.cheapestSteady(
                                    searched, of.pod(), of.price(), of.most().then());
                    SideBySide days = of.days(held, settings, then, steady);
                    return new HeldOut(
                            from,
                            then,
                            days.asItIs() == null ? null : days.asItIs().outcome(),
                            stays(of, held, settings),
                            days.advised().outcome(),
                            days.none().outcome(),
                            steady);
                });
    }

    /**
     * @param past not empty
     */
    private static Instant from(Demand past) {
        Instant end = Instant.ofEpochSecond(past.end(past.size() - 1));
        Duration known = Duration.between(Instant.ofEpochSecond(past.start(0)), end);
        return end.minus(Duration.ofDays(Math.max(1, known.toDays() / ONE_IN)));
    }

    private static Demand held(Demand past, Instant from) {
        return past.between(from, Instant.MAX);
    }

    private static @Nullable Outcome stays(
            ScalingCase of, Demand held, ControllerSettings settings) {
        HpaSpec current = of.current();
        ReplayedPod today = of.today();
        return current == null || today == null
                ? null
                : new Replay(held, of.pod(), settings)
                        .run(
                                of.running(
                                        Retargeting.keepingUsage(
                                                        current,
                                                        today.request(),
                                                        of.pod().request())
                                                .upTo(of.most().then())));
    }

    /** Whether a change would have been worth it; so is any where there is no autoscaler. */
    boolean isBetter(ScalingCase of) {
        HpaSpec current = of.current();
        return stays == null
                || current == null
                // what it lacked shows nowhere
                || (stays.atMaxSeconds() > MOST_AT_MAX * stays.seconds()
                        && current.upTo(of.most().then()).maxReplicas() < then.spec().maxReplicas())
                || of.cost(advised) < (1 - LEAST_GAIN) * of.cost(stays);
    }

    /** The most replicas that any of these runs came to. */
    Most peaks() {
        int then = Math.max(advised.peakReplicas(), noneReplicas);
        return new Most(
                asItIs == null ? 0 : asItIs.peakReplicas(),
                stays == null ? then : Math.max(then, stays.peakReplicas()));
    }

    /** The days again, window by window. */
    SideBySide days(ScalingCase of, Demand demand, ControllerSettings settings) {
        return of.days(held(Advisor.lately(demand), from), settings, then, noneReplicas);
    }

    /** Whether the number of replicas that stays would have done as well. */
    boolean noGain(ScalingCase of) {
        return of.cost(advised) >= of.cost(none);
    }
}
