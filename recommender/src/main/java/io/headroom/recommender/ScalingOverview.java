package io.headroom.recommender;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.policy.PolicyKey;
import io.headroom.recommender.scale.advice.ForecastTrial;
import io.headroom.recommender.scale.advice.HeldOut;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.ScalingAdvice;
import io.headroom.recommender.scale.advice.ScalingAdvice.FloorReason;
import io.headroom.recommender.scale.advice.ScalingCase;
import io.headroom.recommender.scale.advice.ScalingHold;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.Scheduled;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.Suitability;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.joint.Steering;
import io.headroom.recommender.scale.lint.CapacityChecks;
import io.headroom.recommender.scale.manifest.ScaledObject;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is advised for the scaling of one workload, for those who look at it.
 *
 * @param autoscaler the name of the HorizontalPodAutoscaler that it has; null for none
 * @param asOf up to when its demand went in
 * @param code {@code suited}, why it should not be scaled by its load, or why nothing is said
 * @param message one sentence
 * @param settings how its autoscaler should be set, along with the steps of the floor where there
 *     are some; null where nothing is advised
 * @param floor whether its minimum should follow the time of the day; null likewise
 * @param pod what each of its pods is taken for; null where it is held
 * @param replay what the days searched would have come to; null where nothing is advised
 * @param heldOut what the latest of them came to with what had been advised before them; null where
 *     too few are known
 * @param advised the settings themselves, for manifests
 */
