package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.replay.Timeline;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a workload should be scaled by its load at all. */
public enum Suitability {
    SUITED("suited"),
    /** It never ran as more than one: nobody knows whether its load can be shared. */
    SINGLETON("singleton"),
    /** Its pods hold data, which moves when they come and go. */
    STATEFUL("stateful"),
    /** One pod works much more than the others, which an average over them does not see. */
    LOAD_NOT_SHARED("load_not_shared"),
    /** Its autoscaler does as well as what would have been advised in its place: it should stay. */
    AS_IT_IS("as_it_is"),
    /**
     * What runs costs less than what would have been advised, as its pods do more than they
     * request.
     */
    REQUEST_TOO_LOW("request_too_low"),
    /** What else its autoscaler goes by may ask for more replicas than its CPU does. */
    OTHER_METRICS_DECIDE("other_metrics_decide"),
    /** A number that stays does as well: the load hardly changes. */
    NO_GAIN("no_gain"),
    /** Likewise: the load changes, and following it costs as much. */
    NO_CHEAPER("no_gain"),
    /** Likewise: as few as an autoscaler is given at least serve all of it. */
    LEAST_SERVES("no_gain"),
    /** Likewise, but only within what quotas let in. */
    QUOTA_DECIDES("no_gain"),
    /** Likewise: the load changes by no time of the day, and following it costs as much. */
    APERIODIC("aperiodic"),
    /** Likewise: its behavior keeps its autoscaler from scaling down, or up. */
    SCALING_DISABLED("scaling_disabled"),
    /** It gains by when its minimum is raised alone: its behavior keeps metrics from adding any. */
    MINIMUM_DECIDES("scaling_disabled"),
    /**
     * Its autoscaler had all its pods nearly full at its maximum, so that what was seen of its load
     * tells neither whether a number that stays does as well nor, mostly, of other settings.
     */
    MAX_TOO_LOW("max_too_low"),
    /** The same of all pods of a workload that has no autoscaler. */
    PODS_FULL("pods_full");

    private static final double UNEVEN = 2;

    /**
     * The same of few replicas, of which one that does all uses as many times the mean as there
     * are: part of the way from equal shares to that.
     */
    private static final double UNEVEN_PART = 0.5;

    private static final double LEAST_GAIN = 0.05;
    private static final int MOST_FIXED = 10_000;

    /** A load of which the busy windows have that many times the usual one changes. */
    private static final double CHANGES = 1.5;

    private static final double BUSY = 0.95;
    private static final double USUAL = 0.5;
    private static final double QUIET = 0.05;

    /** Of noise the best of several forecasts is some percent better than one number by chance. */
    private static final double FORETOLD = 0.9;

    private final String label;

