package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.StatusBehind;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.fit.Youngest;
import io.headroom.recommender.fit.admission.QuotaSum;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.savings.Price;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.savings.WorkloadSavings;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.lint.AutoscalerFlaps;
import io.headroom.recommender.scale.lint.CapacityChecks;
import io.headroom.recommender.scale.lint.Lint;
import io.headroom.recommender.scale.lint.RivalChecks;
import io.headroom.recommender.scale.lint.Room;
import io.headroom.recommender.scale.lint.Situation;
import io.headroom.recommender.scale.manifest.ScaledObject;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.restarts.RestartHistory;
import io.headroom.recommender.size.restarts.Starvation;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The latest of everything that the compacted topics hold. One thread changes it, any thread reads
 * it.
 */
final class LatestState implements View {
    /** More than anybody asks for of a StatefulSet. */
    private static final int MOST_PODS = 1_000;

    private static final String RESTARTS_PREFIX = "/restarts/";
    private static final String SUMMARY_PREFIX = "/summary/";

    /** Of no more workloads than that each is believed what time it is. */
    private static final int FEW = 2;

    /** Of more one in so many is. */
    private static final int ONE_IN = 10;

    /** The label of a node that says what it runs. */
    private static final String OPERATING_SYSTEM = "kubernetes.io/os";

    private static final String LINUX = "linux";

    private final PriceSheet prices;
    private final Policies policies;
    private final PolicyFindings policyFindings = new PolicyFindings();

    private final NavigableMap<WorkloadRef, KnownUsage> usage = new ConcurrentSkipListMap<>();
    private final NavigableMap<WorkloadRef, UsageSummary> summaries = new ConcurrentSkipListMap<>();
    private final NavigableMap<WorkloadRef, RestartAssessment> restarts =
            new ConcurrentSkipListMap<>();
    private final Map<WorkloadRef, AutoscalerFlaps> autoscalerFlaps = new ConcurrentHashMap<>();
    private final NavigableMap<String, QuotaAssessment> quotas = new ConcurrentSkipListMap<>();
    private final NavigableMap<WorkloadRef, Recommendation> recommendations =
            new ConcurrentSkipListMap<>();

    private final PassedUsage passed = new PassedUsage();
    private final Plans plans =
            new Plans(this::facts, this::sharing, plan -> PlanRetargets.of(plan, this::scaled));
    private final ScalingAdvices scaling = new ScalingAdvices();
    private final KnownIncidents incidents = new KnownIncidents(KnownIncidents.MOST);
    private final KnownInventory inventory;
    private final KnownCluster cluster;

    /** Until then something is known of the cluster, whatever has happened in a namespace. */
    private volatile Instant seenUntil = Instant.EPOCH;

    private volatile boolean caughtUp;

    LatestState(PriceSheet prices, Policies policies) {
        this.prices = prices;
        this.policies = policies;
        this.inventory = new KnownInventory(policies, policyFindings, plans);
        this.cluster = new KnownCluster(policies, policyFindings, plans);
    }

    /** What was in the topics at the start has been read. */
    void caughtUp() {
        caughtUp = true;
    }

    /** Takes a record of the incidents topic; says whether an older incident had to go. */
    boolean incident(IncidentEntry entry, Dirty dirty) {
        return switch (entry) {
            case Incident incident -> {
                dirty.mark(incident.workload());
                KnownUsage known = usage.get(incident.workload());
                yield incidents.put(
                        known == null ? incident : Starvation.told(incident, known.profiles()));
            }
            // the incident holds what is shown of them
            case RestartRecord _, DisruptionRecord _ -> false;
        };
    }