public record ScalingOverview(
        WorkloadRef workload,
        @Nullable String autoscaler,
        Instant asOf,
        String code,
        String message,
        @Nullable Settings settings,
        @Nullable Floor floor,
        @Nullable Pod pod,
        @Nullable Replays replay,
        @Nullable HeldOutDays heldOut,
        @JsonIgnore @Nullable Advised advised) {

    private static final String AS_IT_IS = "as it is";
    private static final String IF_IT_SCALED = ", if it scaled";
    private static final String SIZING = "sizing";
    static final String QUOTA = "quota";
    private static final String NODES = "nodes";
    private static final String POLICY = "policy";

    private static final double HOUR = 3_600;

    /** More replicas than that nobody has. */
    private static final int MANY = 1_000_000;

    /** Less, as a fraction of a demand, is none in whole percent. */
    private static final double SHOWN = 0.005;

    /** Less is what rounds a request, and no other size. */
    private static final double RESIZED = 0.02;

    /** As a share of the days; less is a peak now and then. */
    private static final double OFTEN = 0.05;

    /** How many times what the days came to a maximum stays above, whatever nodes there are. */
    private static final int BEYOND_NODES = 2;

    /**
     * What manifests are written from.
     *
     * @param spec settings that no schedule goes with
     * @param scheduled null where none should
     * @param scaledObject that of KEDA which made the autoscaler; null where it is somebody else's
     */
    public record Advised(
            HpaSpec spec, @Nullable Scheduled scheduled, @Nullable ScaledObject scaledObject) {}

    /**
     * The settings in numbers.
     *
     * @param minHeldBy {@code policy} where somebody asks for no less; null where nobody does
     * @param maxHeldBy {@code quota} where that lets in no more replicas, {@code policy} where
     *     somebody asks for no more, {@code nodes} where those that there are have no more room;
     *     null where nothing does
     * @param targetCpuUtilizationPercent of the requests that are recommended
     * @param targetCpuUtilizationPercentNow the same of the requests as they are; null where a
     *     container has none
     * @param targetCpuPerPodMillicores the same target as an amount, which a change of requests
     *     leaves as it is
     * @param targetHeldBy {@code sizing} where it is the amount that the autoscaler has, which
     *     requests that are sized by use follow; null where it was searched
     * @param scaleUpSelectPolicy {@code Max}, {@code Min} or {@code Disabled}: like policies and
     *     tolerances, what the autoscaler has
     */
    public record Settings(
            int minReplicas,
            int maxReplicas,
            @Nullable String minHeldBy,
            @Nullable String maxHeldBy,
            int targetCpuUtilizationPercent,
            @Nullable Long targetCpuUtilizationPercentNow,
            long targetCpuPerPodMillicores,
            @Nullable String targetHeldBy,
            @Nullable Long scaleUpStabilizationSeconds,
            @Nullable Long scaleDownStabilizationSeconds,
            String scaleUpSelectPolicy,
            String scaleDownSelectPolicy,
            List<Policy> scaleUpPolicies,
            List<Policy> scaleDownPolicies,
            @Nullable Double scaleUpTolerance,
            @Nullable Double scaleDownTolerance) {
        public Settings {
            scaleUpPolicies = List.copyOf(scaleUpPolicies);
            scaleDownPolicies = List.copyOf(scaleDownPolicies);
        }
    }

    /**
     * How much may change within a time.
     *
     * @param type {@code Pods} or {@code Percent}
     */
    public record Policy(String type, int value, long periodSeconds) {}

    /**
     * Whether the minimum should follow the time of the day.
     *
     * @param reason {@code helps}, or why there is none
     * @param trial how the forecast did on days that it did not know; null where there were too few
     * @param timeZone whose clock the steps are by
     * @param steps the stretches of the day with a higher minimum; empty for none
     * @param without what is advised to those who set no schedule; null where there is none to set
     */
    public record Floor(
            String reason,
            @Nullable ForecastTrial trial,
            String timeZone,
            List<Step> steps,
            @Nullable Without without) {
        public Floor {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Settings that no schedule goes with.
     *
     * @param replay what the days searched would have come to
     */
    public record Without(Settings settings, Run replay) {}

    /** From one time of the day to another, as {@code 08:00}. */
    public record Step(String from, String to, int minReplicas) {}

    /**
     * What each pod is taken for.
     *
     * @param container the one that its autoscaler goes by, and that all amounts here and elsewhere
     *     are of; null for all containers
     * @param requestMillicores what is recommended, or for a trial what there is; null where a
     *     container requests none
     * @param capacityMillicores what it can serve at most: its limit; without one what it was seen
     *     to use, and its request at least. What is asked of it beyond that is unserved
     * @param limited whether it has a limit: one that has none may serve more
     * @param readySeconds from being made until it serves
     */
    public record Pod(
            @Nullable String container,
            @Nullable Long requestMillicores,
            long capacityMillicores,
            boolean limited,
            long readySeconds) {

        static Pod of(Scope scope, ReplayedPod pod) {
            return new Pod(
                    scope.container(),
                    pod.request() == 0 ? null : Math.round(1_000 * pod.request()),
                    Math.round(1_000 * pod.capacity()),
                    Double.isFinite(pod.limit()),
                    pod.readinessDelay().toSeconds());
        }
    }

    /**
     * The same days over and over.
     *
     * @param asItIs with the autoscaler as it is; null for none
     * @param asItIsWithout the triggers of KEDA that go by the clock and that {@code asItIs} is
     *     without, as their metrics are called: nobody knows how many replicas they ask for
     * @param asItIsInactive why its controller says that the autoscaler scales nothing, such as
     *     {@code FailedGetResourceMetric}: {@code asItIs} is what it would do if it did; null where
     *     it does
     * @param ranReplicas the mean of the replicas that were really Ready on these days; null where
     *     that is not known
     * @param none with {@code noneReplicas}, always
     * @param currency of the costs
     */
    public record Replays(
            @Nullable Run asItIs,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> asItIsWithout,
            @Nullable String asItIsInactive,
            @Nullable Double ranReplicas,
            Run advised,
            Run none,
            int noneReplicas,
            String currency) {
        public Replays {
            // left out of an answer where there is none
            asItIsWithout = asItIsWithout == null ? List.of() : List.copyOf(asItIsWithout);
        }
    }

    /**
     * The advice judged on days whose demand its search did not know. What a pod is taken for is of
     * all days.
     *
     * @param from where they begin: what was known before was searched
     * @param then what would have been advised, and is judged
     */
    public record HeldOutDays(Instant from, Settings then, Replays replay) {}

    /**
     * What the days came to.
     *
     * @param requestedCoreHours what the replicas request meanwhile: as it is with today's
     *     requests, else with those that are recommended; null where a container requests none, as
     *     nobody knows what they take
     * @param unservedRatio the share of the demand that no pod could serve
     * @param cost what the replicas' requests cost; null likewise, and without prices
     */
    public record Run(
            double days,
            double replicaHours,
            @Nullable Double requestedCoreHours,
            double unservedRatio,
            double minutesAtMax,
            int events,
            int flaps,
            int peakReplicas,
            @Nullable Double cost) {

        /**
         * @param cores that a replica requests; zero where a container requests none
         */
        static Run of(Outcome outcome, double cores, @Nullable Double perReplicaHour) {
            boolean requested = cores > 0;
            return new Run(
                    outcome.seconds() / FloorSchedule.DAY_SECONDS,
                    outcome.replicaHours(),
                    requested ? outcome.replicaHours() * cores : null,
                    outcome.unservedRatio(),
                    outcome.minutesAtMax(),
                    outcome.events(),
                    outcome.flaps(),
                    outcome.peakReplicas(),
                    !requested || perReplicaHour == null ? null : outcome.money(perReplicaHour));
        }
    }

    /**
     * What is outside of the case.
     *
     * @param scaledObject that of KEDA which made the autoscaler; null where it is somebody else's
     * @param hourlyToday what the requests of a replica cost; null without prices, and where none
     *     are known
     * @param hourlyThen what those that are recommended would
     * @param readyReplicas how many replicas were Ready when
     * @param inactive that the autoscaler scales nothing, as its controller says; null where it
     *     does
     * @param quota that lets in the fewest of its pods as they are; null where none counts them, or
     *     there is no autoscaler
     */
    record Around(
            @Nullable ScaledObject scaledObject,
            @Nullable Double hourlyToday,
            @Nullable Double hourlyThen,
            String currency,
            Ring readyReplicas,
            AutoscalerState.@Nullable Condition inactive,
            CapacityChecks.@Nullable Tightest quota) {

        /** What is outside of one of which nobody knows how many of its pods were Ready. */
        Around(
                @Nullable ScaledObject scaledObject,
                @Nullable Double hourlyToday,
                @Nullable Double hourlyThen,
                String currency) {
            this(
                    scaledObject,
                    hourlyToday,
                    hourlyThen,
                    currency,
                    new Ring(0, new byte[0]),
                    null,
                    null);
        }

        /** The same where it was so before the days of a case had ended. */
        AutoscalerState.@Nullable Condition inactive(Instant asOf) {
            return inactive == null
                            || (inactive.since() != null && !inactive.since().isBefore(asOf))
                    ? null
                    : inactive;
        }

        /** The mean of those that were Ready; null where that is not known. */
        @Nullable Double ran(Instant from, Instant until) {
            OptionalDouble mean =
                    LongStream.range(Windows.indexOf(from), Windows.indexOf(until))
                            .mapToDouble(
                                    window -> readyReplicas.amountAt(window, ByteScale.REPLICAS))
                            .filter(ready -> !Double.isNaN(ready))
                            .average();
            return mean.isPresent() ? mean.getAsDouble() : null;
        }

        List<String> leftOut() {
            return scaledObject == null ? List.of() : scaledObject.otherTriggers();
        }
    }

    /** Whether the autoscaler as it is is replayed without triggers that it has. */
    @JsonIgnore
    public boolean triggersLeftOut() {
        Replays days = latest();
        return days != null && !days.asItIsWithout().isEmpty();
    }

    /**
     * Hours a day, of the days held out, of which nothing is known, as where it is scaled to none
     * at night: no replay has replicas in them.
     */
    @JsonIgnore
    public double unknownHours() {
        return heldOut == null
                ? 0
                : unknownHours(
                        heldOut.from(),
                        asOf,
                        heldOut.replay().advised().days() * FloorSchedule.DAY_SECONDS);
    }

    /** What a replay of the autoscaler as it is is called. */
    @JsonIgnore
    public String asItIs() {
        Replays days = latest();
        return AS_IT_IS
                + (triggersLeftOut() ? ", without its cron triggers" : "")
                + (days == null || days.asItIsInactive() == null ? "" : IF_IT_SCALED);
    }

    private @Nullable Replays latest() {
        return heldOut == null ? replay : heldOut.replay();
    }

    /** Of a workload of which nothing is said. */
    static ScalingOverview of(WorkloadRef workload, ScalingCases.Read.Held held) {
        return none(workload, null, held.asOf(), held.code().label(), held.message());
    }

    /** Of one of which something is. */
    static ScalingOverview of(
            WorkloadRef workload, ScalingAdvices.Known.Reported known, Around around) {
        String autoscaler = known.autoscaler();
        ScalingReport report = known.report();
        ScalingAdvice advice = report.advice();
        Suitability suitability = report.suitability();
        Outcome without = report.none();
        Instant asOf = report.of().asOf();
        if (advice == null || without == null) {
            if (suitability == null) {
                return none(
                        workload,
                        autoscaler,
                        asOf,
                        ScalingHold.TOO_LITTLE_HISTORY.label(),
                        tooLittle(report.of()));
            }
            HeldOut judged = report.heldOut();
            return new ScalingOverview(
                    workload,
                    autoscaler,
                    asOf,
                    suitability.label(),
                    why(suitability, report)
                            + (judged == null
                                    ? ""
                                    : ": "
                                            + judged(judged, report.of(), around)
                                            + flapping(judged.stays())
                                            + atMaximum(report))
                            + shortOf(report, known.room())
                            + aboveQuota(report, report.of().current(), around)
                            + (judged == null
                                    ? ""
                                    : without(around)
                                            + inactive(
                                                    judged.asItIs(),
                                                    judged.from(),
                                                    report.of(),
                                                    around)),
                    null,
                    null,
                    judged == null ? null : pod(report.of()),
                    null,
                    judged == null ? null : heldOut(report.of(), judged, around),
                    null);
        }
        Ceiling ceiling = ceiling(report, advice.spec(), stays(advice), known.room());
        HpaSpec spec = advice.spec().upTo(ceiling.most());
        // what is for use without a schedule is searched even where all else stays
        Ceiling aloneCeiling =
                advice.without() == null
                        ? ceiling
                        : ceiling(report, advice.alone(), false, known.room());
        HpaSpec alone = advice.alone().upTo(aloneCeiling.most());
        FloorSchedule floor = advice.floor();
        HeldOut heldOut = report.heldOut();
        return new ScalingOverview(
                workload,
                autoscaler,
                asOf,
                suitability == null ? ScalingHold.TOO_LITTLE_HISTORY.label() : suitability.label(),
                (suitability == null ? tooLittle(report.of()) : why(suitability, report))
                        + (heldOut == null
                                ? unjudged(advice)
                                : ": " + judged(heldOut, report.of(), around))
                        + flapping(advice.rehearsal())
                        + atMaximum(report)
                        + unknown(stays(advice) ? null : heldOut, report.of(), spec.minReplicas())
                        + alongWithRequests(report.of(), advice)
                        + shortOf(report, known.room())
                        + aboveQuota(report, spec, around)
                        + byTheTimeOfTheDay(advice, spec, report.of())
                        + raised(spec, report)
                        + heldByPolicy(spec, report.of())
                        + heldByNodes(spec, advice, ceiling, known.room())
                        + without(around)
                        + inactive(
                                heldOut == null ? report.asItIs() : heldOut.asItIs(),
                                heldOut == null
                                        ? from(report.of(), advice.rehearsal())
                                        : heldOut.from(),
                                report.of(),
                                around),
                settings(spec, report.of(), ceiling),
                new Floor(
                        advice.floorReason().label(),
                        advice.trial(),
                        report.of().terms().zone().getId(),
                        floor == null
                                ? List.of()
                                : new Scheduled(spec, floor)
                                        .steps().stream()
                                                .map(step -> step(step, spec.maxReplicas()))
                                                .toList(),
                        without(advice, alone, report.of(), aloneCeiling, around)),
                pod(report.of()),
                replays(
                        report.of(),
                        report.asItIs(),
                        advice.rehearsal(),
                        without,
                        report.noneReplicas(),
                        from(report.of(), advice.rehearsal()),
                        around),
                heldOut == null ? null : heldOut(report.of(), heldOut, around),
                new Advised(
                        written(alone, report.of()),
                        floor == null ? null : new Scheduled(written(spec, report.of()), floor),
                        around.scaledObject()));
    }

    private static @Nullable Without without(
            ScalingAdvice advice, HpaSpec alone, ScalingCase of, Ceiling ceiling, Around around) {
        ScalingAdvice.Without found = advice.without();
        return found == null
                ? null
                : new Without(
                        settings(alone, of, ceiling),
                        Run.of(found.rehearsal(), of.pod().request(), around.hourlyThen()));
    }

    /** Settings for the autoscaler itself, with all that it goes by. */
    private static HpaSpec written(HpaSpec spec, ScalingCase of) {
        return of.scope()
                .in(of.pod().equals(of.today()) ? spec : inAmounts(spec, of.pod().request()));
    }

    private static Pod pod(ScalingCase of) {
        return Pod.of(of.scope(), of.pod());
    }

    private static HeldOutDays heldOut(ScalingCase of, HeldOut days, Around around) {
        return new HeldOutDays(
                days.from(),
                settings(days.then().spec(), of, Ceiling.NONE),
                replays(
                        of,
                        days.asItIs(),
                        days.advised(),
                        days.none(),
                        days.noneReplicas(),
                        days.from(),
                        around));
    }

    private static Replays replays(
            ScalingCase of,
            @Nullable Outcome asItIs,
            Outcome advised,
            Outcome none,
            int noneReplicas,
            Instant from,
            Around around) {
        double cores = of.pod().request();
        var today = of.today();
        var inactive = around.inactive(of.asOf());
        return new Replays(
                asItIs == null || today == null
                        ? null
                        : Run.of(asItIs, today.request(), around.hourlyToday()),
                asItIs == null ? List.of() : around.leftOut(),
                asItIs == null || inactive == null ? null : inactive.reason(),
                around.ran(from, of.asOf()),
                Run.of(advised, cores, around.hourlyThen()),
                Run.of(none, cores, around.hourlyThen()),
                noneReplicas,
                around.currency());
    }

    /** Where the days of a replay begin, but for holes. */
    private static Instant from(ScalingCase of, Outcome days) {
        return of.asOf().minusSeconds(Math.round(days.seconds()));
    }

    private static ScalingOverview none(
            WorkloadRef workload,
            @Nullable String autoscaler,
            Instant asOf,
            String code,
            String message) {
        return new ScalingOverview(
                workload, autoscaler, asOf, code, message, null, null, null, null, null, null);
    }

    /** What the days held out showed, beside the autoscaler as it is or else none. */
    private static String judged(HeldOut days, ScalingCase of, Around around) {
        Outcome other = days.asItIs() == null ? days.none() : days.asItIs();
        double span = Duration.between(days.from(), of.asOf()).toSeconds();
        double known = days.advised().seconds();
        ReplayedPod today = of.today();
        // else replica-hours of one size are held against those of another
        boolean resized =
                days.asItIs() != null
                        && today != null
                        && Math.abs(today.request() - of.pod().request())
                                > RESIZED * of.pod().request();
        return String.format(
                Locale.ROOT,
                "advised before the last %.1f days%s it would have taken %.0f replica-hours of them%s"
                        + " instead of %.0f (%s%s%s), and left %.2f %% of the demand unserved instead"
                        + " of %.2f %%%s",
                span / FloorSchedule.DAY_SECONDS,
                span - known < HOUR
                        ? ""
                        : String.format(Locale.ROOT, ", of which %.0f h are known,", known / HOUR),
                days.advised().replicaHours(),
                resized ? ", in %s,".formatted(requested(of.pod())) : "",
                other.replicaHours(),
                resized ? "in %s, ".formatted(requested(Objects.requireNonNull(today))) : "",
                days.asItIs() == null
                        ? "always " + days.noneReplicas()
                        : around.inactive(of.asOf()) == null ? AS_IT_IS : AS_IT_IS + IF_IT_SCALED,
                fuller(other, days.advised())
                        + (days.asItIs() == null ? ran(around.ran(days.from(), of.asOf())) : ""),
                100 * days.advised().unservedRatio(),
                100 * other.unservedRatio(),
                days.advised().isFlapping()
                        ? ", and taken back within half an hour what it had done %d times on one of them"
                                .formatted(days.advised().mostTakenBack())
                        : "");
    }

    /** What a minimum costs that no replay has counted. */
    private static String unknown(@Nullable HeldOut days, ScalingCase of, int min) {
        if (days == null) {
            return "";
        }
        double hours = unknownHours(days.from(), of.asOf(), days.advised().seconds());
        return hours < 1
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %.0f h of a day are not known, and in none of these numbers: where it is scaled to none in them, see that it still is, as a minimum of %d adds %.0f replica-hours a day",
                        hours,
                        min,
                        hours * min);
    }

    private static double unknownHours(Instant from, Instant to, double knownSeconds) {
        return 24 * Math.max(0, 1 - knownSeconds / Duration.between(from, to).toSeconds());
    }

    /** Of what stays, or is advised, though lint may tell of it; null for nothing. */
    private static String flapping(@Nullable Outcome days) {
        return days == null || !days.isFlapping()
                ? ""
                : "; it takes back within half an hour what it did, on one of the days %d times: lengthen behavior.scaleDown.stabilizationWindowSeconds"
                        .formatted(days.mostTakenBack());
    }

    private static String requested(ReplayedPod pod) {
        return pod.request() == 0
                ? "pods that request nothing"
                : "pods of " + new Cpu(Math.round(1_000 * pod.request()));
    }

    /** Of replicas that may be fewer for being fuller alone. */
    private static String fuller(Outcome other, Outcome advised) {
        return other.lent() - advised.lent() > SHOWN * other.demand()
                ? String.format(
                        Locale.ROOT,
                        ", with %.0f %% of the demand beyond what they request",
                        100 * other.lent() / other.demand())
                : "";
    }

    /** Of an autoscaler that should stay, though it can add nothing for some of the time. */
    private static String atMaximum(ScalingReport report) {
        HpaSpec spec = report.of().current();
        Outcome days = report.heldOut() == null ? null : report.heldOut().stays();
        return report.suitability() != Suitability.AS_IT_IS
                        || spec == null
                        || days == null
                        || spec.minReplicas() == spec.maxReplicas()
                        || days.atMaxSeconds() <= OFTEN * days.seconds()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; it is at its maximum of %d for %.0f %% of them, and adds nothing for what"
                                + " comes on top then: raise maxReplicas where more may come",
                        spec.maxReplicas(),
                        100 * days.atMaxSeconds() / days.seconds());
    }

    /** What was really there is none of what is replayed where no autoscaler is. */
    private static String ran(@Nullable Double replicas) {
        return replicas == null ? "" : String.format(Locale.ROOT, "; %.1f really ran", replicas);
    }

    private static String why(Suitability suitability, ScalingReport report) {
        ScalingCase of = report.of();
        return switch (suitability) {
            case SUITED ->
                    "scaled by its load it costs less than any number of replicas that stays and is"
                            + " no fuller";
            case SINGLETON ->
                    "it never ran as more than one, so that nobody knows whether its load can be"
                            + " shared: run two, and see";
            case STATEFUL -> "its pods hold data, which moves when they come and go";
            case LOAD_NOT_SHARED ->
                    "its hottest replica mostly works twice as much as the others do on the mean or"
                            + " more, which an average does not see: look at how its load is shared out"
                            + " first";
            case AS_IT_IS ->
                    of.current() == null || of.terms().allow(of.current())
                            ? "its autoscaler as it is does as well as what would have been advised"
                                    + " in its place, so that it should stay"
                            : "its autoscaler as it is does as well as what would have been advised"
                                    + " in its place: it should stay but for what its policy asks of"
                                    + " its replicas, whatever that comes to";
            case REQUEST_TOO_LOW -> requestTooLow(report.heldOut());
            case OTHER_METRICS_DECIDE ->
                    "what its autoscaler goes by beside its CPU may ask for more replicas than"
                            + " that, and what it came to on the mean is not known";
            case NO_GAIN ->
                    "its load hardly changes, so that a number of replicas that stays does as well";
            case NO_CHEAPER ->
                    "its load changes, but following it costs hardly less, if at all, than a"
                            + " number of replicas that stays";
            case LEAST_SERVES ->
                    "%d replicas serve all of its load, and no autoscaler is advised to run fewer, so that a number of replicas that stays does as well"
                            .formatted(of.leastAdvised());
            case QUOTA_DECIDES ->
                    "within what its quota lets in a number of replicas that stays does as well";
            case APERIODIC ->
                    "its load changes by no time of the day, and following it costs hardly less, if"
                            + " at all, than a number of replicas that stays";
            case SCALING_DISABLED ->
                    "its autoscaler's behavior disables scaling down or up (selectPolicy Disabled),"
                            + " so that a number of replicas that stays does as well";
            case MINIMUM_DECIDES ->
                    "its autoscaler's behavior disables scaling up (selectPolicy Disabled), so that"
                            + " its minimum alone adds replicas: with that as advised it costs less"
                            + " than any number of replicas that stays and is no fuller";
            case PODS_FULL ->
                    "all its pods were nearly full, and what they lacked shows nowhere, so that"
                            + " nobody knows whether a number of replicas that stays does as well: run"
                            + " more of them, and see";
            case MAX_TOO_LOW ->
                    "all the pods that its autoscaler lets it have were nearly full, and what it"
                            + " lacked shows nowhere: its maximum should be raised"
                            + (report.advice() == null || stays(report.advice())
                                    ? ", and else it does as well as what would have been advised"
                                            + " in its place"
                                    : ", and with the rest as advised that costs less");
        };
    }

    private static String requestTooLow(@Nullable HeldOut days) {
        Outcome stays = days == null ? null : days.stays();
        if (days == null || stays == null) {
            return "its pods do more than they request, so that scaled by a share of that it would run"
                    + " more replicas than it does, and cost more: raise their requests first, to"
                    + " what is recommended where something is";
        }
        Outcome raised = days.raised();
        return String.format(
                Locale.ROOT,
                "its autoscaler as it is costs less than what would have been advised in its place"
                        + " only as its pods did %.0f %% of the demand beyond what they request:"
                        + " raise their requests first, to what is recommended where something is%s",
                100 * stays.lent() / stays.demand(),
                raised == null || raised.peakReplicas() <= stays.peakReplicas()
                        ? ""
                        : ", or its maximum to %d, which its target takes"
                                .formatted(raised.peakReplicas()));
    }

    /** Good before and after the requests change. */
    private static HpaSpec inAmounts(HpaSpec spec, double request) {
        return spec.withMetrics(
                List.of(
                        new HpaMetric.Resource(
                                HpaMetric.CPU,
                                new MetricTarget.AverageValue(
                                        Math.max(
                                                1,
                                                Math.round(
                                                        1_000
                                                                * Steering.perPod(
                                                                        spec, request)))))));
    }

    private static Settings settings(HpaSpec spec, ScalingCase of, Ceiling ceiling) {
        var today = of.today();
        double perPod = Steering.perPod(spec, of.pod().request());
        Behavior behavior = spec.behavior() == null ? Behavior.DEFAULT : spec.behavior();
        return new Settings(
                spec.minReplicas(),
                spec.maxReplicas(),
                isHeld(spec.minReplicas(), of.terms().least()) ? POLICY : null,
                ceiling.by(),
                percent(spec, of),
                today == null || today.request() == 0
                        ? null
                        : Math.round(100 * perPod / today.request()),
                Math.round(1_000 * perPod),
                of.kept().isEmpty() ? null : SIZING,
                seconds(behavior.scaleUp()),
                seconds(behavior.scaleDown()),
                select(behavior.scaleUp()),
                select(behavior.scaleDown()),
                policies(behavior.scaleUp()),
                policies(behavior.scaleDown()),
                behavior.scaleUp().tolerance(),
                behavior.scaleDown().tolerance());
    }

    private static String select(ScalingRules rules) {
        return switch (rules.select()) {
            case MAX -> "Max";
            case MIN -> "Min";
            case DISABLED -> "Disabled";
        };
    }

    /** The target, of the requests that are recommended. */
    private static int percent(HpaSpec spec, ScalingCase of) {
        double request = of.pod().request();
        return (int) Math.round(100 * Steering.perPod(spec, request) / request);
    }

    private static List<Policy> policies(ScalingRules rules) {
        return rules.policies().stream()
                .map(policy ->
                        new Policy(
                                switch (policy.type()) {
                                    case PODS -> "Pods";
                                    case PERCENT -> "Percent";
                                },
                                policy.value(),
                                policy.period().toSeconds()))
                .toList();
    }

    private static @Nullable Long seconds(ScalingRules rules) {
        return rules.stabilizationWindow() == null ? null : rules.stabilizationWindow().toSeconds();
    }

    private static String tooLittle(ScalingCase of) {
        return of.current() == null
                ? "less than half a day of its demand is known up to the last midnight (UTC), or it"
                        + " has none"
                : "less than a day and a half of its demand is known up to the last midnight (UTC),"
                        + " or it has none, and a change of its autoscaler is judged on a day that"
                        + " was not searched";
    }

    /** Settings look better on the days that they were searched on. */
    private static String unjudged(ScalingAdvice advice) {
        return advice.floorReason() == FloorReason.STAYS
                ? ""
                : ", on the days that it was searched on: too few are known to judge it on others";
    }

    private static String alongWithRequests(ScalingCase of, ScalingAdvice advice) {
        return of.retargets() && advice.floorReason() == FloorReason.STAYS
                ? "; its target has to go along with the requests that it is a share of"
                : "";
    }

    /** Of triggers that go by the clock no record says how many replicas they ask for. */
    private static String without(Around around) {
        return around.leftOut().isEmpty()
                ? ""
                : "; as it is it is replayed without its cron triggers (%s), as how many replicas they ask for is not known here"
                        .formatted(String.join(", ", around.leftOut()));
    }

    /**
     * Of an autoscaler that scaled nothing of late.
     *
     * @param from where the days of the same replay begin
     */
    private static String inactive(
            @Nullable Outcome asItIs, Instant from, ScalingCase of, Around around) {
        var inactive = around.inactive(of.asOf());
        if (asItIs == null || inactive == null) {
            return "";
        }
        Double ran = around.ran(from, of.asOf());
        return "; as it is is what it would do if it scaled, which it does not (ScalingActive is False, %s%s)%s: see what is found of it"
                .formatted(
                        inactive.reason(),
                        inactive.since() == null ? "" : ", since " + inactive.since(),
                        ran == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, ", and %.1f replicas ran on these days", ran));
    }

    /**
     * What bounds a maximum.
     *
     * @param by the word on the wire; null where nothing does
     */
    private record Ceiling(int most, @Nullable String by) {
        static final Ceiling NONE = new Ceiling(Integer.MAX_VALUE, null);
    }

    private static boolean stays(ScalingAdvice advice) {
        return advice.floorReason() == FloorReason.STAYS;
    }

    /**
     * @param stays whether the settings are those that the autoscaler has, and not searched
     */
    private static Ceiling ceiling(ScalingReport report, HpaSpec spec, boolean stays, Most room) {
        return Stream.of(
                        new Ceiling(quota(report, stays, room), QUOTA),
                        new Ceiling(report.of().terms().most(), POLICY),
                        new Ceiling(nodes(report, spec, stays, room), NODES))
                .filter(each -> each.most() <= spec.maxReplicas())
                .min(Comparator.comparingInt(Ceiling::most))
                .orElse(Ceiling.NONE);
    }

    /** They may let in fewer than when it was searched; what stays is not searched. */
    private static int quota(ScalingReport report, boolean stays, Most room) {
        return stays ? Most.UNLIMITED.then() : Math.min(room.then(), report.of().most().then());
    }

    /**
     * A maximum is there to stop a runaway, and where nodes are added as pods wait, those that
     * there are say little: so they lower it to some times what the days came to, and one that an
     * autoscaler has already not at all.
     */
    private static int nodes(ScalingReport report, HpaSpec spec, boolean stays, Most room) {
        HpaSpec current = report.of().current();
        if (stays && current != null && current.maxReplicas() >= spec.maxReplicas()) {
            return Most.UNLIMITED.nodes();
        }
        return Math.max(
                stays && current != null ? current.maxReplicas() : 1,
                Math.max(room.nodes(), Math.min(report.asked(), MANY) * BEYOND_NODES));
    }

    private static boolean isHeld(int min, @Nullable Integer least) {
        return least != null && min == least;
    }

    /** A maximum that is none of those that are held, and not the one that there is. */
    private static String raised(HpaSpec spec, ScalingReport report) {
        HpaSpec current = report.of().current();
        return current == null
                        || spec.maxReplicas() <= current.maxReplicas()
                        || report.suitability() == Suitability.MAX_TOO_LOW
                ? ""
                : "; its maximum should be %d, as the days came to %d replicas and it is %d"
                        .formatted(spec.maxReplicas(), report.asked(), current.maxReplicas());
    }

    private static String heldByPolicy(HpaSpec spec, ScalingCase of) {
        StringBuilder held = new StringBuilder();
        if (isHeld(spec.minReplicas(), of.terms().least())) {
            held.append(
                    "; its minimum is held at %d by policy %s"
                            .formatted(spec.minReplicas(), PolicyKey.MIN_REPLICAS.word()));
        }
        if (spec.maxReplicas() == of.terms().most()) {
            held.append(
                    "; its maximum is held at %d by policy %s"
                            .formatted(spec.maxReplicas(), PolicyKey.MAX_REPLICAS.word()));
        }
        return held.toString();
    }

    /** Whoever has a maximum above what the nodes hold is told so by lint. */
    private static String heldByNodes(
            HpaSpec spec, ScalingAdvice advice, Ceiling ceiling, Most room) {
        boolean said = !stays(advice) || ceiling.by() != null;
        if (said && spec.maxReplicas() > room.nodes()) {
            return "; its maximum is %d, and since midnight (UTC) the nodes once had room for %d: see that nodes can be added"
                    .formatted(spec.maxReplicas(), room.nodes());
        }
        return NODES.equals(ceiling.by())
                ? "; its maximum is held at %d, for which the nodes have had room since midnight (UTC)"
                        .formatted(spec.maxReplicas())
                : "";
    }

    /** Of quotas that let in less than the days with the same advice would have come to. */
    private static String shortOf(ScalingReport report, Most room) {
        int most = quota(report, false, room);
        return report.asked() <= most
                ? ""
                : "; its quota lets in %d replicas, and without it these days come to %d"
                        .formatted(most, report.asked());
    }

    /** Of a maximum that should stay as if nothing were wrong with it. */
    private static String aboveQuota(ScalingReport report, @Nullable HpaSpec spec, Around around) {
        CapacityChecks.Tightest quota = around.quota();
        return (report.suitability() != Suitability.AS_IT_IS
                                && report.suitability() != Suitability.REQUEST_TOO_LOW)
                        || spec == null
                        || quota == null
                        || spec.maxReplicas() <= quota.scarcest().pods()
                ? ""
                : "; its maximum is %d, and quota %s has %s for %d: raise the quota, or lower the maximum"
                        .formatted(
                                spec.maxReplicas(),
                                quota.quota(),
                                quota.scarcest().line(),
                                quota.scarcest().pods());
    }

    private static String byTheTimeOfTheDay(ScalingAdvice advice, HpaSpec spec, ScalingCase of) {
        FloorSchedule floor = advice.floor();
        if (floor != null && new Scheduled(spec, floor).steps().isEmpty()) {
            return "; by the schedule of its minimum (%s) that is %d all day, so that nothing has to set it before the next midnight UTC"
                    .formatted(of.terms().zone(), spec.minReplicas());
        }
        return switch (advice.floorReason()) {
            case HELPS ->
                    "; its minimum should follow the time of the day (%s, anew each midnight UTC), which a target of %d %% counts on: without a schedule it should be %d %%, and the minimum %d"
                            .formatted(
                                    of.terms().zone(),
                                    percent(advice.spec(), of),
                                    percent(advice.alone(), of),
                                    advice.alone().minReplicas());
            case TOO_FEW_DAYS ->
                    "; too few days are known to try whether its minimum should follow the time of"
                            + " the day";
            case FORECAST_NO_BETTER_THAN_NAIVE ->
                    "; its minimum should not follow the time of the day, which foretells no more"
                            + " than the day before or no clock at all";
            case NO_GAIN ->
                    "; its minimum should not follow the time of the day, as it does as well"
                            + " without";
            case NO_GAIN_A_WEEK_AGO ->
                    "; its minimum should not follow the time of the day on the day that begins, as"
                            + " that would not have helped a week ago"
                            + ", though it does on others";
            case STAYS ->
                    floor == null
                            ? ""
                            : "; the schedule of its minimum (%s) should be taken anew each midnight UTC"
                                    .formatted(of.terms().zone());
        };
    }

    private static Step step(FloorSchedule.Step step, int most) {
        return new Step(
                time(step.fromSeconds()), time(step.toSeconds()), Math.min(step.replicas(), most));
    }

    private static String time(int second) {
        return String.format(Locale.ROOT, "%02d:%02d", second / 3_600, second % 3_600 / 60);
    }
}
