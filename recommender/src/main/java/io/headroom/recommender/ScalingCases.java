package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.scale.advice.Price;
import io.headroom.recommender.scale.advice.ScalingCase;
import io.headroom.recommender.scale.advice.ScalingHold;
import io.headroom.recommender.scale.advice.Suitability;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.Retargeting;
import io.headroom.recommender.scale.joint.Steering;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.lint.Unevenness;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.PodShape;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** From what is known of a workload to the case that its scaling is. Pure. */
final class ScalingCases {
    /** Kinds whose number of pods an autoscaler can set, beside whatever one already names. */
    private static final Set<String> SCALABLE =
            Set.of(
                    "Deployment.apps",
                    "StatefulSet.apps",
                    "ReplicaSet.apps",
                    "Rollout.argoproj.io",
                    "DeploymentConfig.apps.openshift.io");

    /** A pod that is Ready later than that was Ready before, and ceased to be. */
    private static final Duration LONGEST_START = Duration.ofMinutes(30);

    private static final double MILLI = 1_000;

    private ScalingCases() {}

    /** What came of it. */
    sealed interface Read {
        /**
         * It may be advised.
         *
         * @param autoscaler the one that it has; null for none
         */
        record Known(@Nullable AutoscalerState autoscaler, ScalingCase of, Demand demand)
                implements Read {}

        /**
         * Nothing is said of it.
         *
         * @param message one sentence: what is, and the way out
         */
        record Held(ScalingHold code, String message, Instant asOf) implements Read {}
    }

    /**
     * Everything that goes in.
     *
     * @param shape what its pods are made of
     * @param autoscalers all that scale it
     * @param recommended null where nothing is, or it does not matter
     */
    record Facts(
            WorkloadRef workload,
            KnownUsage usage,
            PodShape shape,
            List<PodState> pods,
            List<AutoscalerState> autoscalers,
            Policy policy,
            @Nullable Recommendation recommended) {
        Facts {
            pods = List.copyOf(pods);
            autoscalers = List.copyOf(autoscalers);
        }
    }

    /** The case as of the last midnight; empty for what nobody scales, and no autoscaler could. */
    static Optional<Read> read(Facts facts) {
        if (facts.autoscalers().isEmpty() && !SCALABLE.contains(facts.workload().qualifiedKind())) {
            return Optional.empty();
        }
        Instant midnight = DecidedHistory.decidedAt(facts.usage().asOf());
        if (facts.policy().exclusion("").isPresent()) {
            return held(ScalingHold.EXCLUDED, "its policy says that it is left as it is", midnight);
        }
        if (facts.autoscalers().size() > 1) {
            return held(
                    ScalingHold.SEVERAL_AUTOSCALERS,
                    "%d autoscalers scale it: delete all but one"
                            .formatted(facts.autoscalers().size()),
                    midnight);
        }
        AutoscalerState autoscaler =
                facts.autoscalers().isEmpty() ? null : facts.autoscalers().getFirst();
        HpaSpec spec = null;
        if (autoscaler != null) {
            switch (SpecReader.read(autoscaler)) {
                case SpecReader.Read.Known(var known) -> spec = known;
                case SpecReader.Read.Unusable(var findings) -> {
                    return held(
                            ScalingHold.UNUSABLE_SETTINGS, findings.getFirst().message(), midnight);
                }
            }
            spec = byCpuOfPods(spec, facts.shape()).orElse(null);
            if (spec == null) {
                return held(
                        ScalingHold.OTHER_METRICS,
                        "autoscaler %s goes by more than the CPU of its pods, and of that no past is known to replay"
                                .formatted(autoscaler.name()),
                        midnight);
            }
        }
        Optional<ReplayedPod> today = pod(facts, midnight);
        Optional<ReplayedPod> then = recommended(facts, midnight);
        if (then.isEmpty()) {
            return held(
                    ScalingHold.REQUEST_MISSING,
                    "a container of its pods requests no CPU, so that there is no utilization to scale by: follow the recommended requests first",
                    midnight);
        }
        Demand demand = Demand.ofRing(facts.usage().cpuDemand()).until(midnight);
        if (demand.isEmpty()) {
            return held(
                    ScalingHold.TOO_LITTLE_HISTORY,
                    "nothing of it is known before the last midnight (UTC): there is advice once a day has ended",
                    midnight);
        }
        return Optional.of(
                new Read.Known(
                        autoscaler,
                        new ScalingCase(
                                midnight,
                                demand.hashCode(),
                                spec,
                                today.orElse(null),
                                then.get(),
                                suitability(facts, midnight),
                                Price.of(facts.policy().risk()),
                                spec == null || today.isEmpty()
                                        ? List.of()
                                        : kept(facts, spec, today.get(), then.get())),
                        demand));
    }