    /** Takes a record of the assessments topic. */
    void assessment(String key, @Nullable Assessment value, Dirty dirty) {
        switch (value) {
            case null -> removeAssessment(key, dirty);
            case UsageAssessment assessment -> {
                WorkloadRef workload = assessment.workload();
                KnownUsage now = KnownUsage.of(assessment);
                KnownUsage before = usage.put(workload, now);
                plans.outdate(workload.namespace());
                seen(now.asOf());
                if (before != null) {
                    passed.replaced(workload, before, now, recommendations.get(workload));
                }
                starved(workload, now);
                dirty.mark(workload);
            }
            case UsageSummary summary -> {
                summaries.put(summary.workload(), summary);
                plans.outdate(summary.workload().namespace());
            }
            case RestartAssessment assessment -> {
                restarts.put(assessment.workload(), assessment);
                autoscalerFlaps.merge(
                        assessment.workload(),
                        AutoscalerFlaps.NONE.then(assessment.flaps()),
                        (before, _) -> before.then(assessment.flaps()));
                dirty.mark(assessment.workload());
            }
            case QuotaAssessment assessment -> {
                quotas.put(key, assessment);
                cluster.boundBy(assessment).forEach(plans::outdate);
            }
        }
    }

    /** Of what nothing happens to, plans look back on one day more each day. */
    private void seen(Instant asOf) {
        if (asOf.isAfter(seenUntil)) {
            boolean another =
                    !asOf.truncatedTo(ChronoUnit.DAYS)
                            .equals(seenUntil.truncatedTo(ChronoUnit.DAYS));
            seenUntil = asOf;
            if (another) {
                plans.outdateAll();
            }
        }
    }

    /** Usage shows later than its end why a probe killed something. */
    private void starved(WorkloadRef workload, KnownUsage known) {
        for (Incident incident : List.copyOf(incidents.of(workload))) {
            Incident told = Starvation.told(incident, known.profiles());
            if (told.starved() != null && incident.starved() == null) {
                incidents.put(told);
            }
        }
    }

    private void removeAssessment(String key, Dirty dirty) {
        if (key.startsWith(SUMMARY_PREFIX)) {
            summaries.remove(WorkloadRef.parse(key.substring(SUMMARY_PREFIX.length())));
        } else if (key.startsWith(RESTARTS_PREFIX)) {
            WorkloadRef workload = WorkloadRef.parse(key.substring(RESTARTS_PREFIX.length()));
            restarts.remove(workload);
            autoscalerFlaps.remove(workload);
            dirty.mark(workload);
        } else if (key.startsWith("/")) {
            quotas.remove(key);
        } else {
            WorkloadRef workload = WorkloadRef.parse(key);
            usage.remove(workload);
            plans.outdate(workload.namespace());
            dirty.mark(workload);
        }
    }

    /**
     * Takes a record of the inventory topic.
     *
     * @param writtenAt when it was written there
     */
    void inventory(String key, @Nullable InventoryEntry value, Instant writtenAt, Dirty dirty) {
        inventory.put(key, value, writtenAt, dirty);
    }

    /**
     * Takes a record of the cluster topic.
     *
     * @param writtenAt when it was written there
     */
    void cluster(String key, @Nullable ClusterEntry value, Instant writtenAt, Dirty dirty) {
        cluster.put(key, value, writtenAt, dirty);
    }

    /** Takes a recommendation that was published; null when it was taken back. */
    void recommendation(WorkloadRef workload, @Nullable Recommendation value) {
        if (value == null) {
            recommendations.remove(workload);
        } else {
            recommendations.put(workload, value);
        }
        plans.outdate(workload.namespace());
        passed.answered(workload, value);
    }

    /** What was read of a workload before its latest usage and not answered, oldest first. */
    List<KnownUsage> passedUsage(WorkloadRef workload) {
        return passed.of(workload);
    }

    /** The workloads that have or may get a recommendation. */
    Collection<WorkloadRef> recommendable() {
        NavigableSet<WorkloadRef> all = new TreeSet<>(usage.keySet());
        all.addAll(recommendations.keySet());
        return all;
    }

