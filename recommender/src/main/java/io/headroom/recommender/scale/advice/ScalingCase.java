package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.JointPlanner;
import io.headroom.recommender.scale.joint.Retargeting;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.replay.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * All that advice on the scaling of a workload is made of, beside the demand itself: as long as it
 * is the same, so is the advice.
 *
 * @param asOf up to when the demand goes
 * @param demandHash of the demand, and of what else each pod came to
 * @param scope what of the autoscaler is advised: all else here is of that alone
 * @param current the autoscaler as it is; null for none
 * @param today its pods as they are; null where a container requests nothing, and the autoscaler
 *     does not go by amounts alone
 * @param pod its pods with the requests that are recommended: what is advised is for these
 * @param price what demand that is not served costs
 * @param most replicas that quotas let in
 * @param kept the metrics that its autoscaler keeps once it has these pods; empty where a target is
 *     searched for them
 * @param floor what raises the minimum of {@code current} by the time of the day; null where
 *     nothing is known to
 * @param terms what somebody asks of it
 */
public record ScalingCase(
        Instant asOf,
        int demandHash,
        Scope scope,
        @Nullable HpaSpec current,
        @Nullable ReplayedPod today,
        ReplayedPod pod,
        Suitability.Facts facts,
        Price price,
        Most most,
        List<HpaMetric> kept,
        @Nullable FloorSchedule floor,
        ScalingTerms terms) {
    /** A maximum of so many times what the days came to is none that they show to be too low. */
    private static final int BEYOND_PEAK = 2;

    public ScalingCase {
        kept = List.copyOf(kept);
    }

    /** One whose minimum no clock moves, and of which nobody asks anything. */
    public ScalingCase(
            Instant asOf,
            int demandHash,
            Scope scope,
            @Nullable HpaSpec current,
            @Nullable ReplayedPod today,
            ReplayedPod pod,
            Suitability.Facts facts,
            Price price,
            Most most,
            List<HpaMetric> kept) {
        this(
                asOf,
                demandHash,
                scope,
                current,
                today,
                pod,
                facts,
                price,
                most,
                kept,
                null,
                ScalingTerms.NONE);
    }

    ScalingCase with(Most other) {
        return new ScalingCase(
                asOf,
                demandHash,
                scope,
                current,
                today,
                pod,
                facts,
                price,
                other,
                kept,
                floor,
                terms);
    }

    /**
     * The same with a schedule that raises the minimum.
     *
     * @param raised the autoscaler where nothing does
     */
    public ScalingCase following(FloorSchedule schedule, HpaSpec raised) {
        return new ScalingCase(
                asOf,
                demandHash,
                scope,
                raised,
                today,
                pod,
                facts,
                price,
                most,
                kept,
                schedule,
                terms);
    }

    /** The same of whoever follows no schedule. */
    ScalingCase unscheduled() {
        return new ScalingCase(
                asOf,
                demandHash,
                scope,
                current,
                today,
                pod,
                facts,
                price,
                most,
                kept,
                null,
                terms);
    }

    /**
     * Settings of the autoscaler that there is, along with the schedule that raises its minimum.
     */
    Phase running(HpaSpec spec) {
        return new Phase(Long.MIN_VALUE, spec, floor);
    }

    /** The same with pods that are ready as soon as those of another. */
    ScalingCase readyAs(ScalingCase other) {
        Duration delay = other.pod.readinessDelay();
        return new ScalingCase(
                asOf,
                demandHash,
                scope,
                current,
                today == null ? null : today.readyAfter(delay),
                pod.readyAfter(delay),
                facts,
                price,
                most,
                kept,
                floor,
                terms);
    }

    /** Whether it is of the same day and pods, however soon they are ready. */
    boolean isOfSamePods(ScalingCase now) {
        ScalingCase then = now.readyAs(this);
        return asOf.equals(then.asOf) && pod.equals(then.pod) && Objects.equals(today, then.today);
    }

    /** How many replicas an autoscaler is given at least, as far as it may be given as many. */
    public int leastAdvised() {
        return terms.leastOr(Advisor.LEAST_REPLICAS);
    }

    /** How many replicas an autoscaler may be given, quotas and those who ask considered. */
    int mostAdvised() {
        return Math.min(most.then(), terms.most());
    }

    /**
     * A maximum for days that come to so many replicas: the one that the autoscaler has, which may
     * be somebody's bound on a bill or on connections that no demand shows, or where that is less
     * than some times as many, no more than that.
     */
    int maximum(int asked) {
        int had = current == null ? 0 : current.maxReplicas();
        return Math.clamp(mostAdvised(), 1, Math.max(1, Math.max(had, BEYOND_PEAK * asked)));
    }

    /** The autoscaler as it is, as far as quotas let it; null for none. */
    private @Nullable HpaSpec asItIs() {
        return current == null ? null : current.upTo(most.today());
    }

    /**
     * Searches what is not kept. Sizes and autoscaler that change together may not serve less than
     * as it is.
     */
    Advisor advisor(Demand demand, ControllerSettings settings) {
        Behavior behavior =
                current == null || current.behavior() == null
                        ? Behavior.DEFAULT
                        : current.behavior();
        Advisor all = new Advisor(settings, price, mostAdvised(), behavior, null, terms, true);
        HpaSpec asItIs = asItIs();
        Demand judged = all.judged(demand);
        return asItIs == null || today == null || kept.isEmpty() || judged.isEmpty()
                ? all
                : new Advisor(
                        settings,
                        price,
                        mostAdvised(),
                        behavior,
                        new Kept(
                                kept,
                                JointPlanner.mostUnserved(
                                        new Replay(judged, today, settings).run(running(asItIs)))),
                        terms,
                        /* daily */ true);
    }

    /** Whether the autoscaler cannot stay: its target moves, or somebody asks for another. */
    boolean moves() {
        return retargets() || (current != null && today != null && !terms.allow(current));
    }

    /** Whether the autoscaler has to change along with the requests. */
    public boolean retargets() {
        return current != null && !kept.isEmpty() && !kept.equals(current.metrics());
    }

    /** The autoscaler that stays, as those who ask let it be; null likewise. */
    @Nullable HpaSpec staying() {
        HpaSpec stays = retargeted();
        return stays == null ? null : terms.within(stays);
    }

    /**
     * The same once it follows another schedule: a minimum that is the lowest of the one that it
     * follows was set by that, and nobody asks for it; null likewise.
     */
    @Nullable HpaSpec stayingBy(@Nullable FloorSchedule next) {
        HpaSpec stays = retargeted();
        if (stays == null || floor == null || next == null) {
            return staying();
        }
        int most = stays.maxReplicas();
        return terms.within(
                stays.minReplicas() == Math.min(floor.lowest(), most)
                        ? stays.withReplicas(Math.min(next.lowest(), most), most)
                        : stays);
    }

    /**
     * The autoscaler as it is but for its target, which goes along with the requests that are
     * recommended so that each pod should use as much; null where there is none, or its target is a
     * share of nothing.
     */
    @Nullable HpaSpec retargeted() {
        if (current == null || today == null) {
            return null;
        }
        if (!kept.isEmpty()) {
            return current.withMetrics(kept);
        }
        return today.request() == pod.request()
                ? current
                : Retargeting.keepingAmount(current, today.request(), pod.request());
    }

    /** A replay's phase of settings of the autoscaler that stays, as far as quotas let it. */
    Phase stays(HpaSpec spec) {
        return running(spec.upTo(most.then()));
    }

    /** What all the pods may use that its autoscaler may have as it is; empty for none. */
    OptionalDouble mostUsed() {
        HpaSpec asItIs = asItIs();
        return asItIs == null || today == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(today.limit() * asItIs.maxReplicas());
    }

    /**
     * Whether what really ran cost less for its pods doing more than they request. Of pods that
     * were full nobody knows what else was asked of them, and of pods that are to request something
     * else it does not matter what they did beyond what they request.
     *
     * @param advised what the same days come to
     */
    boolean ranFuller(Demand days, Timeline advised) {
        return !facts.full()
                && today != null
                && today.request() == pod.request()
                && Suitability.ran(days, pod)
                        .filter(ran ->
                                ran.isFullerThan(advised, pod)
                                        && cost(ran.outcome()) < cost(advised.outcome()))
                        .isPresent();
    }

    /** What a replay of the pods that are advised for cost. */
    double cost(Outcome outcome) {
        return price.of(outcome, pod.request());
    }

    /**
     * The days that settings are judged on, three times over.
     *
     * @param steady how many replicas there are without an autoscaler
     */
    SideBySide days(Demand judged, ControllerSettings settings, ScalingAdvice advice, int steady) {
        HpaSpec asItIs = asItIs();
        return today == null
                ? SideBySide.of(
                        judged, pod, pod, settings, null, advice.upTo(mostAdvised()), steady)
                : SideBySide.of(
                        judged,
                        today,
                        pod,
                        settings,
                        asItIs == null ? null : running(asItIs),
                        advice.upTo(mostAdvised()),
                        steady);
    }

    /**
     * As many replicas as serve 99 % of the windows at 60 % of what they request, or as there may
     * be.
     */
    int steady(Demand judged) {
        int max = Math.max(1, mostAdvised());
        return Math.clamp(SideBySide.steady(judged, pod), Math.min(terms.leastOr(1), max), max);
    }

    /**
     * The number of replicas that would have cost the least if it had never changed.
     *
     * @param advice for the same demand: replicas that stay are to be no fuller
     */
    int cheapestSteady(Demand demand, ScalingAdvice advice) {
        return Suitability.cheapestSteady(
                demand, pod, price, leastAdvised(), mostAdvised(), advice.rehearsal().lent());
    }
}
