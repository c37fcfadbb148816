package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
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
 * @param noneReplicas as many as would have cost the least on the days before, always the same, had
 *     they been no fuller
 * @param raised {@code stays} with a maximum that cuts nothing off, where its own may: all the pods
 *     that it lets there be were nearly full, or do more than they request; else null
 * @param cutOff whether they were nearly full, so that what was seen may be what they let in
 * @param staysFuller whether {@code stays} costs less for its pods doing more than they request
 */
public record HeldOut(
        Instant from,
        ScalingAdvice then,
        @Nullable Outcome asItIs,
        @Nullable Outcome stays,
        Outcome advised,
        Outcome none,
        int noneReplicas,
        @Nullable Outcome raised,
        boolean cutOff,
        boolean staysFuller) {
    /** One day in so many is held out: three of fourteen, and one at least. */
    private static final int ONE_IN = 4;

    /** By how much a change must be cheaper: less may be luck. */
    private static final double LEAST_GAIN = 0.02;

    /** What a change would have been worth. */
    enum Verdict {
        /** It was cheaper, or there was nothing to be cheaper than. */
        BETTER,
        /** It was not, once the maximum is one that cuts nothing off. */
        MAX_TOO_LOW,
        NO_BETTER
    }

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
                .map(wide -> {
                    ScalingAdvice then =
                            of.current() == null
                                    ? wide
                                    : wide.withMaximum(of.maximum(wide.asked()));
                    int steady = of.cheapestSteady(searched, then);
                    SideBySide days = of.days(held, settings, then, steady);
                    Timeline stays = stays(of, held, settings);
                    boolean full = isFull(of, held);
                    boolean fuller = stays != null && stays.isFullerThan(days.advised(), of.pod());
                    Outcome raised = full || fuller ? raised(of, wide, held, settings) : null;
                    return new HeldOut(
                            from,
                            then,
                            days.asItIs() == null ? null : days.asItIs().outcome(),
                            stays == null ? null : stays.outcome(),
                            days.advised().outcome(),
                            days.none().outcome(),
                            steady,
                            raised,
                            full && raised != null,
                            fuller);
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

    private static @Nullable Timeline stays(
            ScalingCase of, Demand held, ControllerSettings settings) {
        HpaSpec staying = of.staying();
        return staying == null
                ? null
                : Timeline.of(held, of.pod(), settings, List.of(of.stays(staying)));
    }

    /** Pods without a limit are not: nothing kept them from using more. */
    private static boolean isFull(ScalingCase of, Demand held) {
        OptionalDouble most = of.mostUsed();
        return most.isPresent()
                && held.amounts()
                                .filter(amount ->
                                        amount > Suitability.Facts.NEARLY_FULL * most.getAsDouble())
                                .count()
                        > Suitability.Facts.MOST_FULL * held.size();
    }

    private static @Nullable Outcome raised(
            ScalingCase of, ScalingAdvice then, Demand held, ControllerSettings settings) {
        HpaSpec staying = of.staying();
        int max = then.spec().maxReplicas();
        return staying == null || staying.upTo(of.most().then()).maxReplicas() >= max
                ? null
                : new Replay(held, of.pod(), settings)
                        .run(of.stays(staying.withReplicas(staying.minReplicas(), max)));
    }

    /**
     * Whether a change would have been worth it; so is any where there is no autoscaler. A maximum
     * that is too low is held against no other setting.
     */
    Verdict verdict(ScalingCase of) {
        Outcome other = cutOff ? raised : stays;
        return other == null || of.cost(advised) < (1 - LEAST_GAIN) * of.cost(other)
                ? Verdict.BETTER
                : cutOff ? Verdict.MAX_TOO_LOW : Verdict.NO_BETTER;
    }

    /** The most replicas that any of these runs came to. */
    Most peaks() {
        int then =
                Stream.of(stays, raised, advised, none)
                        .flatMap(Stream::ofNullable)
                        .mapToInt(Outcome::peakReplicas)
                        .max()
                        .orElseThrow();
        return new Most(asItIs == null ? 0 : asItIs.peakReplicas(), Math.max(then, noneReplicas));
    }

    /** The days again, window by window. */
    SideBySide days(ScalingCase of, Demand demand, ControllerSettings settings) {
        return of.days(held(Advisor.lately(demand), from), settings, then, noneReplicas);
    }

    /** Whether what really ran cost less for its pods doing more than they request. */
    boolean ranFuller(ScalingCase of, Demand demand, ControllerSettings settings) {
        return of.ranFuller(
                held(Advisor.lately(demand), from), days(of, demand, settings).advised());
    }

    /** Whether the number of replicas that stays, and is no fuller, would have done as well. */
    boolean noGain(ScalingCase of) {
        return of.cost(advised) >= of.cost(none.lending(advised.lent()));
    }
}