    /** What a workload is surrounded by when it is sized now. */
    Surroundings surroundings(WorkloadRef workload) {
        return new Surroundings(
                inventory.containers(workload),
                inventory.shape(workload),
                inventory.injected(workload),
                LimitRangeRules.of(
                        workload.namespace(), cluster.limitRangesOf(workload.namespace())),
                cluster.nodeSizes(),
                inventory.youngestPod(workload).map(PodState::createdAt).orElse(null),
                cluster.limitsRequired(workload.namespace()),
                policy(workload),
                restartHistory(workload),
                recommendations.get(workload),
                scaling(workload));
    }

    /** What is asked for of the workload. */
    private Policy policy(WorkloadRef workload) {
        return policies.policy(
                inventory.annotations(workload),
                cluster.namespace(workload.namespace())
                        .map(NamespaceState::annotations)
                        .orElse(Map.of()));
    }

    /** What ended of the workload, as far as it is remembered. */
    private RestartHistory restartHistory(WorkloadRef workload) {
        RestartAssessment counted = restarts.get(workload);
        Map<String, List<OomKill>> kills = new TreeMap<>();
        if (counted != null) {
            counted.containers()
                    .forEach(container -> kills.put(container.name(), container.oomKills()));
        }
        return new RestartHistory(List.copyOf(incidents.of(workload)), kills);
    }

    @Override
    public Map<String, Map<String, BigDecimal>> counted() {
        Map<String, List<PodState>> podsIn =
                inventory.pods().stream().collect(Collectors.groupingBy(PodState::namespace));
        Map<String, List<VolumeClaimState>> claimsIn =
                inventory.claims().stream()
                        .collect(Collectors.groupingBy(VolumeClaimState::namespace));
        Map<String, Map<String, BigDecimal>> counted = new TreeMap<>();
        quotas.forEach((key, assessment) ->
                quota(assessment)
                        .ifPresent(quota ->
                                counted.put(
                                        key,
                                        QuotaSum.of(
                                                quota,
                                                of(boundBy(assessment), podsIn),
                                                of(boundBy(assessment), claimsIn),
                                                assessment.asOf()))));
        return counted;
    }

    private static <T> List<T> of(SortedSet<String> namespaces, Map<String, List<T>> in) {
        return namespaces.stream()
                .flatMap(namespace -> in.getOrDefault(namespace, List.of()).stream())
                .toList();
    }

    @Override
    public NavigableSet<String> namespaces() {
        NavigableSet<String> names = new TreeSet<>();
        cluster.namespaces().forEach(namespace -> names.add(namespace.name()));
        workloads().forEach(workload -> names.add(workload.namespace()));
        return names;
    }

    @Override
    public NavigableSet<WorkloadRef> workloads() {
        return inventory.workloads();
    }

    @Override
    public Optional<WorkloadOverview> workload(WorkloadRef workload) {
        WorkloadState state = inventory.state(workload);
        List<PodState> existing = List.copyOf(inventory.podsOf(workload));
        if (state == null && existing.isEmpty()) {
            return Optional.empty();
        }
        NavigableMap<String, ContainerSpec> containers = inventory.containers(workload);
        RestartAssessment restarted = restarts.get(workload);
        KnownUsage known = usage.get(workload);
        return Optional.of(
                new WorkloadOverview(
                        workload.key(),
                        workload,
                        state == null ? null : state.uid(),
                        state == null ? null : state.desiredReplicas(),
                        existing.size(),
                        (int) existing.stream().filter(PodState::ready).count(),
                        containers == null ? List.of() : List.copyOf(containers.values()),
                        inventory.autoscalersOf(workload).stream()
                                .map(AutoscalerState::name)
                                .sorted()
                                .toList(),
                        restarted == null ? List.of() : restarted.containers(),
                        known == null ? null : known.asOf(),
                        known == null ? null : known.completeness()));
    }

    @Override
    public NavigableMap<WorkloadRef, Recommendation> recommendations() {
        return Collections.unmodifiableNavigableMap(recommendations);
    }