    /**
     * The metrics that sizing leaves an autoscaler. A request that is sized by use follows what its
     * pods should use, so that a target searched as a share of it would be searched anew for each
     * request that it leads to; so the amount stays, and the share is what comes of it. Searched is
     * what does not decide how many pods run, and what no request follows.
     */
    private static List<HpaMetric> kept(
            Facts facts, HpaSpec spec, ReplayedPod today, ReplayedPod then) {
        Recommendation recommended = facts.recommended();
        if (recommended == null || sized(recommended).isEmpty()) {
            return List.of();
        }
        Instant asOf = facts.usage().asOf();
        Demand lately = JointSizing.lately(facts.usage(), DecidedHistory.decidedAt(asOf), asOf);
        HpaSpec kept = Retargeting.keepingUsage(spec, today.request(), then.request());
        boolean decides =
                !Retargeting.isBeyond(Steering.perPod(kept, then.request()), then.request())
                        && Steering.steers(lately, today, spec, ControllerSettings.DEFAULT);
        return recommended.retarget() != null || decides ? kept.metrics() : List.of();
    }

    private static Optional<Read> held(ScalingHold code, String message, Instant asOf) {
        return Optional.of(new Read.Held(code, message, asOf));
    }

    /**
     * An autoscaler that goes by what its pods use of CPU and by nothing else. One container alone
     * in its pod is the pod.
     */
    static Optional<HpaSpec> byCpuOfPods(HpaSpec spec, PodShape shape) {
        boolean alone = longRunning(shape).size() == 1;
        List<HpaMetric> metrics =
                spec.metrics().stream()
                        .map(metric ->
                                alone
                                                && metric
                                                        instanceof
                                                        HpaMetric.ContainerResource(
                                                                _,
                                                                String name,
                                                                var target)
                                        ? new HpaMetric.Resource(name, target)
                                        : metric)
                        .toList();
        return metrics.stream()
                        .allMatch(metric ->
                                metric instanceof HpaMetric.Resource(String name, _)
                                        && name.equals(HpaMetric.CPU))
                ? Optional.of(spec.withMetrics(metrics))
                : Optional.empty();
    }

    private static List<ContainerSpec> longRunning(PodShape shape) {
        return shape.containers().stream()
                .filter(container -> container.type().longRunning())
                .toList();
    }

    /**
     * What each of its pods is. One without a limit serves as much as a pod was seen to use in a
     * window, and its request at least: more may be there, and nobody promised it.
     *
     * @return empty where a container requests nothing
     */
    static Optional<ReplayedPod> pod(Facts facts, Instant midnight) {
        return pod(facts, midnight, UnaryOperator.identity());
    }

    /** The same with the requests and limits that are recommended. */
    private static Optional<ReplayedPod> recommended(Facts facts, Instant midnight) {
        Map<String, ContainerRecommendation> sized = sized(facts.recommended());
        return pod(
                facts,
                midnight,
                container -> {
                    ContainerRecommendation advised = sized.get(container.name());
                    return advised == null ? container : then(container, advised);
                });
    }

    /** The containers whose CPU is sized, by their names. */
    private static Map<String, ContainerRecommendation> sized(
            @Nullable Recommendation recommended) {
        Map<String, ContainerRecommendation> sized = new HashMap<>();
        if (recommended != null) {
            recommended.containers().stream()
                    .filter(each -> targetOf(each) != null)
                    .forEach(each -> sized.put(each.name(), each));
        }
        return sized;
    }

