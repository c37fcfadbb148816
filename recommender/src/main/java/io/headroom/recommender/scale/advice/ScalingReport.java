package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.advice.ScalingAdvice.FloorReason;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.Steering;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.EachPod;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is advised for the scaling of one workload, and what that is held against.
 *
 * @param suitability whether it should be scaled by its load; null where too little is known
 * @param advice how its autoscaler should be set; null where it should not have one, and where the
 *     one that it has should stay. One that has to change along with the requests changes its
 *     target alone where nothing else is known to be better
 * @param asItIs what the days would have been with its autoscaler as it is; null where it has none
 * @param none what they would have been with {@code noneReplicas}, always
 * @param noneReplicas as many as serve 99 % of the windows at 60 % of what they request
 * @param heldOut the search judged on days that it did not know; null where there are too few
 * @param needed the most replicas that any of these days came to where no quota bounds them
 * @param asked the most that those with what is advised, or should stay, came to, likewise
 */
public record ScalingReport(
        ScalingCase of,
        @Nullable Suitability suitability,
        @Nullable ScalingAdvice advice,
        @Nullable Outcome asItIs,
        @Nullable Outcome none,
        int noneReplicas,
        @Nullable HeldOut heldOut,
        Most needed,
        int asked) {
    private static final Most NOTHING = new Most(0, 0);

    /**
     * Makes the report for a case and its demand. The days are those that were searched; beside
     * them the same search is judged on the latest of them, made without. What quotas let in bounds
     * the search where the days came to more without: else it says nothing.
     *
     * @param others the most that each pod came to in the metrics that stay, with the windows of
     *     the demand
     */
    public static ScalingReport of(
            ScalingCase of,
            Demand demand,
            Map<HpaMetric, EachPod> others,
            ControllerSettings settings) {
        return Searched.of(of, of.asOf(), each -> search(each, demand, others, settings)).report();
    }

    /**
     * Whether it is still what would be made for a case. Room in quotas makes another one where it
     * is less than was searched, or than the days came to where none bounds them. More of it waits
     * for the next midnight, and so do pods that come and go, of which some are ready later than
     * others.
     */
    public boolean isOf(ScalingCase now) {
        return isLike(now) && (isUnbound() ? needed : of.most()).isWithin(now.most());
    }

    /** Whether it is what would be made for a case if no quota bounded it. */
    boolean isUnboundOf(ScalingCase now) {
        return isUnbound() && isLike(now);
    }

    private boolean isUnbound() {
        return of.most().equals(Most.UNLIMITED);
    }

    private boolean isLike(ScalingCase now) {
        return of.equals(now.with(of.most()).readyAs(of));
    }

    /** What goes with a schedule that is advised; empty where none is. */
    public Optional<Scheduled> scheduled() {
        return Optional.ofNullable(advice)
                .flatMap(known ->
                        Optional.ofNullable(known.floor())
                                .map(floor -> new Scheduled(known.spec(), floor)));
    }

    /**
     * The same for a case within what its quotas let in, whether the days come to more without or
     * not.
     */
    public static ScalingReport search(
            ScalingCase of,
            Demand demand,
            Map<HpaMetric, EachPod> others,
            ControllerSettings settings) {
        ScalingReport found = found(of, demand, others, settings);
        ScalingAdvice advice = found.advice();
        if (of.floor() == null || advice == null || advice.floor() == null) {
            return found;
        }
        // whoever ceases to follow its schedule is advised as one who never did
        return found.with(
                advice.beside(
                        of.unscheduled()
                                .advisor(demand, settings)
                                .without(demand, of.pod())
                                .map(each ->
                                        each.withMaximum(
                                                of.maximum(each.rehearsal().peakReplicas())))
                                .orElse(null)));
    }

    private static ScalingReport found(
            ScalingCase of,
            Demand demand,
            Map<HpaMetric, EachPod> others,
            ControllerSettings settings) {
        HpaSpec current = of.current();
        Optional<Suitability> clear =
                current == null ? Suitability.of(of.facts()) : Suitability.of(of.facts(), current);
        Advisor advisor = of.advisor(demand, settings);
        Demand judged = advisor.judged(demand);
        if (clear.isPresent()) {
            // of what is not to be scaled nobody asks for so many
            return of.retargets() && !judged.isEmpty()
                    ? retargeted(of, clear.get(), judged, settings)
                    : unsuited(of, clear.get());
        }
        if (current == null && servedByLeast(of, demand)) {
            return unsuited(of, Suitability.LEAST_SERVES.seenOf(of.facts()));
        }
        Optional<ScalingAdvice> advised = advisor.advise(demand, of.pod());
        if (advised.isEmpty()) {
            return staying(of, null, judged, settings, null);
        }
        ScalingAdvice advice = advised.get();
        if (Stream.of(
                        new Phase(Long.MIN_VALUE, advice.spec(), advice.floor()),
                        Phase.always(advice.alone()))
                .distinct()
                .anyMatch(
                        each -> Steering.othersDecide(others, demand, of.pod(), each, settings))) {
            return unsuited(of, Suitability.OTHER_METRICS_DECIDE);
        }
        Suitability suitability =
                Suitability.of(
                                of.facts(),
                                judged,
                                of.pod(),
                                advice.rehearsal(),
                                of.price(),
                                of.cheapestSteady(judged, advice))
                        .told(judged, advice.trial());
        if (current == null && suitability != Suitability.SUITED) {
            return unsuited(of, suitability.seenOf(of.facts()));
        }
        Optional<HeldOut> heldOut = HeldOut.of(of, demand, settings);
        if (current == null) {
            if (heldOut.isPresent() && heldOut.get().noGain(of)) {
                return unsuited(
                        of, Suitability.NO_GAIN.told(judged, advice.trial()).seenOf(of.facts()));
            }
            return heldOut.map(days -> days.ranFuller(of, demand, settings))
                            .orElseGet(() ->
                                    of.ranFuller(
                                            judged,
                                            of.days(judged, settings, advice, of.steady(judged))
                                                    .advised()))
                    ? unsuited(of, Suitability.REQUEST_TOO_LOW)
                    : report(of, suitability, advice, judged, settings, heldOut.orElse(null));
        }
        if (heldOut.isEmpty()) {
            return staying(of, null, judged, settings, null);
        }
        HeldOut held = heldOut.get();
        return switch (held.verdict(of)) {
            case BETTER ->
                    report(
                            of,
                            (suitability == Suitability.SUITED && held.noGain(of)
                                            ? Suitability.NO_GAIN.told(judged, advice.trial())
                                            : suitability)
                                    .under(current, held.cutOff()),
                            advice.withMaximum(
                                    of.maximum(
                                            Math.max(
                                                    advice.asked(),
                                                    held.advised().peakReplicas()))),
                            judged,
                            settings,
                            held);
            case MAX_TOO_LOW -> {
                ScalingAdvice raised =
                        staying(of, advice.spec().maxReplicas(), of.floor(), judged, settings);
                yield report(
                        of,
                        Suitability.MAX_TOO_LOW,
                        raised.withMaximum(
                                of.maximum(
                                        Math.max(
                                                raised.asked(),
                                                Objects.requireNonNull(held.raised())
                                                        .peakReplicas()))),
                        judged,
                        settings,
                        held);
            }
            case NO_BETTER -> {
                Suitability why =
                        Suitability.of(of.facts())
                                .orElse(
                                        held.staysFuller()
                                                ? Suitability.REQUEST_TOO_LOW
                                                : Suitability.AS_IT_IS);
                yield of.floor() != null && advice.floor() != null
                        // whoever follows a schedule needs the next one
                        ? report(
                                of,
                                why,
                                staying(of, 1, advice.floor(), judged, settings),
                                judged,
                                settings,
                                held)
                        : staying(of, why, judged, settings, held);
            }
        };
    }

    /**
     * Of a workload that should have no other autoscaler than it has, or none: one that has to
     * change along with the requests, or by what somebody asks for, does that and no more.
     *
     * @param why null where too little is known
     */
    private static ScalingReport staying(
            ScalingCase of,
            @Nullable Suitability why,
            Demand judged,
            ControllerSettings settings,
            @Nullable HeldOut heldOut) {
        return of.moves() && !judged.isEmpty()
                ? report(
                        of,
                        why,
                        staying(of, 1, of.floor(), judged, settings),
                        judged,
                        settings,
                        heldOut)
                : new ScalingReport(
                        of,
                        why,
                        null,
                        null,
                        null,
                        0,
                        heldOut,
                        heldOut == null ? NOTHING : heldOut.peaks(),
                        heldOut == null || heldOut.stays() == null
                                ? 0
                                : heldOut.stays().peakReplicas());
    }

    /** The same for one that changes along with the requests, and is not told to run more. */
    private static ScalingReport retargeted(
            ScalingCase of, Suitability why, Demand judged, ControllerSettings settings) {
        HpaSpec spec =
                Objects.requireNonNull(of.retargeted(), "an autoscaler").upTo(of.terms().most());
        return report(
                of, why, staying(of, spec, of.floor(), judged, settings), judged, settings, null);
    }

    /** The autoscaler as it is, with that maximum at least, and that schedule. */
    private static ScalingAdvice staying(
            ScalingCase of,
            int max,
            @Nullable FloorSchedule floor,
            Demand judged,
            ControllerSettings settings) {
        HpaSpec stays = Objects.requireNonNull(of.stayingBy(floor), "an autoscaler");
        return staying(
                of,
                stays.withReplicas(stays.minReplicas(), Math.max(stays.maxReplicas(), max)),
                floor,
                judged,
                settings);
    }

    private static ScalingAdvice staying(
            ScalingCase of,
            HpaSpec spec,
            @Nullable FloorSchedule floor,
            Demand judged,
            ControllerSettings settings) {
        return new ScalingAdvice(
                spec,
                floor,
                FloorReason.STAYS,
                null,
                new Replay(judged, of.pod(), settings).run(of.stays(spec)));
    }

    private static ScalingReport report(
            ScalingCase of,
            @Nullable Suitability suitability,
            ScalingAdvice advice,
            Demand judged,
            ControllerSettings settings,
            @Nullable HeldOut heldOut) {
        SideBySide days = of.days(judged, settings, advice, of.steady(judged));
        Most peaks = peaks(days, advice);
        return new ScalingReport(
                of,
                suitability,
                advice,
                days.asItIs() == null ? null : days.asItIs().outcome(),
                days.none().outcome(),
                days.noneReplicas(),
                heldOut,
                heldOut == null ? peaks : peaks.or(heldOut.peaks()),
                Math.max(advice.asked(), heldOut == null ? 0 : heldOut.advised().peakReplicas()));
    }

    private ScalingReport with(ScalingAdvice other) {
        return new ScalingReport(
                of, suitability, other, asItIs, none, noneReplicas, heldOut, needed, asked);
    }

    /** The same, with what the days came to where no quota bounds them. */
    ScalingReport beside(ScalingReport free) {
        return new ScalingReport(
                of,
                suitability == null ? null : suitability.beside(free.suitability),
                advice,
                asItIs,
                none,
                noneReplicas,
                heldOut,
                free.needed,
                free.asked);
    }

    private static Most peaks(SideBySide days, ScalingAdvice advice) {
        return new Most(
                days.asItIs() == null ? 0 : days.asItIs().outcome().peakReplicas(),
                Math.max(advice.rehearsal().peakReplicas(), days.noneReplicas()));
    }

    private static ScalingReport unsuited(ScalingCase of, Suitability why) {
        return new ScalingReport(of, why, null, null, null, 0, null, NOTHING, 0);
    }

    /** Nothing is to be gained where as many are enough as no autoscaler goes below. */
    private static boolean servedByLeast(ScalingCase of, Demand demand) {
        return !demand.isEmpty() && demand.quantile(1) <= of.leastAdvised() * of.pod().promised();
    }

    /**
     * The days held out again, window by window, or where there are none those that were searched;
     * empty where nothing was.
     */
    public Optional<SideBySide> days(Demand demand, ControllerSettings settings) {
        if (demand.isEmpty()) {
            return Optional.empty();
        }
        if (heldOut != null) {
            return Optional.of(heldOut.days(of, demand, settings));
        }
        ScalingAdvice known = advice;
        if (known == null) {
            return Optional.empty();
        }
        Demand judged = new Advisor(settings, of.price()).judged(demand);
        return Optional.of(of.days(judged, settings, known, of.steady(judged)));
    }
}