    @Override
    public Savings savings(Predicate<WorkloadRef> wanted) {
        return Savings.of(
                prices.currency(),
                recommendations.values().stream()
                        .filter(each -> wanted.test(each.workload()))
                        .map(each ->
                                WorkloadSavings.of(
                                        each,
                                        inventory.shape(each.workload()),
                                        replicas(each.workload()),
                                        Policy.price(each.policy()).or(price(each.workload()))))
                        .toList());
    }

    /**
     * Those that are Ready: as the workload says, else as its pods or its latest window do. Of a
     * CronJob those that were Ready while it ran.
     */
    private double replicas(WorkloadRef workload) {
        if (workload.kind().equals("CronJob")) {
            KnownUsage known = usage.get(workload);
            return known == null ? 1 : known.podsWhileRunning();
        }
        WorkloadState state = inventory.state(workload);
        Integer ready = state == null ? null : state.readyReplicas();
        if (ready != null) {
            return ready;
        }
        Collection<PodState> known = inventory.podsOf(workload);
        if (!known.isEmpty()) {
            return known.stream().filter(PodState::ready).count();
        }
        UsageSummary summary = summaries.get(workload);
        return summary == null ? 0 : summary.replicas();
    }

    private Price price(WorkloadRef workload) {
        List<Map<String, String>> labels = new ArrayList<>();
        for (PodState pod : inventory.podsOf(workload)) {
            String node = pod.node();
            if (node != null) {
                cluster.node(node).map(NodeState::labels).ifPresent(labels::add);
            }
        }
        return prices.mean(labels);
    }

    @Override
    public NavigableMap<String, AutoscalerState> autoscalers() {
        return inventory.autoscalers();
    }