    Suitability(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /**
     * What else is known of a workload.
     *
     * @param stateful whether it is a StatefulSet
     * @param mostReplicas the most that were Ready at once
     * @param unevenness what the busiest pod uses, over the mean of them all
     * @param full whether all that were Ready were nearly full for so long that they may have left
     *     what shows nowhere
     */
    public record Facts(boolean stateful, double mostReplicas, double unevenness, boolean full) {
        /** A pod that uses more of what it can serve answers late: no target is above this. */
        public static final double NEARLY_FULL = 0.85;

        /** Pods that were full for longer, as a fraction of the time, may have left some. */
        public static final double MOST_FULL = 0.01;

        /** Those of one whose pods have room. */
        public Facts(boolean stateful, double mostReplicas, double unevenness) {
            this(stateful, mostReplicas, unevenness, false);
        }
    }

    /**
     * Judges a workload.
     *
     * @param judged the demand that {@code advised} is the outcome of
     * @param steady how many replicas would have cost the least if there had always been as many
     */
    public static Suitability of(
            Facts facts, Demand judged, ReplayedPod pod, Outcome advised, Price price, int steady) {
        Optional<Suitability> known = of(facts);
        if (known.isPresent()) {
            return known.get();
        }
        return price.of(advised, pod.request())
                        > (1 - LEAST_GAIN)
                                * price.of(
                                        steady(judged, pod, steady).lending(advised.lent()),
                                        pod.request())
                ? NO_GAIN
                : SUITED;
    }

    /** What is already clear without a look at the demand; empty where nothing is. */
    static Optional<Suitability> of(Facts facts) {
        if (facts.stateful()) {
            return Optional.of(STATEFUL);
        }
        if (facts.mostReplicas() < 1.5) {
            return Optional.of(SINGLETON);
        }
        return facts.unevenness() >= uneven(facts.mostReplicas())
                ? Optional.of(LOAD_NOT_SHARED)
                : Optional.empty();
    }

    private static double uneven(double replicas) {
        return Math.min(UNEVEN, 1 + UNEVEN_PART * (Math.max(2, replicas) - 1));
    }

    /**
     * What is already clear of one that has an autoscaler: that, too, shares its load as it is, and
     * a replay cannot tell otherwise. Pods of data that it added before it may add.
     */
    static Optional<Suitability> of(Facts facts, HpaSpec autoscaler) {
        boolean scaled =
                autoscaler.minReplicas() < autoscaler.maxReplicas()
                        && facts.mostReplicas() > autoscaler.minReplicas() + 0.5;
        return of(
                new Facts(
                        facts.stateful() && !scaled,
                        facts.mostReplicas(),
                        facts.unevenness(),
                        facts.full()));
    }

    /**
     * Why nothing is gained, of a workload of which {@link #of} says so.
     *
     * @param trial how well the time of the day foretells its load; null where nobody could try
     */
    Suitability told(Demand judged, @Nullable ForecastTrial trial) {
        if (this != NO_GAIN) {
            return this;
        }
        double busy = judged.quantile(BUSY);
        if (busy >= CHANGES * judged.quantile(USUAL) && trial != null && !isForetold(trial)) {
            return APERIODIC;
        }
        return busy >= CHANGES * judged.quantile(QUIET) ? NO_CHEAPER : NO_GAIN;
    }

    /** Whether a number of replicas that stays does as well. */
    boolean gainsNothing() {
        return switch (this) {
            case NO_GAIN, NO_CHEAPER, LEAST_SERVES, QUOTA_DECIDES, APERIODIC, SCALING_DISABLED ->
                    true;
            case SUITED,
                    MINIMUM_DECIDES,
                    SINGLETON,
                    STATEFUL,
                    LOAD_NOT_SHARED,
                    AS_IT_IS,
                    REQUEST_TOO_LOW,
                    OTHER_METRICS_DECIDE,
                    MAX_TOO_LOW,
                    PODS_FULL ->
                    false;
        };
    }

    /**
     * The same of a workload that keeps the policies of an autoscaler.
     *
     * @param cutOff whether its maximum may have kept load from being seen
     */
    Suitability under(HpaSpec autoscaler, boolean cutOff) {
        if (!gainsNothing()) {
            return this == SUITED && !autoscaler.scalesUp() ? MINIMUM_DECIDES : this;
        }
        Behavior behavior = autoscaler.behavior();
        if (behavior != null
                && Stream.of(behavior.scaleUp(), behavior.scaleDown())
                        .anyMatch(rules -> rules.select() == ScalingRules.Select.DISABLED)) {
            return SCALING_DISABLED;
        }
        return cutOff ? MAX_TOO_LOW : this;
    }

    /**
     * The same of a workload without an autoscaler, of whose load some may never have been seen.
     */
    Suitability seenOf(Facts facts) {
        return facts.full() && gainsNothing() ? PODS_FULL : this;
    }

    /** The same within what quotas let in, beside what was found without. */
    Suitability beside(@Nullable Suitability free) {
        return gainsNothing() && free != null && !free.gainsNothing() ? QUOTA_DECIDES : this;
    }

    /**
     * Whether the time of the day tells more than one number for all of it does. Where each day is
     * as the one before, or more of it, nothing beats yesterday, and nothing has to.
     */
    private static boolean isForetold(ForecastTrial trial) {
        return Math.min(trial.error(), trial.naiveError()) <= FORETOLD * trial.flatError();
    }

    /**
     * The number of replicas that would have cost the least if it had never changed. What they do
     * beyond their requests counts as unserved where it is more than an autoscaler's do: its
     * targets are shares of requests, and a number that stays and may fill limits of twice as much
     * would be cheaper for that alone.
     *
     * @param least replicas that there may be, or {@code most} where that is less
     * @param lent what the autoscaler's do beyond their requests, in the demand's unit times
     *     seconds
     */
    static int cheapestSteady(
            Demand demand, ReplayedPod pod, Price price, int least, int most, double lent) {
        double cheapestCost = Double.POSITIVE_INFINITY;
        int first = Math.clamp(most, 1, least);
        double last =
                Math.min(
                        Math.min(MOST_FIXED, most), Math.ceil(demand.quantile(1) / pod.promised()));
        int cheapest = first;
        // in steps of two percent, as the best is flat
        for (int replicas = first; ; replicas = Math.max(replicas + 1, replicas * 51 / 50)) {
            double cost = price.of(steady(demand, pod, replicas).lending(lent), pod.request());
            if (cost < cheapestCost) {
                cheapestCost = cost;
                cheapest = replicas;
            }
            if (replicas >= last) {
                return cheapest;
            }
        }
    }

    private static Outcome steady(Demand demand, ReplayedPod pod, int replicas) {
        return of(demand, pod, _ -> replicas);
    }

    /**
     * What the pods that really served it came to; empty where nobody knows how many these were.
     */
    static Optional<Timeline> ran(Demand demand, ReplayedPod pod) {
        OptionalDouble mean =
                IntStream.range(0, demand.size())
                        .mapToDouble(demand::pods)
                        .filter(Double::isFinite)
                        .average();
        return mean.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        timeline(
                                demand,
                                pod,
                                i ->
                                        Double.isFinite(demand.pods(i))
                                                ? demand.pods(i)
                                                : mean.getAsDouble()));
    }