    private static @Nullable Resources targetOf(ContainerRecommendation container) {
        return container.advice() instanceof Advice.Resize resize && resize.target().cpu() != null
                ? resize.target()
                : null;
    }

    private static ContainerSpec then(ContainerSpec container, ContainerRecommendation advised) {
        Resources target = targetOf(advised);
        Resources limits = advised.targetLimits();
        return new ContainerSpec(
                container.name(),
                container.type(),
                target == null ? container.requests() : target,
                limits == null ? container.limits() : limits);
    }

    private static Optional<ReplayedPod> pod(
            Facts facts, Instant midnight, UnaryOperator<ContainerSpec> as) {
        List<ContainerSpec> containers = longRunning(facts.shape());
        double request = 0;
        double limit = 0;
        boolean limited = true;
        for (ContainerSpec container : containers.stream().map(as).toList()) {
            Cpu own = container.requests().cpu();
            Cpu most = container.limits().cpu();
            if (own == null || own.millicores() == 0) {
                return Optional.empty();
            }
            request += own.millicores();
            limited &= most != null && most.millicores() > 0;
            limit += most == null ? 0 : most.millicores();
        }
        if (containers.isEmpty()) {
            return Optional.empty();
        }
        double capacity = limited ? limit / MILLI : mostOfAPod(facts.usage(), midnight);
        return Optional.of(
                new ReplayedPod(
                        request / MILLI,
                        Math.max(request / MILLI, capacity),
                        readinessDelay(facts.pods())));
    }

    /** The most that its pods used in a window on the mean, in cores. */
    private static double mostOfAPod(KnownUsage usage, Instant midnight) {
        Ring demand = usage.cpuDemand();
        double most = 0;
        long end = Windows.indexOf(midnight);
        for (int i = 0; i < demand.length() && demand.firstWindow() + i < end; i++) {
            double cores = demand.amount(i, ByteScale.CPU_CORES);
            double pods =
                    usage.readyReplicas().amountAt(demand.firstWindow() + i, ByteScale.REPLICAS);
            // a pod that comes or goes within the window uses what the mean number hides
            if (pods >= 1 && cores / pods > most) {
                most = cores / pods;
            }
        }
        return most;
    }

    /**
     * The median over its pods of the time from being made to being Ready, in whole syncs of the
     * controller: less makes no difference to it. Of one that was Ready before, that is not known.
     */
    private static Duration readinessDelay(Collection<PodState> pods) {
        List<Duration> delays =
                pods.stream()
                        .flatMap(pod ->
                                Optional.ofNullable(pod.readySince())
                                        .map(since -> Duration.between(pod.createdAt(), since))
                                        .stream())
                        .filter(delay -> !delay.isNegative() && delay.compareTo(LONGEST_START) <= 0)
                        .sorted()
                        .toList();
        if (delays.isEmpty()) {
            return ControllerSettings.DEFAULT.initialReadinessDelay();
        }
        long sync = ControllerSettings.DEFAULT.syncPeriod().toSeconds();
        return Duration.ofSeconds(
                sync * Math.ceilDiv(delays.get((delays.size() - 1) / 2).toSeconds(), sync));
    }

    private static Suitability.Facts suitability(Facts facts, Instant midnight) {
        Ring replicas = facts.usage().readyReplicas();
        double most = 0;
        long end = Windows.indexOf(midnight);
        for (int i = 0; i < replicas.length() && replicas.firstWindow() + i < end; i++) {
            double ready = replicas.amount(i, ByteScale.REPLICAS);
            most = Double.isNaN(ready) ? most : Math.max(most, ready);
        }
        double unevenness = 0;
        for (ContainerProfile profile : facts.usage().profiles()) {
            unevenness =
                    Math.max(
                            unevenness,
                            Unevenness.of(profile, replicas, midnight.minus(Windows.LENGTH)));
        }
        return new Suitability.Facts(
                facts.workload().kind().equals("StatefulSet"), most, unevenness);
    }
}
