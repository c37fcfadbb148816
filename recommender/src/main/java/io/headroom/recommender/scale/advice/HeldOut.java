package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The same search as it would have been made some days ago, judged on the days since, of which it
 * knew nothing. Settings that are searched on the days that they are shown on look better than they
 * are.
 *
 * @param from where the days that are judged begin: what was before them was searched
 * @param asItIs what they came to with the autoscaler as it is; null where there is none
 * @param advised with the settings that would have been advised then
 * @param none with {@code noneReplicas}, always
 * @param noneReplicas as many as would have cost the least on the days before, always the same
 */
public record HeldOut(
        Instant from, @Nullable Outcome asItIs, Outcome advised, Outcome none, int noneReplicas) {
    /** One day in so many is held out: three of fourteen, and one at least. */
    private static final int ONE_IN = 4;

    /** Empty where too little is left to search. */
    static Optional<HeldOut> of(ScalingCase of, Demand demand, Advisor advisor) {
        Demand past = Advisor.lately(demand);
        if (past.isEmpty()) {
            return Optional.empty();
        }
        Instant end = Instant.ofEpochSecond(past.end(past.size() - 1));
        Duration known = Duration.between(Instant.ofEpochSecond(past.start(0)), end);
        Instant from = end.minus(Duration.ofDays(Math.max(1, known.toDays() / ONE_IN)));
        Demand searched = past.until(from);
        Demand held = past.between(from, end);
        return advisor.advise(searched, of.pod(), null)
                .filter(_ -> !held.isEmpty())
                .map(then ->
                        of(
                                from,
                                of.days(
                                        held,
                                        advisor.settings(),
                                        then,
                                        Suitability.cheapestSteady(
                                                searched, of.pod(), of.price()))));
    }

    private static HeldOut of(Instant from, SideBySide days) {
        return new HeldOut(
                from,
                days.asItIs() == null ? null : days.asItIs().outcome(),
                days.advised().outcome(),
                days.none().outcome(),
                days.noneReplicas());
    }

    /** Whether the number of replicas that stays would have done as well. */
    boolean noGain(Price price, double request) {
        return price.of(advised, request) >= price.of(none, request);
    }
}