    private static Timeline timeline(Demand demand, ReplayedPod pod, IntToDoubleFunction replicas) {
        return new Timeline(
                of(demand, pod, replicas),
                IntStream.range(0, demand.size())
                        .mapToObj(i ->
                                new Timeline.Point(
                                        demand.end(i),
                                        demand.amount(i),
                                        serving(demand, i, pod, replicas.applyAsDouble(i)),
                                        replicas.applyAsDouble(i)))
                        .toList());
    }

    private static double serving(Demand demand, int window, ReplayedPod pod, double pods) {
        return Math.min(demand.amount(window), pods * pod.capacity(demand.each(window)));
    }

    /**
     * @param replicas by window
     */
    private static Outcome of(Demand demand, ReplayedPod pod, IntToDoubleFunction replicas) {
        int step = demand.stepSeconds();
        double asked = 0;
        double served = 0;
        double lent = 0;
        double offered = 0;
        double replicaSeconds = 0;
        double peak = 0;
        for (int i = 0; i < demand.size(); i++) {
            double pods = replicas.applyAsDouble(i);
            double room = pods * pod.capacity(demand.each(i));
            double serving = serving(demand, i, pod, pods);
            asked += demand.amount(i) * step;
            served += serving * step;
            lent += Math.max(0, serving - pods * pod.promised()) * step;
            offered += room * step;
            replicaSeconds += pods * step;
            peak = Math.max(peak, pods);
        }
        double seconds = (double) demand.size() * step;
        return new Outcome(
                seconds,
                asked,
                asked - served,
                0,
                replicaSeconds,
                served,
                lent,
                offered,
                seconds,
                0,
                0,
                0,
                (int) Math.ceil(peak));
    }
}
