package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Retarget;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.joint.JointPlan;
import io.headroom.recommender.scale.joint.JointPlanner;
import io.headroom.recommender.scale.joint.JointPlanner.Limits;
import io.headroom.recommender.scale.joint.JointPlanner.Targets;
import io.headroom.recommender.scale.joint.Steering;
import io.headroom.recommender.scale.lint.Lint;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.EachPod;
import io.headroom.recommender.scale.replay.FinerDemand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes requests only together with the autoscaler that goes by them, and only where a replay of
 * the last week shows that both come to rest and serve no less. Remembers its latest plan of each
 * workload, which depends on nothing else; not thread-safe.
 */
final class JointSizing {
    /** What is rehearsed; the whole ring would take twice as long. */
    private static final Duration REHEARSED = Duration.ofDays(7);

    private static final Duration LEAST_REHEARSED = Duration.ofHours(12);
    private static final int MOST_REMEMBERED = 20_000;

    private final Map<WorkloadRef, Made> made =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<WorkloadRef, Made> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            };

    /**
     * All that a plan is made of.
     *
     * @param running the autoscaler as it is
     * @param allowed the same as far as its policy lets it: what is advised of its replicas is that
     * @param then a pod as it is advised
     * @param limits what becomes of its limit if its request then moves again
     */
    private record Asked(
            int demandHash,
            ReplayedPod pod,
            Phase running,
            Phase allowed,
            ReplayedPod then,
            Limits limits) {

        /** Whether it is the same but for how soon pods are ready, of which some come and go. */
        boolean isLike(Asked other) {
            return equals(
                    new Asked(
                            other.demandHash,
                            other.pod.readyAfter(pod.readinessDelay()),
                            other.running,
                            other.allowed,
                            other.then.readyAfter(pod.readinessDelay()),
                            other.limits));
        }
    }

    /**
     * What was made of it.
     *
     * @param targets what becomes of the autoscaler's under this plan
     * @param running the autoscaler that it was rehearsed with last
     */
    private record Made(Asked asked, Targets targets, Phase running, JointPlan plan) {

        /**
         * No plan where what else the autoscaler goes by may ask for more replicas than its CPU
         * does, now or with the plan: then a replay of the CPU shows nothing.
         */
        static Made of(Asked asked, Demand demand, Map<HpaMetric, EachPod> others) {
            if (Steering.othersDecide(
                    others, demand, asked.pod(), asked.running(), ControllerSettings.DEFAULT)) {
                return unknown(asked);
            }
            Made made = of(asked, demand);
            return made.plan() instanceof JointPlan.Together together
                            && Steering.othersDecide(
                                    others,
                                    demand,
                                    asked.then(),
                                    new Phase(
                                            asked.running().fromSeconds(),
                                            together.spec(),
                                            asked.running().floor()),
                                    ControllerSettings.DEFAULT)
                    ? unknown(asked)
                    : made;
        }

        private static Made unknown(Asked asked) {
            return new Made(
                    asked,
                    Targets.STAY,
                    asked.running(),
                    new JointPlan.MemoryAlone(JointPlan.Reason.OTHER_METRICS, List.of()));
        }

        /**
         * Both have to be good for the autoscaler as it is, which somebody may leave so, and for
         * what is advised to those who ask for other numbers of replicas.
         */
        private static Made of(Asked asked, Demand demand) {
            Made asItIs = asItIs(asked, demand);
            if (asItIs.plan() instanceof JointPlan.MemoryAlone
                    || asked.allowed().equals(asked.running())) {
                return asItIs;
            }
            Made allowed = of(asked, demand, asked.allowed(), asItIs.targets());
            return allowed.plan() instanceof JointPlan.MemoryAlone ? allowed : asItIs;
        }

        /**
         * Where a target decides nothing, it need not change along; what else then is amiss with it
         * is for the advice on scaling.
         */
        private static Made asItIs(Asked asked, Demand demand) {
            if (!Steering.steers(
                    demand, asked.pod(), asked.running(), ControllerSettings.DEFAULT)) {
                Made staying = of(asked, demand, asked.running(), Targets.STAY);
                if (staying.plan() instanceof JointPlan.Together) {
                    return staying;
                }
            }
            Made moving = of(asked, demand, asked.running(), Targets.KEEP_USAGE);
            return moving.plan() instanceof JointPlan.MemoryAlone(JointPlan.Reason reason, _)
                            && reason == JointPlan.Reason.MORE_REPLICAS
                    ? of(asked, demand, asked.running(), Targets.KEEP_AMOUNT)
                    : moving;
        }

        private static Made of(Asked asked, Demand demand, Phase running, Targets targets) {
            JointPlan plan =
                    new JointPlanner(ControllerSettings.DEFAULT, asked.limits(), targets)
                            .plan(demand, asked.pod(), running, asked.then());
            return new Made(
                    asked,
                    targets,
                    running,
                    plan instanceof JointPlan.Together together
                                    && servesLess(
                                            asked,
                                            FinerDemand.of(demand),
                                            running,
                                            new Phase(
                                                    running.fromSeconds(),
                                                    together.spec(),
                                                    running.floor()))
                            ? new JointPlan.MemoryAlone(
                                    JointPlan.Reason.MORE_UNSERVED, together.rounds())
                            : plan);
        }

        /** Of what windows hide, for which a limit that goes down may have been the room. */
        private static boolean servesLess(Asked asked, Demand finer, Phase now, Phase then) {
            Outcome before = new Replay(finer, asked.pod(), ControllerSettings.DEFAULT).run(now);
            Outcome after = new Replay(finer, asked.then(), ControllerSettings.DEFAULT).run(then);
            return after.unservedRatio() > JointPlanner.mostUnserved(before);
        }
    }

    /**
     * What came of it.
     *
     * @param containers with parts of their targets taken back where they have to stay
     * @param retarget null where the autoscaler stays as it is
     */
    record Sized(List<ContainerRecommendation> containers, @Nullable Retarget retarget) {
        Sized {
            containers = List.copyOf(containers);
        }
    }

    /** Fits the advice for the containers and the autoscalers of a workload to one another. */
    Sized apply(ScalingCases.Facts facts, List<ContainerRecommendation> containers, Instant asOf) {
        List<ContainerRecommendation> sized = containers;
        for (AutoscalerState autoscaler : facts.autoscalers()) {
            if (goesByRequestsOf(HpaMetric.MEMORY, autoscaler)) {
                sized =
                        held(
                                sized,
                                Part.MEMORY,
                                "autoscaler %s goes by the memory request, and of memory no replay tells what would become of its replicas: give it an averageValue"
                                        .formatted(autoscaler.name()));
            }
        }
        List<AutoscalerState> ofCpu =
                facts.autoscalers().stream()
                        .filter(each -> goesByRequestsOf(HpaMetric.CPU, each))
                        .toList();
        if (ofCpu.isEmpty()) {
            return new Sized(sized, null);
        }
        return ofCpu.size() == 1
                ? together(facts, ofCpu.getFirst(), sized, asOf)
                : new Sized(
                        held(
                                sized,
                                Part.CPU,
                                "%d autoscalers go by the CPU request: delete all but one"
                                        .formatted(ofCpu.size())),
                        null);
    }

    private static boolean goesByRequestsOf(String resource, AutoscalerState autoscaler) {
        return autoscaler.metrics().stream()
                .anyMatch(metric ->
                        isOfPods(resource, metric) && metric.targetType().equals("Utilization"));
    }

    static boolean isOfPods(String resource, AutoscalerState.Metric metric) {
        return metric.name().equals(resource)
                && (metric.type().equals("Resource") || metric.type().equals("ContainerResource"));
    }

    private Sized together(
            ScalingCases.Facts all,
            AutoscalerState autoscaler,
            List<ContainerRecommendation> containers,
            Instant asOf) {
        String name = autoscaler.name();
        Instant midnight = DecidedHistory.decidedAt(asOf);
        HpaSpec spec =
                SpecReader.read(CronTriggers.leftOutOf(autoscaler))
                                instanceof SpecReader.Read.Known(var known)
                        ? known
                        : null;
        Optional<CpuPart> part = spec == null ? Optional.empty() : CpuPart.of(spec, all.shape());
        if (part.isEmpty()) {
            return ScalingCases.pod(all, Scope.POD, midnight).isEmpty()
                            || !Change.of(all.shape().containers(), containers).changes()
                            || all.wholeRequest() != null
                    ? new Sized(containers, null)
                    : heldCpu(
                            containers,
                            spec == null
                                    ? "autoscaler %s goes by the CPU request and has settings that nobody can go by: correct them, or give it an averageValue"
                                            .formatted(name)
                                    : "autoscaler %s goes by the CPU request and by %s, of which no replay can tell: give it an averageValue"
                                            .formatted(name, untold(spec)));
        }
        Scope scope = part.get().scope();
        ScalingCases.Facts facts = all.of(scope);
        Optional<ReplayedPod> pod = ScalingCases.pod(all, scope, midnight);
        if (pod.isEmpty()) {
            // without requests the autoscaler does nothing: they are what it lacks
            return new Sized(containers, null);
        }
        Change change = Change.of(facts.shape().containers(), containers);
        Optional<ReplayedPod> then = ScalingCases.advised(all, scope, containers, midnight);
        if (!change.changes() || then.isEmpty() || facts.wholeRequest() != null) {
            return new Sized(containers, null);
        }
        Demand demand = lately(facts.usage(), midnight, asOf);
        if (demand.isEmpty()
                || demand.end(demand.size() - 1) - demand.start(0) < LEAST_REHEARSED.toSeconds()) {
            return held(
                    containers,
                    scope,
                    "autoscaler %s goes by the CPU request, and less than half a day is known to replay what a change would do"
                            .formatted(name));
        }
        Phase running = facts.running(part.get().spec());
        Optional<Map<HpaMetric, EachPod>> others = OtherMetrics.of(scope.others(), all, demand);
        if (others.isEmpty()) {
            return held(
                    containers,
                    scope,
                    "autoscaler %s goes by the CPU request and by %s, and of that nothing is known, or a container requests none: give it an averageValue of CPU"
                            .formatted(name, names(scope.others())));
        }
        Asked asked =
                new Asked(
                        31 * demand.hashCode() + others.get().hashCode(),
                        pod.get(),
                        running,
                        new Phase(
                                running.fromSeconds(),
                                facts.policy().scaling().within(running.spec()),
                                running.floor()),
                        servingAsMuchAsItsLimitLets(then.get(), pod.get()),
                        Change.of(all.shape().containers(), containers).limits());
        Made before = made.get(facts.workload());
        Made now =
                before != null && before.asked().isLike(asked)
                        ? before
                        : Made.of(asked, demand, others.get());
        made.put(facts.workload(), now);
        return switch (now.plan()) {
            case JointPlan.Together _ when now.targets() == Targets.STAY ->
                    new Sized(
                            because(
                                    containers,
                                    scope,
                                    "autoscaler %s goes by the CPU request, but its target decides nothing, as it is mostly at its maximum or its pods are full before they come to it: so the request may change without it, and advice on its scaling says what it should be set to%s"
                                            .formatted(name, asIfItScaled(autoscaler))),
                            null);
            case JointPlan.Together plan ->
                    new Sized(
                            because(
                                    containers,
                                    scope,
                                    "autoscaler %s goes by the CPU request and has to change along with it, to %s, so that it %s"
                                            .formatted(
                                                    name,
                                                    words(plan.spec()),
                                                    asManyAsNow(Lint.inactive(autoscaler)))),
                            new Retarget(
                                    name,
                                    metrics(autoscaler, plan.spec()),
                                    autoscaler.managedBy()));
            case JointPlan.MemoryAlone(JointPlan.Reason reason, _) ->
                    held(
                            containers,
                            scope,
                            "autoscaler %s goes by the CPU request%s%s"
                                    .formatted(
                                            name,
                                            switch (reason) {
                                                case SPIRAL ->
                                                        "%s: replayed, each change of the one asks for another of the other (spiral)"
                                                                .formatted(asFarAsAllowed(now));
                                                case MORE_UNSERVED ->
                                                        "%s: replayed, more of the demand would not be served than now (more_unserved)"
                                                                .formatted(asFarAsAllowed(now));
                                                case MORE_REPLICAS ->
                                                        "%s: replayed, it would run more replicas than now whatever it is set to, or be at its maximum (more_replicas)"
                                                                .formatted(asFarAsAllowed(now));
                                                case OTHER_METRICS ->
                                                        " and by %s, which may ask for more replicas than its CPU does, so that no replay can tell: give it an averageValue of CPU"
                                                                .formatted(names(scope.others()));
                                            },
                                            asIfItScaled(autoscaler)));
        };
    }

    /**
     * What some of its pods were seen to serve, or were let, they still do whatever they request,
     * as far as their limits then let them: also where one goes.
     */
    private static ReplayedPod servingAsMuchAsItsLimitLets(ReplayedPod then, ReplayedPod today) {
        return new ReplayedPod(
                then.request(),
                Math.max(then.capacity(), Math.min(today.capacity(), then.limit())),
                then.limit(),
                then.readinessDelay());
    }

    /** Of one that scales nothing, which will once its metrics come. */
    private static String asIfItScaled(AutoscalerState autoscaler) {
        AutoscalerState.Condition inactive = Lint.inactive(autoscaler);
        return inactive == null ? "" : "; it is replayed as if it scaled, " + butDoesNot(inactive);
    }

    private static String asManyAsNow(AutoscalerState.@Nullable Condition inactive) {
        return inactive == null
                ? "runs as many replicas as now"
                : "would run as many replicas as before if it scaled, " + butDoesNot(inactive);
    }

    private static String butDoesNot(AutoscalerState.Condition inactive) {
        return "which it does not (ScalingActive is False, %s)".formatted(inactive.reason());
    }

    private static String asFarAsAllowed(Made made) {
        return made.running().equals(made.asked().running())
                ? ""
                : ", as far as its policy lets it (%d to %d replicas)"
                        .formatted(
                                made.running().spec().minReplicas(),
                                made.running().spec().maxReplicas());
    }

    private static String names(List<HpaMetric> metrics) {
        return String.join(" and ", metrics.stream().map(HpaMetric::name).distinct().toList());
    }

    /** What it goes by beside the CPU of one thing. */
    private static String untold(HpaSpec spec) {
        List<HpaMetric> others =
                spec.metrics().stream()
                        .filter(metric ->
                                !metric.name().equals(HpaMetric.CPU)
                                        && !metric.name().equals(HpaMetric.MEMORY))
                        .toList();
        return others.isEmpty() ? "what is not one part of its pods" : names(others);
    }

    /** Up to the last midnight, so that a day makes one plan; before the first one, all of it. */
    static Demand lately(KnownUsage usage, Instant midnight, Instant asOf) {
        Demand all = Demand.ofRing(usage.cpuDemand());
        Demand decided = all.between(midnight.minus(REHEARSED), midnight);
        return decided.isEmpty() ? all.between(asOf.minus(REHEARSED), asOf) : decided;
    }

    /**
     * What becomes of a pod.
     *
     * @param from millicores requested now
     * @param to millicores requested then
     * @param limits those that the advice gives or changes go along with requests
     */
    private record Change(long from, long to, Limits limits) {

        boolean changes() {
            return from != to;
        }

        static Change of(List<ContainerSpec> shape, List<ContainerRecommendation> containers) {
            long from = 0;
            long to = 0;
            boolean follow = false;
            for (ContainerSpec spec : shape) {
                Cpu request = spec.requests().cpu();
                if (!spec.type().longRunning() || request == null) {
                    continue;
                }
                ContainerRecommendation advised =
                        containers.stream()
                                .filter(each -> each.name().equals(spec.name()))
                                .findFirst()
                                .orElse(null);
                Cpu target =
                        advised != null && advised.advice() instanceof Advice.Resize resize
                                ? resize.target().cpu()
                                : null;
                from += request.millicores();
                to += target == null ? request.millicores() : target.millicores();
                Resources limits = advised == null ? null : advised.targetLimits();
                follow |= limits != null && !Objects.equals(spec.limits().cpu(), limits.cpu());
            }
            return new Change(from, to, follow ? Limits.FOLLOW : Limits.STAY);
        }
    }

    /** The metrics of the object, those of CPU with their new targets. */
    private static List<AutoscalerState.Metric> metrics(AutoscalerState autoscaler, HpaSpec spec) {
        Iterator<HpaMetric> ofCpu = spec.metrics().iterator();
        return autoscaler.metrics().stream()
                .map(metric ->
                        isOfPods(HpaMetric.CPU, metric) ? with(ofCpu.next(), metric) : metric)
                .toList();
    }

    /** The same metric with another's target. */
    static AutoscalerState.Metric with(HpaMetric then, AutoscalerState.Metric was) {
        return new AutoscalerState.Metric(
                was.type(),
                was.name(),
                was.container(),
                switch (then.target()) {
                    case MetricTarget.Utilization _ -> "Utilization";
                    case MetricTarget.AverageValue _ -> "AverageValue";
                    case MetricTarget.Value _ -> "Value";
                },
                switch (then.target()) {
                    case MetricTarget.Utilization(int percent) -> percent;
                    case MetricTarget.AverageValue(long milli) -> milli / 1_000.0;
                    case MetricTarget.Value(long milli) -> milli / 1_000.0;
                },
                was.object(),
                was.selector());
    }

    private static String words(HpaSpec spec) {
        return String.join(
                " and ",
                spec.metrics().stream()
                        .map(metric ->
                                switch (metric.target()) {
                                    case MetricTarget.Utilization(int percent) ->
                                            "an averageUtilization of " + percent;
                                    case MetricTarget.AverageValue(long milli) ->
                                            "an averageValue of " + milli + "m";
                                    case MetricTarget.Value(long milli) ->
                                            "a value of " + milli + "m";
                                })
                        .toList());
    }

    private enum Part {
        CPU,
        MEMORY;

        /** The amounts without this part, or with another's. */
        Resources of(Resources amounts, Resources instead) {
            return switch (this) {
                case CPU -> new Resources(instead.cpu(), amounts.memory());
                case MEMORY -> new Resources(amounts.cpu(), instead.memory());
            };
        }

        boolean in(Resources amounts, Resources requests) {
            return switch (this) {
                case CPU -> amounts.cpu() != null && !amounts.cpu().equals(requests.cpu());
                case MEMORY ->
                        amounts.memory() != null && !amounts.memory().equals(requests.memory());
            };
        }
    }

    private static Sized heldCpu(List<ContainerRecommendation> containers, String message) {
        return held(containers, Scope.POD, message);
    }

    /** Keeps the CPU of what is in the scope; that of other containers nothing goes by. */
    private static Sized held(
            List<ContainerRecommendation> containers, Scope scope, String message) {
        return new Sized(inScope(containers, scope, part -> held(part, Part.CPU, message)), null);
    }

    private static List<ContainerRecommendation> inScope(
            List<ContainerRecommendation> containers,
            Scope scope,
            UnaryOperator<List<ContainerRecommendation>> change) {
        return scope.container() == null
                ? change.apply(containers)
                : containers.stream()
                        .map(container ->
                                container.name().equals(scope.container())
                                        ? change.apply(List.of(container)).getFirst()
                                        : container)
                        .toList();
    }

    private static List<ContainerRecommendation> held(
            List<ContainerRecommendation> containers, Part part, String message) {
        return changed(
                containers,
                part,
                container -> {
                    if (!(container.advice() instanceof Advice.Resize resize)) {
                        return container;
                    }
                    Resources limits = container.targetLimits();
                    ContainerRecommendation stays =
                            container.with(
                                    new Advice.Resize(
                                                    part.of(resize.target(), Resources.NONE),
                                                    part.of(resize.lowerBound(), Resources.NONE),
                                                    part.of(resize.upperBound(), Resources.NONE),
                                                    resize.uncappedTarget(),
                                                    resize.confidence(),
                                                    resize.samples(),
                                                    resize.reasons())
                                            .because(Reason.Code.HELD_AUTOSCALER, message));
                    return limits == null
                            ? stays
                            : stays.limited(part.of(limits, container.limits()));
                });
    }

    private static List<ContainerRecommendation> because(
            List<ContainerRecommendation> containers, Scope scope, String message) {
        return inScope(
                containers,
                scope,
                part ->
                        changed(
                                part,
                                Part.CPU,
                                container ->
                                        container.advice() instanceof Advice.Resize resize
                                                ? container.with(
                                                        resize.because(
                                                                Reason.Code.AUTOSCALER, message))
                                                : container));
    }

    /** Those whose part would change, changed; the others as they are. */
    private static List<ContainerRecommendation> changed(
            List<ContainerRecommendation> containers,
            Part part,
            UnaryOperator<ContainerRecommendation> change) {
        return containers.stream()
                .map(container ->
                        container.advice() instanceof Advice.Resize resize
                                        && part.in(resize.target(), container.requests())
                                ? change.apply(container)
                                : container)
                .toList();
    }
}