    @Override
    public List<AutoscalerOverview> overviews(Collection<AutoscalerState> wanted) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Map<WorkloadRef, List<AutoscalerState>> byTarget =
                inventory.autoscalers().values().stream()
                        .collect(Collectors.groupingBy(AutoscalerState::target));
        Map<String, List<QuotaState>> byNamespace =
                wanted.stream()
                        .map(AutoscalerState::namespace)
                        .distinct()
                        .collect(Collectors.toMap(Function.identity(), cluster::quotasOf));
        Room room = room();
        Instant now = latestUsage();
        return wanted.stream()
                .map(autoscaler -> {
                    WorkloadRef target = autoscaler.target();
                    Situation situation =
                            new Situation(
                                    autoscaler,
                                    byTarget.getOrDefault(target, List.of()).stream()
                                            .filter(each -> !each.key().equals(autoscaler.key()))
                                            .toList(),
                                    inventory.verticalsOf(target),
                                    inventory.state(target),
                                    caughtUp && inventory.isLongTargeted(autoscaler),
                                    inventory.fight(target),
                                    List.copyOf(inventory.podsOf(target)),
                                    past(target),
                                    autoscalerFlaps.getOrDefault(target, AutoscalerFlaps.NONE),
                                    byNamespace.getOrDefault(autoscaler.namespace(), List.of()),
                                    volumes(target, autoscaler.maxReplicas()),
                                    policy(target).scaling().least(),
                                    room,
                                    now);
                    return AutoscalerOverview.of(
                            autoscaler, Lint.findings(situation), advice(autoscaler));
                })
                .toList();
    }

    /**
     * The time that a tenth of the workloads have come to, and two at least where there are more
     * than two: usage of the past, and of a simulated cluster, is of a time of its own, and no
     * clock tells more of one workload beside others. One whose clock is ahead makes no other old.
     */
    private Instant latestUsage() {
        Map<WorkloadRef, Instant> latest = new HashMap<>();
        summaries.forEach((workload, known) -> latest.put(workload, known.asOf()));
        usage.forEach((workload, known) ->
                latest.merge(
                        workload, known.asOf(), BinaryOperator.maxBy(Comparator.naturalOrder())));
        int quorum = latest.size() <= FEW ? 1 : Math.max(FEW, Math.ceilDiv(latest.size(), ONE_IN));
        return latest.values().stream()
                .sorted(Comparator.reverseOrder())
                .skip(quorum - 1L)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    private @Nullable ScalingOverview advice(AutoscalerState autoscaler) {
        ScalingAdvices.Known known = scaling.of(autoscaler.target());
        return known == null ? null : scaling(autoscaler.target(), known);
    }

    /** Searches settings anew for whatever has changed; takes long. */
    void refreshScaling(BiConsumer<WorkloadRef, RuntimeException> failed) {
        NavigableSet<WorkloadRef> scaled = new TreeSet<>();
        inventory.autoscalers().values().forEach(each -> scaled.add(each.target()));
        List<WorkloadRef> all = new ArrayList<>();
        Set<WorkloadRef> existing = workloads();
        scaled.stream().filter(existing::contains).forEach(all::add);
        existing.stream().filter(each -> !scaled.contains(each)).forEach(all::add);
        Instant latest = latestUsage();
        Room room = room();
        scaling.refresh(
                all,
                inventory.latest(),
                workload -> {
                    // usage may be an hour old, and the minimum is as of now
                    scaling.see(workload, inventory.autoscalersOf(workload), inventory.latest());
                    return scalingFacts(workload, room)
                            .flatMap(facts -> ScalingCases.read(facts, latest));
                },
                failed);
    }

    private Room room() {
        return Room.of(List.copyOf(cluster.nodes().values()), inventory.pods());
    }

    /** What goes into the case that a workload's scaling is; empty where no usage is known. */
    private Optional<ScalingCases.Facts> scalingFacts(WorkloadRef workload, Room room) {
        KnownUsage known = usage.get(workload);
        if (known == null) {
            return Optional.empty();
        }
        Surroundings.Scaling scaled = scaling(workload);
        return Optional.of(
                new ScalingCases.Facts(
                        workload,
                        known,
                        inventory.shape(workload),
                        scaled.pods(),
                        scaled.autoscalers(),
                        most(workload, room),
                        policy(workload),
                        recommendations.get(workload),
                        scaled.followed()));
    }

    /** The autoscalers that scale a workload, in the order of their keys, and its pods. */
    private Surroundings.Scaling scaling(WorkloadRef workload) {
        return new Surroundings.Scaling(
                inventory.autoscalersOf(workload),
                List.copyOf(inventory.podsOf(workload)),
                scaling.followed(workload));
    }

    @Override
    public NavigableMap<WorkloadRef, ScalingOverview> scaling() {
        NavigableMap<WorkloadRef, ScalingOverview> all = new TreeMap<>();
        scaling.all().forEach((workload, known) -> all.put(workload, scaling(workload, known)));
        return all;
    }

    private ScalingOverview scaling(WorkloadRef workload, ScalingAdvices.Known known) {
        return switch (known) {
            case ScalingAdvices.Known.Held(var why) -> ScalingOverview.of(workload, why);
            case ScalingAdvices.Known.Reported reported -> scaling(workload, reported);
        };
    }

    private ScalingOverview scaling(WorkloadRef workload, ScalingAdvices.Known.Reported known) {
        String name = known.autoscaler();
        return ScalingOverview.of(
                workload,
                known,
                around(
                        workload,
                        name == null
                                ? null
                                : inventory
                                        .autoscalers()
                                        .get(Keys.autoscaler(workload.namespace(), name)),
                        known.leftOut()));
    }

    /**
     * What is outside of a workload's case.
     *
     * @param leftOut the triggers of its autoscaler that no replay of it has
     */
    private ScalingOverview.Around around(
            WorkloadRef workload, @Nullable AutoscalerState autoscaler, List<String> leftOut) {
        PodShape shape = inventory.shape(workload);
        KnownUsage used = usage.get(workload);
        return new ScalingOverview.Around(
                autoscaler == null
                        ? null
                        : RivalChecks.scaledObject(autoscaler.managedBy())
                                .map(made -> new ScaledObject(made, leftOut))
                                .orElse(null),
                hourly(workload, shape.requests(ContainerSpec::requests)),
                hourly(
                        workload,
                        shape.requests(ScalingCases.advised(recommendations.get(workload)))),
                prices.currency(),
                used == null ? new Ring(0, new byte[0]) : used.readyReplicas(),
                autoscaler == null ? null : Lint.inactive(autoscaler),
                autoscaler == null ? null : tightest(workload, shape, autoscaler.maxReplicas()));
    }

    private CapacityChecks.@Nullable Tightest tightest(
            WorkloadRef workload, PodShape shape, int most) {
        List<PodState> there = inventory.podsOf(workload).stream().filter(Room::occupies).toList();
        return CapacityChecks.tightest(
                        cluster.quotasOf(workload.namespace()),
                        Terms.next(there, shape),
                        there,
                        volumes(workload, most))
                .orElse(null);
    }

    @Override
    public Optional<ScalingTrial> tryScaling(WorkloadRef workload, HpaSpec asked) {
        return scalingFacts(workload, room())
                .map(facts -> {
                    List<AutoscalerState> all = facts.autoscalers();
                    AutoscalerState only = all.size() == 1 ? all.getFirst() : null;
                    return ScalingTrials.of(
                            facts,
                            asked,
                            around(
                                    workload,
                                    only,
                                    only == null || facts.followed() != null
                                            ? List.of()
                                            : CronTriggers.in(only)));
                });
    }

    /** The claims of volumes of so many pods. */
    private Volumes volumes(WorkloadRef workload, int most) {
        WorkloadState state = inventory.state(workload);
        ClaimTemplates templates = state == null ? null : state.claimTemplates();
        return templates == null
                ? Volumes.NONE
                : Volumes.of(
                        workload,
                        templates,
                        most,
                        inventory.claimsIn(workload.namespace()),
                        inventory.podsOf(workload),
                        cluster.defaultStorageClass());
    }

    private Most most(WorkloadRef workload, Room room) {
        return ScalingCases.most(
                cluster.quotasOf(workload.namespace()),
                room,
                List.copyOf(inventory.podsOf(workload)),
                inventory.shape(workload),
                volumes(workload, MOST_PODS),
                recommendations.get(workload));
    }

    /**
     * What a replica costs in an hour; null without prices, and where containers request nothing.
     */
    private @Nullable Double hourly(WorkloadRef workload, Resources requests) {
        Cpu cpu = requests.cpu();
        Memory memory = requests.memory();
        double cores = cpu == null ? 0 : cpu.cores();
        double bytes = memory == null ? 0 : memory.bytes();
        return cores == 0 && bytes == 0 ? null : price(workload).hourly(cores, bytes);
    }

    @Override
    public Optional<SideBySide> scalingDays(WorkloadRef workload) {
        KnownUsage used = usage.get(workload);
        return used != null
                        && scaling.of(workload)
                                instanceof ScalingAdvices.Known.Reported(_, _, var searched)
                ? days(used, searched.report())
                : Optional.empty();
    }

    private static Optional<SideBySide> days(KnownUsage used, ScalingReport report) {
        return report.days(
                ScalingCases.demand(used, report.of().scope(), report.of().asOf()),
                ControllerSettings.DEFAULT);
    }

    private Situation.@Nullable Past past(WorkloadRef workload) {
        KnownUsage known = usage.get(workload);
        UsageSummary summary = summaries.get(workload);
        return known == null
                ? null
                : new Situation.Past(
                        known.asOf(),
                        summary == null ? known.asOf() : summary.asOf(),
                        known.profiles(),
                        known.cpuDemand(),
                        known.readyReplicas());
    }

    @Override
    public NavigableMap<WorkloadRef, KnownUsage> usage() {
        return Collections.unmodifiableNavigableMap(usage);
    }

    @Override
    public NavigableMap<WorkloadRef, UsageSummary> summaries() {
        return Collections.unmodifiableNavigableMap(summaries);
    }

    @Override
    public NavigableMap<String, QuotaAssessment> quotas() {
        return Collections.unmodifiableNavigableMap(quotas);
    }

    @Override
    public Optional<QuotaState> quota(QuotaAssessment of) {
        return cluster.quota(of);
    }

    @Override
    public NavigableMap<WorkloadRef, PodRefusal> refusals() {
        return inventory.refusals();
    }

    @Override
    public List<StatusBehind> statusBehind(QuotaAssessment of) {
        return cluster.statusBehind(of);
    }

    @Override
    public SortedSet<String> boundBy(QuotaAssessment quota) {
        return cluster.boundBy(quota);
    }

    @Override
    public Optional<NamespacePlan> plan(String namespace) {
        return plans.of(namespace);
    }

    private Optional<PlanRetargets.Scaled> scaled(WorkloadRef workload) {
        List<AutoscalerState> autoscalers = inventory.autoscalersOf(workload);
        boolean whole =
                Terms.next(inventory.podsOf(workload), inventory.shape(workload))
                        .requests()
                        .containsKey(HpaMetric.CPU);
        return autoscalers.size() == 1 && !whole
                ? Optional.of(
                        new PlanRetargets.Scaled(
                                autoscalers.getFirst(),
                                recommendations.get(workload),
                                usage.get(workload)))
                : Optional.empty();
    }

    private SortedSet<String> sharing(String namespace) {
        return cluster.sharing(namespace);
    }

    /** What a plan of the namespace is made of; empty where there is nothing to plan. */
    private Optional<NamespaceFacts> facts(String namespace) {
        if (namespace.isEmpty() || namespace.indexOf('/') >= 0) {
            return Optional.empty();
        }
        List<QuotaState> bound = cluster.quotasOf(namespace);
        List<Member> members = members(namespace);
        if (members.isEmpty() && bound.isEmpty() && cluster.namespace(namespace).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new NamespaceFacts(
                        namespace,
                        asOf(bound),
                        members,
                        bound,
                        cluster.limitRangesOf(namespace),
                        forPods(),
                        history(bound),
                        cluster.sharedQuotasOf(namespace),
                        cluster.namespace(namespace).map(NamespaceState::terminating).orElse(false),
                        missingClasses(namespace),
                        allocatable()));
    }

    private Set<String> missingClasses(String namespace) {
        PriorityClasses classes = cluster.priorityClasses();
        return inventory.workloadsIn(namespace).stream()
                .map(inventory::state)
                .flatMap(workload -> missing(classes, workload).stream())
                .collect(Collectors.toSet());
    }

    /** The PriorityClass that a workload's template names, where that is not there. */
    private static Optional<String> missing(
            PriorityClasses classes, @Nullable WorkloadState workload) {
        PodTerms terms = workload == null ? null : workload.terms();
        return Optional.ofNullable(terms).map(PodTerms::priorityClass).filter(classes::isMissing);
    }

    /** What each node that takes pods has for them beside its DaemonSets'. */
    private List<Resources> forPods() {
        Map<String, Resources> daemons = inventory.requestedByDaemons();
        return nodes().values().stream()
                .filter(node -> node.ready() && !node.unschedulable())
                .map(node ->
                        node.allocatable().minus(daemons.getOrDefault(node.name(), Resources.NONE)))
                .toList();
    }

    /**
     * What a pod may request at most on each node when it is resized in place: nothing on what is
     * said to run no Linux, where the API server lets in no resize.
     */
    private Map<String, Resources> allocatable() {
        return nodes().values().stream()
                .collect(
                        Collectors.toMap(
                                NodeState::name,
                                node ->
                                        node.labels()
                                                        .getOrDefault(OPERATING_SYSTEM, LINUX)
                                                        .equals(LINUX)
                                                ? node.allocatable()
                                                : Resources.NONE));
    }

    /** What was used of quotas on the days before, by their names. */
    private Map<String, QuotaAssessment> history(List<QuotaState> bound) {
        Map<String, QuotaAssessment> history = new TreeMap<>();
        for (QuotaState quota : bound) {
            QuotaAssessment known = quotas.get(quota.key());
            QuotaAssessment shared = quotas.get(Keys.quota("", quota.name()));
            if (known != null || shared != null) {
                history.put(quota.name(), known != null ? known : Objects.requireNonNull(shared));
            }
        }
        return history;
    }

    /** The latest time that anything is known of: of what nobody says more, it stays as it is. */
    private Instant asOf(List<QuotaState> bound) {
        return Stream.concat(
                        Stream.of(seenUntil),
                        bound.stream().map(QuotaState::observedAt).filter(Objects::nonNull))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private List<Member> members(String namespace) {
        List<VolumeClaimState> claims = List.copyOf(inventory.claimsIn(namespace));
        String defaultClass = cluster.defaultStorageClass();
        PriorityClasses classes = cluster.priorityClasses();
        List<LimitRangeState> limitRanges = cluster.limitRangesOf(namespace);
        return inventory.workloadsIn(namespace).stream()
                .map(workload -> planned(workload, claims, classes, limitRanges, defaultClass))
                .filter(facts -> !facts.shape().containers().isEmpty())
                .map(PlanMembers::of)
                .toList();
    }

    private PlanMembers.Facts planned(
            WorkloadRef workload,
            List<VolumeClaimState> claims,
            PriorityClasses classes,
            List<LimitRangeState> limitRanges,
            @Nullable String defaultClass) {
        Youngest youngest = inventory.youngest(workload, limitRanges).orElse(null);
        return new PlanMembers.Facts(
                workload,
                inventory.state(workload),
                inventory.next(workload, youngest),
                youngest,
                List.copyOf(inventory.podsOf(workload)),
                inventory.autoscalersOf(workload),
                usage.get(workload),
                summaries.get(workload),
                recommendations.get(workload),
                claims,
                classes,
                inventory.priorities(),
                defaultClass);
    }

    @Override
    public NavigableMap<String, NodeState> nodes() {
        return cluster.nodes();
    }

    @Override
    public Map<String, Resources> requestedOnNodes() {
        return inventory.requestedOnNodes();
    }

    @Override
    public NavigableMap<String, Incident> incidents() {
        return incidents.newestFirst();
    }

    @Override
    public NavigableMap<WorkloadRef, RestartAssessment> restarts() {
        return Collections.unmodifiableNavigableMap(restarts);
    }

    @Override
    public NavigableMap<String, Finding> findings() {
        NavigableMap<String, Finding> all = cluster.findings();
        all.putAll(policyFindings.all());
        for (PodRefusal refusal : inventory.refusals().values()) {
            Finding finding = finding(refusal);
            all.put(finding.key(), finding);
        }
        plans.failures().forEach(finding -> all.put(finding.key(), finding));
        PriorityClasses classes = cluster.priorityClasses();
        inventory
                .states()
                .forEach(workload ->
                        missing(classes, workload)
                                .map(name -> ofMissing(name, workload))
                                .ifPresent(finding -> all.put(finding.key(), finding)));
        return all;
    }

    private static Finding ofMissing(String priorityClass, WorkloadState workload) {
        return new Finding(
                "priority-class-missing",
                Finding.Severity.WARNING,
                workload.workload().key(),
                "its template names PriorityClass %s, which is not there: new pods are refused, and there is no plan for them; create the class or name another"
                        .formatted(priorityClass),
                workload.createdAt());
    }

    private static Finding finding(PodRefusal refusal) {
        String by =
                switch (refusal.by()) {
                    case QUOTA ->
                            "the quota %s%s"
                                    .formatted(
                                            refusal.quota(),
                                            refusal.resources().isEmpty()
                                                    ? ""
                                                    : " by "
                                                            + String.join(
                                                                    ", ", refusal.resources()));
                    case LIMIT_RANGE -> "a LimitRange";
                    case OTHER -> "the API server";
                };
        return new Finding(
                "pods-refused",
                Finding.Severity.WARNING,
                refusal.workload().key(),
                "%s refuses pods of %s, whose controller says: %s"
                        .formatted(by, refusal.workload(), refusal.note()),
                refusal.since());
    }
}
