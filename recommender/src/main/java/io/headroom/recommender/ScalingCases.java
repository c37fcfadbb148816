package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Retarget;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.scale.advice.Followed;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.Price;
import io.headroom.recommender.scale.advice.ScalingCase;
import io.headroom.recommender.scale.advice.ScalingHold;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.Suitability;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.joint.Retargeting;
import io.headroom.recommender.scale.joint.Steering;
import io.headroom.recommender.scale.lint.CapacityChecks;
import io.headroom.recommender.scale.lint.Room;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.lint.Unevenness;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.EachPod;
import io.headroom.recommender.scale.replay.FinerDemand;
import io.headroom.recommender.scale.replay.LoadShares;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
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

    /**
     * What a ring still holds of the days behind a midnight when the next one takes its place: all
     * day the case must be made of the same, as a ring that is full forgets as it goes on.
     */
    private static final Duration HELD_ALL_DAY =
            Windows.LENGTH.multipliedBy(Windows.PER_RING - 1).minus(Duration.ofHours(25));

    /** A pod that is Ready later than that was Ready before, and ceased to be. */
    private static final Duration LONGEST_START = Duration.ofMinutes(30);

    /** Advice is made once a day: what was not read for one says nothing of the present. */
    private static final Duration OLD = Duration.ofDays(1);

    /** Of what a pod without a limit was seen to use: once may be an accident. */
    private static final double SEEN_OFTEN = 0.99;

    private static final double MILLI = 1_000;

    private ScalingCases() {}

    /** What came of it. */
    sealed interface Read {
        /**
         * It may be advised.
         *
         * @param autoscaler the one that it has; null for none
         * @param means of its demand, in the windows of a ring
         * @param others the most that each pod came to in its metrics that stay as they are,
         *     likewise
         */
        record Known(
                @Nullable AutoscalerState autoscaler,
                ScalingCase of,
                Demand means,
                Map<HpaMetric, EachPod> others)
                implements Read {
            public Known {
                others = Map.copyOf(others);
            }

            /** The same of one that follows a schedule. */
            Known following(Followed followed) {
                HpaSpec current = of.current();
                return current == null
                        ? this
                        : new Known(
                                autoscaler,
                                of.following(followed.floor(), followed.unraised(current)),
                                means,
                                others);
            }

            /** Searches it, as that case; takes long. */
            ScalingReport search(ScalingCase as, ControllerSettings settings) {
                Demand demand = FinerDemand.of(means);
                return ScalingReport.search(as, demand, in(demand, others), settings);
            }
        }

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
     * @param most how many replicas there is room for
     * @param recommended null where nothing is, or it does not matter
     * @param followed what raises the minimum of its autoscaler by the time of the day; null where
     *     nothing is known to
     */
    record Facts(
            WorkloadRef workload,
            KnownUsage usage,
            PodShape shape,
            List<PodState> pods,
            List<AutoscalerState> autoscalers,
            Most most,
            Policy policy,
            @Nullable Recommendation recommended,
            @Nullable Followed followed) {
        Facts {
            pods = List.copyOf(pods);
            autoscalers = List.copyOf(autoscalers);
        }

        /** Those of one whose minimum no clock moves. */
        Facts(
                WorkloadRef workload,
                KnownUsage usage,
                PodShape shape,
                List<PodState> pods,
                List<AutoscalerState> autoscalers,
                Most most,
                Policy policy,
                @Nullable Recommendation recommended) {
            this(workload, usage, shape, pods, autoscalers, most, policy, recommended, null);
        }

        /** An autoscaler as it runs all day, for a replay. */
        Phase running(HpaSpec ofTheMoment) {
            return followed == null ? Phase.always(ofTheMoment) : followed.running(ofTheMoment);
        }

        /** The same for what of its autoscaler is the CPU of, be it one container. */
        Facts of(Scope scope) {
            return scope.container() == null ? this : of(scope.container());
        }

        /** The same for one container of each pod alone. */
        Facts of(String container) {
            return new Facts(
                    workload,
                    usage.ofContainer(container),
                    new PodShape(
                            shape.containers().stream()
                                    .filter(each -> each.name().equals(container))
                                    .toList(),
                            Resources.NONE),
                    // nothing of a pod as a whole is one container's
                    pods.stream().map(pod -> pod.withTerms(null)).toList(),
                    autoscalers,
                    most,
                    policy,
                    recommended,
                    followed);
        }

        /**
         * What its pods request of CPU as a whole, whatever their containers do; null for nothing.
         */
        @Nullable BigDecimal wholeRequest() {
            return wholeRequest(HpaMetric.CPU);
        }

        /** The same of any resource. */
        @Nullable BigDecimal wholeRequest(String resource) {
            return next().requests().get(resource);
        }

        private @Nullable BigDecimal wholeLimit() {
            return next().limits().get(HpaMetric.CPU);
        }

        private PodTerms next() {
            return Terms.next(pods.stream().filter(Room::occupies).toList(), shape);
        }
    }

    /**
     * The case as of the last midnight; empty for what nobody scales, and no autoscaler could.
     *
     * @param latest up to when usage of any workload is known
     */
    static Optional<Read> read(Facts facts, Instant latest) {
        if (facts.autoscalers().isEmpty() && !SCALABLE.contains(facts.workload().qualifiedKind())) {
            return Optional.empty();
        }
        Instant midnight = DecidedHistory.decidedAt(facts.usage().asOf());
        if (facts.policy().exclusion("").isPresent()) {
            return held(ScalingHold.EXCLUDED, "its policy says that it is left as it is", midnight);
        }
        if (facts.usage().asOf().plus(OLD).isBefore(latest)) {
            return held(
                    ScalingHold.USAGE_OLD,
                    "the latest usage of it is of %s, and that of others of %s: there is advice again once the collector reads its pods"
                            .formatted(facts.usage().asOf(), latest),
                    midnight);
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
        if (autoscaler == null) {
            return read(facts, null, null, midnight);
        }
        return switch (SpecReader.read(CronTriggers.leftOutOf(autoscaler))) {
            case SpecReader.Read.Unusable(var findings) ->
                    held(ScalingHold.UNUSABLE_SETTINGS, findings.getFirst().message(), midnight);
            case SpecReader.Read.Known(var spec) -> {
                Optional<CpuPart> part = CpuPart.of(spec, facts.shape());
                yield part.isPresent()
                        ? read(facts, autoscaler, part.get(), midnight)
                                .map(read -> following(read, facts.followed()))
                        : held(
                                ScalingHold.OTHER_METRICS,
                                "autoscaler %s does not go by the CPU of its pods, or by more than that and their memory, and of what it goes by no past is known to replay"
                                        .formatted(autoscaler.name()),
                                midnight);
            }
        };
    }

    private static Read following(Read read, @Nullable Followed followed) {
        return followed != null && read instanceof Read.Known known
                ? known.following(followed)
                : read;
    }

    private static Optional<Read> read(
            Facts all,
            @Nullable AutoscalerState autoscaler,
            @Nullable CpuPart part,
            Instant midnight) {
        Scope scope = part == null ? Scope.POD : part.scope();
        Facts facts = all.of(scope);
        boolean byAmounts = part != null && isByAmounts(part.spec());
        Optional<ReplayedPod> today =
                part == null ? pod(all, scope, midnight) : today(all, part, midnight);
        Optional<ReplayedPod> then = advised(all, scope, sizes(all.recommended()), midnight);
        if (then.isEmpty()) {
            return held(
                    ScalingHold.REQUEST_MISSING,
                    byAmounts
                            ? "a container of its pods requests no CPU and none is recommended yet:"
                                    + " its autoscaler goes by an amount and needs no request, but"
                                    + " what a replica costs is a matter of its request, so that no"
                                    + " other settings can be held against it"
                            : "a container of its pods requests no CPU, so that there is no"
                                    + " utilization to scale by: follow the recommended requests"
                                    + " first",
                    midnight);
        }
        Demand means = means(all.usage(), scope, midnight);
        if (means.isEmpty()) {
            return held(
                    ScalingHold.TOO_LITTLE_HISTORY,
                    "nothing of it is known before the last midnight (UTC): there is advice once a"
                            + " day has ended",
                    midnight);
        }
        Optional<Map<HpaMetric, EachPod>> others = OtherMetrics.of(scope.others(), all, means);
        if (others.isEmpty()) {
            return held(
                    ScalingHold.OTHER_METRICS,
                    "its autoscaler goes by memory as well, and of that nothing is known, or a"
                            + " container requests none",
                    midnight);
        }
        return Optional.of(
                new Read.Known(
                        autoscaler,
                        new ScalingCase(
                                midnight,
                                31 * means.hashCode() + others.get().hashCode(),
                                scope,
                                part == null ? null : part.spec(),
                                today.orElse(null),
                                then.get(),
                                suitability(facts, pod(all, scope, midnight), midnight),
                                Price.of(facts.policy().risk()),
                                all.most(),
                                part == null || today.isEmpty()
                                        ? List.of()
                                        : kept(facts, part.spec(), today.get(), then.get()),
                                null,
                                facts.policy().scaling()),
                        means,
                        others.get()));
    }

    /**
     * How many replicas there is room for, of pods made like the youngest.
     *
     * @param quotas those that count the namespace
     * @param room what is left on the nodes
     * @param shape what a pod is made of where there is none
     * @param volumes the claims of volumes of more pods than anybody asks for
     */
    static Most most(
            List<QuotaState> quotas,
            Room room,
            List<PodState> pods,
            PodShape shape,
            Volumes volumes,
            @Nullable Recommendation recommended) {
        List<PodState> there = pods.stream().filter(Room::occupies).toList();
        PodTerms pod = Terms.next(there, shape);
        PodTerms then = recommended == null ? pod : Terms.followed(pod, recommended);
        return new Most(
                CapacityChecks.mostByQuota(quotas, pod, there, volumes),
                CapacityChecks.mostByQuota(quotas, then, there, volumes),
                Math.min(
                        CapacityChecks.mostByNodes(
                                room,
                                Room.takenByNext(pod, shape.requests(ContainerSpec::requests)),
                                there),
                        CapacityChecks.mostByNodes(
                                room,
                                Room.takenByNext(then, shape.requests(advised(recommended))),
                                there)));
    }

    /** What each container is recommended to request; what is not stays as it is. */
    static Function<ContainerSpec, Resources> advised(@Nullable Recommendation recommended) {
        Map<String, Resources> targets = new HashMap<>();
        if (recommended != null) {
            recommended
                    .containers()
                    .forEach(container -> {
                        if (container.advice() instanceof Advice.Resize resize) {
                            targets.put(container.name(), resize.target());
                        }
                    });
        }
        return container -> {
            Resources now = container.requests();
            Resources target = targets.getOrDefault(container.name(), Resources.NONE);
            return new Resources(
                    target.cpu() == null ? now.cpu() : target.cpu(),
                    target.memory() == null ? now.memory() : target.memory());
        };
    }

    /**
     * The CPU in use over all replicas, of what is in the scope, in windows shorter than those of a
     * ring: means of five minutes hide what an autoscaler is too late for.
     */
    static Demand demand(KnownUsage usage, Scope scope, Instant until) {
        return FinerDemand.of(means(usage, scope, until));
    }

    /**
     * The most that each pod came to in the metrics that stay, with the windows of that demand;
     * empty where of one nothing is known.
     */
    static Optional<Map<HpaMetric, EachPod>> others(
            Facts all, Scope scope, Demand demand, Instant until) {
        return OtherMetrics.of(scope.others(), all, means(all.usage(), scope, until))
                .map(others -> in(demand, others));
    }

    private static Map<HpaMetric, EachPod> in(Demand demand, Map<HpaMetric, EachPod> others) {
        Map<HpaMetric, EachPod> in = new HashMap<>();
        others.forEach((metric, each) -> in.put(metric, each.in(demand)));
        return in;
    }

    /** The same in the windows of a ring. */
    private static Demand means(KnownUsage usage, Scope scope, Instant until) {
        String container = scope.container();
        KnownUsage of = container == null ? usage : usage.ofContainer(container);
        return Demand.ofRing(of.cpuDemand(), of.readyReplicas())
                .between(until.minus(HELD_ALL_DAY), until);
    }

    /** The numbers of the windows that a case as of this midnight is made of. */
    private static LongStream windows(Instant midnight) {
        return LongStream.range(firstWindow(midnight), Windows.indexOf(midnight));
    }

    private static long firstWindow(Instant midnight) {
        return Windows.indexOf(midnight.minus(HELD_ALL_DAY));
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
        Set<String> sized = sized(sizes(recommended)).keySet();
        if (recommended == null
                || facts.shape().containers().stream()
                        .map(ContainerSpec::name)
                        .noneMatch(sized::contains)) {
            return List.of();
        }
        Retarget retarget = recommended.retarget();
        if (retarget != null) {
            return CpuPart.cpu(SpecReader.metrics(retarget.metrics()));
        }
        Instant asOf = facts.usage().asOf();
        Demand lately = JointSizing.lately(facts.usage(), DecidedHistory.decidedAt(asOf), asOf);
        HpaSpec kept = Retargeting.keepingUsage(spec, today.request(), then.request());
        boolean decides =
                !Retargeting.isBeyond(Steering.perPod(kept, then.request()), then.request())
                        && Steering.steers(
                                lately, today, facts.running(spec), ControllerSettings.DEFAULT);
        return decides ? kept.metrics() : List.of();
    }

    private static Optional<Read> held(ScalingHold code, String message, Instant asOf) {
        return Optional.of(new Read.Held(code, message, asOf));
    }

    /**
     * What each of its pods is, or one container of each. It serves what it uses when the first of
     * the pod's containers is at its limit, by how its load was seen to fall upon them: all that is
     * replayed or held against a limit goes by this. What has no limit serves as much as was often
     * seen in a window, and its request at least: more may be there, and nobody promised it. What
     * it uses beyond that its autoscaler sees.
     *
     * @param all of the whole pod
     * @return empty where a container requests nothing
     */
    static Optional<ReplayedPod> pod(Facts all, Scope scope, Instant midnight) {
        return pod(all, scope, midnight, UnaryOperator.identity());
    }

    /**
     * What each of its pods is for an autoscaler.
     *
     * @return empty where a container requests nothing, and it goes by a share of that
     */
    static Optional<ReplayedPod> today(Facts all, CpuPart part, Instant midnight) {
        return pod(all, part.scope(), midnight)
                .or(() ->
                        isByAmounts(part.spec())
                                ? unrequested(all, part.scope(), midnight)
                                : Optional.empty());
    }

    private static boolean isByAmounts(HpaSpec spec) {
        return spec.metrics().stream()
                .allMatch(metric -> metric.target() instanceof MetricTarget.AverageValue);
    }

    /** What each of its pods is, whatever they request; empty where nothing is known of it. */
    private static Optional<ReplayedPod> unrequested(Facts all, Scope scope, Instant midnight) {
        return pod(all, scope, 0, longRunning(all.shape()), midnight);
    }

    /** The same with the requests and limits that containers are advised. */
    static Optional<ReplayedPod> advised(
            Facts all, Scope scope, List<ContainerRecommendation> containers, Instant midnight) {
        Map<String, ContainerRecommendation> sized = sized(containers);
        return pod(
                all,
                scope,
                midnight,
                container -> {
                    ContainerRecommendation advised = sized.get(container.name());
                    return advised == null ? container : then(container, advised);
                });
    }

    /** The containers whose CPU is sized, by their names. */
    private static Map<String, ContainerRecommendation> sized(
            List<ContainerRecommendation> containers) {
        Map<String, ContainerRecommendation> sized = new HashMap<>();
        containers.stream()
                .filter(each -> targetOf(each) != null)
                .forEach(each -> sized.put(each.name(), each));
        return sized;
    }

    private static List<ContainerRecommendation> sizes(@Nullable Recommendation recommended) {
        return recommended == null ? List.of() : recommended.containers();
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
            Facts all, Scope scope, Instant midnight, UnaryOperator<ContainerSpec> as) {
        List<ContainerSpec> pod = longRunning(all.shape()).stream().map(as).toList();
        Facts facts = all.of(scope);
        BigDecimal whole = facts.wholeRequest();
        OptionalDouble request =
                whole == null
                        ? sum(in(scope, pod), ContainerSpec::requests)
                        : OptionalDouble.of(whole.doubleValue());
        if (in(scope, pod).isEmpty() || request.isEmpty() || request.getAsDouble() <= 0) {
            return Optional.empty();
        }
        return pod(all, scope, request.getAsDouble(), pod, midnight);
    }

    /**
     * Empty where neither a request, nor a limit, nor its past tells what it serves.
     *
     * @param pod the containers of a whole pod that run as long as it does
     */
    private static Optional<ReplayedPod> pod(
            Facts all, Scope scope, double request, List<ContainerSpec> pod, Instant midnight) {
        Facts facts = all.of(scope);
        BigDecimal whole = all.wholeLimit();
        double limit =
                shares(all.usage(), pod, midnight)
                        .full(
                                pod,
                                scope.container(),
                                whole == null
                                        ? OptionalDouble.empty()
                                        : OptionalDouble.of(whole.doubleValue()))
                        .map(LoadShares.Full::cores)
                        .orElse(Double.POSITIVE_INFINITY);
        boolean isLimited =
                facts.wholeLimit() != null
                        || in(scope, pod).stream().allMatch(ScalingCases::hasLimit);
        double capacity =
                isLimited
                        ? limit
                        : Math.min(limit, Math.max(request, mostOfAPod(facts.usage(), midnight)));
        return capacity > 0
                ? Optional.of(
                        new ReplayedPod(request, capacity, limit, readinessDelay(facts.pods())))
                : Optional.empty();
    }

    /** How the load of a pod was seen to fall upon its containers, on the days up to then. */
    static LoadShares shares(KnownUsage usage, List<ContainerSpec> pod, Instant midnight) {
        return LoadShares.of(
                usage.profiles(), pod, firstWindow(midnight), Windows.indexOf(midnight));
    }

    private static List<ContainerSpec> in(Scope scope, List<ContainerSpec> pod) {
        return scope.container() == null
                ? pod
                : pod.stream().filter(each -> each.name().equals(scope.container())).toList();
    }

    /** Zero is none. */
    private static boolean hasLimit(ContainerSpec container) {
        Cpu limit = container.limits().cpu();
        return limit != null && limit.millicores() > 0;
    }

    /** Cores of all containers; empty where one says nothing. */
    private static OptionalDouble sum(
            List<ContainerSpec> containers, Function<ContainerSpec, Resources> part) {
        double sum = 0;
        for (ContainerSpec container : containers) {
            Cpu own = part.apply(container).cpu();
            if (own == null) {
                return OptionalDouble.empty();
            }
            sum += own.millicores();
        }
        return OptionalDouble.of(sum / MILLI);
    }

    static List<ContainerSpec> longRunning(PodShape shape) {
        return shape.containers().stream()
                .filter(container -> container.type().longRunning())
                .toList();
    }

    /**
     * What its pods used in a window on the mean, in cores: what a hundredth of the windows pass.
     * Where pods start, what they use is shared out among the few that are Ready, so that what the
     * hottest came to bounds it.
     */
    private static double mostOfAPod(KnownUsage usage, Instant midnight) {
        double[] used =
                windows(midnight)
                        .mapToDouble(window -> {
                            double cores = usage.cpuDemand().amountAt(window, ByteScale.CPU_CORES);
                            double pods =
                                    usage.readyReplicas().amountAt(window, ByteScale.REPLICAS);
                            return pods >= 1
                                    ? Math.min(cores / pods, hottest(usage, window))
                                    : Double.NaN;
                        })
                        .filter(cores -> !Double.isNaN(cores))
                        .sorted()
                        .toArray();
        return used.length == 0 ? 0 : used[(int) (SEEN_OFTEN * (used.length - 1))];
    }

    /**
     * What the hottest of its pods used that had not just started, in cores; endless where nothing
     * is known of its containers, and not a number where nothing is of this window.
     */
    private static double hottest(KnownUsage usage, long window) {
        double sum = 0;
        boolean known = false;
        for (ContainerProfile profile : usage.profiles()) {
            if (profile.type().longRunning()) {
                Ring steady = profile.known().cpuSteady();
                sum +=
                        (steady == null ? profile.cpuHottest() : steady)
                                .amountAt(window, ByteScale.CPU_CORES);
                known = true;
            }
        }
        return known ? sum : Double.POSITIVE_INFINITY;
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

    private static Suitability.Facts suitability(
            Facts facts, Optional<ReplayedPod> pod, Instant midnight) {
        Ring replicas = facts.usage().readyReplicas();
        double most =
                windows(midnight)
                        .mapToDouble(window -> replicas.amountAt(window, ByteScale.REPLICAS))
                        .filter(ready -> !Double.isNaN(ready))
                        .max()
                        .orElse(0);
        double unevenness = 0;
        List<ContainerProfile> profiles = facts.usage().profiles();
        for (ContainerProfile profile : profiles) {
            unevenness =
                    Math.max(
                            unevenness,
                            Unevenness.of(
                                    profile, profiles, replicas, midnight.minus(Windows.LENGTH)));
        }
        return new Suitability.Facts(
                facts.workload().kind().equals("StatefulSet"),
                most,
                unevenness,
                areFull(facts, pod, midnight));
    }

    /** Of pods without a limit nobody knows what more they might have done. */
    private static boolean areFull(Facts facts, Optional<ReplayedPod> pod, Instant midnight) {
        double limit = pod.map(ReplayedPod::limit).orElse(Double.NaN);
        long known = 0;
        long full = 0;
        for (long window : windows(midnight).toArray()) {
            double cores = facts.usage().cpuDemand().amountAt(window, ByteScale.CPU_CORES);
            double ready = facts.usage().readyReplicas().amountAt(window, ByteScale.REPLICAS);
            if (ready >= 1 && cores >= 0) {
                known++;
                full += cores > Suitability.Facts.NEARLY_FULL * ready * limit ? 1 : 0;
            }
        }
        return full > Suitability.Facts.MOST_FULL * known;
    }
}
