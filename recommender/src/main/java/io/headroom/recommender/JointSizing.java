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
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** All that a plan is made of. */
    private record Asked(
            int demandHash, ReplayedPod pod, HpaSpec spec, double request, Limits limits) {

        /** Whether it is the same but for how soon pods are ready, of which some come and go. */
        boolean isLike(Asked other) {
            return equals(
                    new Asked(
                            other.demandHash,
                            other.pod.readyAfter(pod.readinessDelay()),
                            other.spec,
                            other.request,
                            other.limits));
        }
    }

    /**
     * What was made of it.
     *
     * @param targets what becomes of the autoscaler's under this plan
     */
    private record Made(Asked asked, Targets targets, JointPlan plan) {

        /**
         * Where a target decides nothing, it need not change along; what else then is amiss with it
         * is for the advice on scaling.
         */
        static Made of(Asked asked, Demand demand) {
            if (!Steering.steers(demand, asked.pod(), asked.spec(), ControllerSettings.DEFAULT)) {
                Made staying = of(asked, demand, Targets.STAY);
                if (staying.plan() instanceof JointPlan.Together) {
                    return staying;
                }
            }
            Made moving = of(asked, demand, Targets.KEEP_USAGE);
            return moving.plan() instanceof JointPlan.MemoryAlone(JointPlan.Reason reason, _)
                            && reason == JointPlan.Reason.MORE_REPLICAS
                    ? of(asked, demand, Targets.KEEP_AMOUNT)
                    : moving;
        }

        private static Made of(Asked asked, Demand demand, Targets targets) {
            return new Made(
                    asked,
                    targets,
                    new JointPlanner(ControllerSettings.DEFAULT, asked.limits(), targets)
                            .plan(demand, asked.pod(), asked.spec(), asked.request()));
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
                        metric.name().equals(resource)
                                && (metric.type().equals("Resource")
                                        || metric.type().equals("ContainerResource"))
                                && metric.targetType().equals("Utilization"));
    }

    private Sized together(
            ScalingCases.Facts facts,
            AutoscalerState whole,
            List<ContainerRecommendation> containers,
            Instant asOf) {
        AutoscalerState autoscaler = CronTriggers.leftOutOf(whole);
        Instant midnight = DecidedHistory.decidedAt(asOf);
        Optional<ReplayedPod> pod = ScalingCases.pod(facts, midnight);
        if (pod.isEmpty()) {
            // without requests the autoscaler does nothing: they are what it lacks
            return new Sized(containers, null);
        }
        Change change = Change.of(facts.shape().containers(), containers);
        if (!change.changes() || facts.wholeRequest() != null) {
            return new Sized(containers, null);
        }
        String name = autoscaler.name();
        HpaSpec spec =
                SpecReader.read(autoscaler) instanceof SpecReader.Read.Known(var known)
                        ? CpuPart.of(known, facts.shape())
                                .filter(part -> part.scope().equals(Scope.POD))
                                .map(CpuPart::spec)
                                .orElse(null)
                        : null;
        if (spec == null) {
            return heldCpu(
                    containers,
                    "autoscaler %s goes by the CPU request and by what no replay can tell, or by settings that nobody can: give it an averageValue"
                            .formatted(name));
        }
        Demand demand = lately(facts.usage(), midnight, asOf);
        if (demand.isEmpty()
                || demand.end(demand.size() - 1) - demand.start(0) < LEAST_REHEARSED.toSeconds()) {
            return heldCpu(
                    containers,
                    "autoscaler %s goes by the CPU request, and less than half a day is known to replay what a change would do"
                            .formatted(name));
        }
        Asked asked = new Asked(demand.hashCode(), pod.get(), spec, change.to(), change.limits());
        Made before = made.get(facts.workload());
        Made now = before != null && before.asked().isLike(asked) ? before : Made.of(asked, demand);
        made.put(facts.workload(), now);
        return switch (now.plan()) {
            case JointPlan.Together _ when now.targets() == Targets.STAY ->
                    new Sized(
                            because(
                                    containers,
                                    "autoscaler %s goes by the CPU request, but its target decides nothing, as it is mostly at its maximum or its pods are full before they come to it: so the request may change without it, and advice on its scaling says what it should be set to"
                                            .formatted(name)),
                            null);
            case JointPlan.Together plan -> {
                List<AutoscalerState.Metric> metrics = metrics(autoscaler, plan.spec());
                yield new Sized(
                        because(
                                containers,
                                "autoscaler %s goes by the CPU request and has to change along with it, to %s, so that it runs as many replicas as now"
                                        .formatted(name, words(plan.spec()))),
                        new Retarget(name, metrics));
            }
            case JointPlan.MemoryAlone(JointPlan.Reason reason, _) ->
                    heldCpu(
                            containers,
                            switch (reason) {
                                case SPIRAL ->
                                        "autoscaler %s goes by the CPU request: replayed, each change of the one asks for another of the other (spiral)"
                                                .formatted(name);
                                case MORE_UNSERVED ->
                                        "autoscaler %s goes by the CPU request: replayed, more of the demand would not be served than now (more_unserved)"
                                                .formatted(name);
                                case MORE_REPLICAS ->
                                        "autoscaler %s goes by the CPU request: replayed, it would run more replicas than now whatever it is set to, or be at its maximum (more_replicas)"
                                                .formatted(name);
                            });
        };
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
     * @param from cores requested now
     * @param to cores requested then
     */
    private record Change(double from, double to, Limits limits) {

        boolean changes() {
            return from != to;
        }

        static Change of(List<ContainerSpec> shape, List<ContainerRecommendation> containers) {
            double from = 0;
            double to = 0;
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
                Cpu limit = spec.limits().cpu();
                follow |= limit != null && limits != null && !limit.equals(limits.cpu());
            }
            return new Change(from / 1_000, to / 1_000, follow ? Limits.FOLLOW : Limits.STAY);
        }
    }

    /** The metrics of the object, each with its new target. */
    private static List<AutoscalerState.Metric> metrics(AutoscalerState autoscaler, HpaSpec spec) {
        List<AutoscalerState.Metric> metrics = new ArrayList<>();
        for (int i = 0; i < spec.metrics().size(); i++) {
            AutoscalerState.Metric was = autoscaler.metrics().get(i);
            MetricTarget target = spec.metrics().get(i).target();
            metrics.add(
                    new AutoscalerState.Metric(
                            was.type(),
                            was.name(),
                            was.container(),
                            switch (target) {
                                case MetricTarget.Utilization _ -> "Utilization";
                                case MetricTarget.AverageValue _ -> "AverageValue";
                                case MetricTarget.Value _ -> "Value";
                            },
                            switch (target) {
                                case MetricTarget.Utilization(int percent) -> percent;
                                case MetricTarget.AverageValue(long milli) -> milli / 1_000.0;
                                case MetricTarget.Value(long milli) -> milli / 1_000.0;
                            },
                            was.object(),
                            was.selector()));
        }
        return metrics;
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
        return new Sized(held(containers, Part.CPU, message), null);
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
            List<ContainerRecommendation> containers, String message) {
        return changed(
                containers,
                Part.CPU,
                container ->
                        container.advice() instanceof Advice.Resize resize
                                ? container.with(resize.because(Reason.Code.AUTOSCALER, message))
                                : container);
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
