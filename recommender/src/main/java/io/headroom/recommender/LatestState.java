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
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.admission.QuotaSum;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.savings.Price;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.savings.WorkloadSavings;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.lint.CapacityChecks;
import io.headroom.recommender.scale.lint.Lint;
import io.headroom.recommender.scale.lint.RivalChecks;
import io.headroom.recommender.scale.lint.Room;
import io.headroom.recommender.scale.lint.Situation;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.restarts.RestartHistory;
import io.headroom.recommender.size.restarts.Starvation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
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
    private final PriceSheet prices;
    private final Policies policies;
    private final PolicyFindings policyFindings = new PolicyFindings();
    private static final String RESTARTS_PREFIX = "/restarts/";
    private static final String SUMMARY_PREFIX = "/summary/";

    private final NavigableMap<WorkloadRef, KnownUsage> usage = new ConcurrentSkipListMap<>();
    private final NavigableMap<WorkloadRef, UsageSummary> summaries = new ConcurrentSkipListMap<>();
    private final NavigableMap<WorkloadRef, RestartAssessment> restarts =
            new ConcurrentSkipListMap<>();
    private final NavigableMap<String, QuotaAssessment> quotas = new ConcurrentSkipListMap<>();

    private final NavigableMap<WorkloadRef, WorkloadState> workloads =
            new ConcurrentSkipListMap<>();
    private final Map<String, PodState> pods = new ConcurrentHashMap<>();
    private final NavigableMap<WorkloadRef, Map<String, PodState>> podsByWorkload =
            new ConcurrentSkipListMap<>();
    private final NavigableMap<String, AutoscalerState> autoscalers = new ConcurrentSkipListMap<>();
    private final NavigableMap<String, VerticalAutoscalerState> verticals =
            new ConcurrentSkipListMap<>();
    private final NavigableMap<String, VolumeClaimState> claims = new ConcurrentSkipListMap<>();
    private volatile boolean inventorySeen;

    private final NavigableMap<String, ClusterEntry> cluster = new ConcurrentSkipListMap<>();
    private final NavigableMap<String, Finding> findings = new ConcurrentSkipListMap<>();
    private volatile NodeSizes nodeSizes = NodeSizes.UNKNOWN;

    private final NavigableMap<WorkloadRef, Recommendation> recommendations =
            new ConcurrentSkipListMap<>();

    private final PassedUsage passed = new PassedUsage();
    private final Plans plans = new Plans(this::facts);
    private final ScalingAdvices scaling = new ScalingAdvices();
    private final KnownIncidents incidents = new KnownIncidents(KnownIncidents.MOST);

    LatestState(PriceSheet prices, Policies policies) {
        this.prices = prices;
        this.policies = policies;
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
                dirty.mark(assessment.workload());
            }
            case QuotaAssessment assessment -> {
                quotas.put(key, assessment);
                outdatePlans(assessment);
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
        if (!inventorySeen) {
            inventorySeen = true;
            dirty.markAll();
        }
        switch (value) {
            case null -> removeInventory(key, dirty);
            case WorkloadState workload -> {
                workloads.put(workload.workload(), workload);
                plans.outdate(workload.workload().namespace());
                policyFindings.put(
                        key,
                        policies.level(workload.annotations()).problems(),
                        "what its namespace or the settings say",
                        writtenAt);
                dirty.mark(workload.workload());
            }
            case PodState pod -> {
                removePod(pods.put(key, pod), key, dirty);
                podsByWorkload
                        .computeIfAbsent(pod.workload(), _ -> new ConcurrentSkipListMap<>())
                        .put(key, pod);
                plans.outdate(pod.namespace());
                dirty.mark(pod.workload());
            }
            case AutoscalerState autoscaler -> {
                scaled(autoscalers.put(key, autoscaler), autoscaler, dirty);
                plans.outdate(autoscaler.namespace());
            }
            case VerticalAutoscalerState vertical -> verticals.put(key, vertical);
            case VolumeClaimState claim -> claims.put(key, claim);
        }
    }

    /** Sizes look at what an autoscaler goes by; its status changes all the time. */
    private static void scaled(@Nullable AutoscalerState before, AutoscalerState now, Dirty dirty) {
        if (before == null
                || !before.target().equals(now.target())
                || !before.metrics().equals(now.metrics())
                || !Objects.equals(before.behavior(), now.behavior())
                || before.minReplicas() != now.minReplicas()
                || before.maxReplicas() != now.maxReplicas()) {
            dirty.mark(now.target());
            if (before != null) {
                dirty.mark(before.target());
            }
        }
    }

    private void removeInventory(String key, Dirty dirty) {
        removePod(pods.remove(key), key, dirty);
        AutoscalerState autoscaler = autoscalers.remove(key);
        if (autoscaler != null) {
            dirty.mark(autoscaler.target());
            plans.outdate(autoscaler.namespace());
        }
        verticals.remove(key);
        claims.remove(key);
        if (!key.startsWith("/")) {
            WorkloadRef workload = WorkloadRef.parse(key);
            workloads.remove(workload);
            plans.outdate(workload.namespace());
            policyFindings.put(key, List.of(), "", null);
            dirty.mark(workload);
        }
    }

    private void removePod(@Nullable PodState pod, String key, Dirty dirty) {
        if (pod != null) {
            podsByWorkload.computeIfPresent(
                    pod.workload(),
                    (_, siblings) -> {
                        siblings.remove(key);
                        return siblings.isEmpty() ? null : siblings;
                    });
            plans.outdate(pod.namespace());
            dirty.mark(pod.workload());
        }
    }

    /**
     * Takes a record of the cluster topic.
     *
     * @param writtenAt when it was written there
     */
    void cluster(String key, @Nullable ClusterEntry value, Instant writtenAt, Dirty dirty) {
        ClusterEntry before = value == null ? cluster.remove(key) : cluster.put(key, value);
        if (value instanceof Finding finding) {
            findings.put(key, finding);
        } else {
            findings.remove(key);
        }
        if (value instanceof NamespaceState namespace) {
            policyFindings.put(
                    key,
                    policies.level(namespace.annotations()).problems(),
                    "what the settings say",
                    writtenAt);
        } else if (before instanceof NamespaceState) {
            policyFindings.put(key, List.of(), "", null);
        }
        outdatePlans(before);
        outdatePlans(value);
        if (!sameToSizing(before, value)) {
            changed(before, dirty);
            changed(value, dirty);
        }
    }

    private void outdatePlans(@Nullable ClusterEntry entry) {
        switch (entry) {
            case LimitRangeState limitRange -> plans.outdate(limitRange.namespace());
            case QuotaState quota -> plans.outdate(quota.namespace());
            case ClusterQuotaState shared -> shared.usedIn().keySet().forEach(plans::outdate);
            case NodeState _ -> plans.outdateAll();
            case NamespaceState _, Finding _ -> {}
            case null -> {}
        }
    }

    private void outdatePlans(QuotaAssessment quota) {
        if (quota.namespace().isEmpty()) {
            outdatePlans(
                    cluster.get(
                            Keys.clusterQuota(
                                    quota.name().substring(ClusterQuotaState.PREFIX.length()))));
        } else {
            plans.outdate(quota.namespace());
        }
    }

    /**
     * Whether nothing has changed that a recommendation is made of: quotas are used all the time.
     */
    private static boolean sameToSizing(
            @Nullable ClusterEntry before, @Nullable ClusterEntry after) {
        return (before instanceof QuotaState old
                        && after instanceof QuotaState quota
                        && limitsCounted(old).equals(limitsCounted(quota)))
                || (before instanceof ClusterQuotaState oldShared
                        && after instanceof ClusterQuotaState shared
                        && oldShared.hard().keySet().equals(shared.hard().keySet())
                        && oldShared.usedIn().keySet().equals(shared.usedIn().keySet()));
    }

    /** The resources of which the quota counts the limits. */
    private static Set<String> limitsCounted(QuotaState quota) {
        return quota.hard().keySet().stream()
                .filter(name -> name.equals("limits.cpu") || name.equals("limits.memory"))
                .map(name -> name.substring("limits.".length()))
                .collect(Collectors.toSet());
    }

    /** Marks what the coming or going of an entry may change. */
    private void changed(@Nullable ClusterEntry entry, Dirty dirty) {
        switch (entry) {
            case null -> {}
            case LimitRangeState limitRange -> dirty.markNamespace(limitRange.namespace());
            case NodeState _ -> updateNodeSizes(dirty);
            case NamespaceState namespace -> dirty.markNamespace(namespace.name());
            case QuotaState quota -> {
                if (!limitsCounted(quota).isEmpty()) {
                    dirty.markNamespace(quota.namespace());
                }
            }
            case ClusterQuotaState quota ->
                    quota.usedIn().keySet().stream()
                            .flatMap(namespace -> quota.in(namespace).stream())
                            .filter(each -> !limitsCounted(each).isEmpty())
                            .forEach(each -> dirty.markNamespace(each.namespace()));
            case Finding _ -> {}
        }
    }

    private void updateNodeSizes(Dirty dirty) {
        NodeSizes sizes =
                NodeSizes.of(
                        cluster.values().stream()
                                .filter(NodeState.class::isInstance)
                                .map(node -> ((NodeState) node).allocatable())
                                .toList());
        if (!sizes.equals(nodeSizes)) {
            nodeSizes = sizes;
            dirty.markAll();
        }
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

    /**
     * The containers that a workload has now, by name: those of its template and, injected ones
     * included, of its pods. Empty when the inventory, once there is any, does not hold the
     * workload; null while there is none.
     */
    @Nullable NavigableMap<String, ContainerSpec> containers(WorkloadRef workload) {
        if (!inventorySeen) {
            return null;
        }
        NavigableMap<String, ContainerSpec> containers = new TreeMap<>();
        for (PodState pod : podsOf(workload)) {
            pod.containers().forEach(container -> containers.put(container.name(), container));
        }
        WorkloadState state = workloads.get(workload);
        if (state != null) {
            state.containers().forEach(container -> containers.put(container.name(), container));
        }
        return containers;
    }

    /**
     * What the workload's pods are made of: its youngest pod, which has what was injected, else its
     * template.
     */
    PodShape shape(WorkloadRef workload) {
        Optional<PodState> youngest = youngest(workload);
        if (youngest.isPresent()) {
            Resources overhead = youngest.get().overhead();
            return new PodShape(
                    youngest.get().containers(), overhead == null ? Resources.NONE : overhead);
        }
        WorkloadState state = workloads.get(workload);
        return state == null ? PodShape.UNKNOWN : new PodShape(state.containers(), Resources.NONE);
    }

    /** When the workload's youngest pod was made; null where there is none. */
    @Nullable Instant changedAt(WorkloadRef workload) {
        return youngest(workload).map(PodState::createdAt).orElse(null);
    }

    private Optional<PodState> youngest(WorkloadRef workload) {
        return podsOf(workload).stream()
                .max(Comparator.comparing(PodState::createdAt).thenComparing(PodState::uid));
    }

    /** The names of the containers that the workload's pods have and its own template does not. */
    Set<String> injected(WorkloadRef workload) {
        WorkloadState state = workloads.get(workload);
        if (state == null || state.containers().isEmpty()) {
            return Set.of();
        }
        Set<String> names = new TreeSet<>();
        for (PodState pod : podsOf(workload)) {
            pod.containers().forEach(container -> names.add(container.name()));
        }
        state.containers().forEach(container -> names.remove(container.name()));
        return names;
    }

    /** What is asked for of the workload. */
    Policy policy(WorkloadRef workload) {
        WorkloadState state = workloads.get(workload);
        return policies.policy(
                state == null ? Map.of() : state.annotations(),
                cluster.get(Keys.namespace(workload.namespace()))
                                instanceof NamespaceState namespace
                        ? namespace.annotations()
                        : Map.of());
    }

    /** What ended of the workload, as far as it is remembered. */
    RestartHistory restartHistory(WorkloadRef workload) {
        RestartAssessment counted = restarts.get(workload);
        Map<String, List<OomKill>> kills = new TreeMap<>();
        if (counted != null) {
            counted.containers()
                    .forEach(container -> kills.put(container.name(), container.oomKills()));
        }
        return new RestartHistory(List.copyOf(incidents.of(workload)), kills);
    }

    LimitRangeRules limitRanges(String namespace) {
        return LimitRangeRules.of(namespace, limitRangesOf(namespace));
    }

    private List<LimitRangeState> limitRangesOf(String namespace) {
        return of(Keys.limitRange(namespace, ""), LimitRangeState.class);
    }

    /** The quotas that a namespace is subject to: its own, and those that it shares. */
    private List<QuotaState> quotasOf(String namespace) {
        return Stream.concat(
                        of(Keys.quota(namespace, ""), QuotaState.class).stream(),
                        of(Keys.clusterQuota(""), ClusterQuotaState.class).stream()
                                .flatMap(shared -> shared.in(namespace).stream()))
                .toList();
    }

    /** The entries of this type whose keys start with the prefix, by name. */
    private <T extends ClusterEntry> List<T> of(String prefix, Class<T> type) {
        return cluster.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The resources of which a ResourceQuota of the namespace counts the limits. */
    Set<String> limitsRequired(String namespace) {
        return quotasOf(namespace).stream()
                .flatMap(quota -> limitsCounted(quota).stream())
                .collect(Collectors.toSet());
    }

    @Override
    public Map<String, Map<String, BigDecimal>> counted() {
        Map<String, List<PodState>> podsIn =
                pods.values().stream().collect(Collectors.groupingBy(PodState::namespace));
        Map<String, List<VolumeClaimState>> claimsIn =
                claims.values().stream()
                        .collect(Collectors.groupingBy(VolumeClaimState::namespace));
        Map<String, Map<String, BigDecimal>> counted = new TreeMap<>();
        quotas.forEach((key, assessment) ->
                quota(key)
                        .ifPresent(quota ->
                                counted.put(
                                        key,
                                        QuotaSum.of(
                                                quota,
                                                podsIn.getOrDefault(quota.namespace(), List.of()),
                                                claimsIn.getOrDefault(quota.namespace(), List.of()),
                                                assessment.asOf()))));
        return counted;
    }

    NodeSizes nodeSizes() {
        return nodeSizes;
    }

    private Collection<PodState> podsOf(WorkloadRef workload) {
        return podsByWorkload.getOrDefault(workload, Map.of()).values();
    }

    @Override
    public NavigableSet<String> namespaces() {
        NavigableSet<String> names = new TreeSet<>();
        for (ClusterEntry entry : cluster.values()) {
            if (entry instanceof NamespaceState namespace) {
                names.add(namespace.name());
            }
        }
        workloads().forEach(workload -> names.add(workload.namespace()));
        return names;
    }

    @Override
    public NavigableSet<WorkloadRef> workloads() {
        NavigableSet<WorkloadRef> all = new TreeSet<>(workloads.keySet());
        all.addAll(podsByWorkload.keySet());
        return all;
    }

    @Override
    public Optional<WorkloadOverview> workload(WorkloadRef workload) {
        WorkloadState state = workloads.get(workload);
        List<PodState> existing = List.copyOf(podsOf(workload));
        if (state == null && existing.isEmpty()) {
            return Optional.empty();
        }
        NavigableMap<String, ContainerSpec> containers = containers(workload);
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
                        autoscalers.values().stream()
                                .filter(autoscaler -> autoscaler.target().equals(workload))
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
                                        shape(each.workload()),
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
        WorkloadState state = workloads.get(workload);
        Integer ready = state == null ? null : state.readyReplicas();
        if (ready != null) {
            return ready;
        }
        Collection<PodState> known = podsOf(workload);
        if (!known.isEmpty()) {
            return known.stream().filter(PodState::ready).count();
        }
        UsageSummary summary = summaries.get(workload);
        return summary == null ? 0 : summary.replicas();
    }

    private Price price(WorkloadRef workload) {
        List<Map<String, String>> labels = new ArrayList<>();
        for (PodState pod : podsOf(workload)) {
            String node = pod.node();
            if (node != null && cluster.get(Keys.node(node)) instanceof NodeState state) {
                labels.add(state.labels());
            }
        }
        return prices.mean(labels);
    }

    @Override
    public NavigableMap<String, AutoscalerState> autoscalers() {
        return Collections.unmodifiableNavigableMap(autoscalers);
    }

    @Override
    public List<AutoscalerOverview> overviews(Collection<AutoscalerState> wanted) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Map<WorkloadRef, List<AutoscalerState>> byTarget =
                autoscalers.values().stream()
                        .collect(Collectors.groupingBy(AutoscalerState::target));
        Map<String, List<QuotaState>> byNamespace =
                entries(QuotaState.class).collect(Collectors.groupingBy(QuotaState::namespace));
        Room room = Room.of(entries(NodeState.class).toList(), pods.values());
        // as of the latest of all that is known: usage of the past is of its own time
        Instant now =
                summaries.values().stream()
                        .map(UsageSummary::asOf)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        return wanted.stream()
                .map(autoscaler -> {
                    WorkloadRef target = autoscaler.target();
                    RestartAssessment counted = restarts.get(target);
                    Situation situation =
                            new Situation(
                                    autoscaler,
                                    byTarget.getOrDefault(target, List.of()).stream()
                                            .filter(each -> !each.key().equals(autoscaler.key()))
                                            .toList(),
                                    verticals.values().stream()
                                            .filter(each -> each.target().equals(target))
                                            .toList(),
                                    workloads.get(target),
                                    List.copyOf(podsOf(target)),
                                    past(target),
                                    counted == null ? List.of() : counted.flaps(),
                                    byNamespace.getOrDefault(autoscaler.namespace(), List.of()),
                                    room,
                                    now);
                    return AutoscalerOverview.of(
                            autoscaler, Lint.findings(situation), advice(autoscaler));
                })
                .toList();
    }

    private @Nullable ScalingOverview advice(AutoscalerState autoscaler) {
        ScalingAdvices.Known known = scaling.of(autoscaler.target());
        return known == null ? null : scaling(autoscaler.target(), known);
    }

    /** Searches settings anew for whatever has changed; takes long. */
    void refreshScaling(BiConsumer<WorkloadRef, RuntimeException> failed) {
        NavigableSet<WorkloadRef> scaled = new TreeSet<>();
        autoscalers.values().forEach(each -> scaled.add(each.target()));
        List<WorkloadRef> all = new ArrayList<>();
        Set<WorkloadRef> existing = workloads();
        scaled.stream().filter(existing::contains).forEach(all::add);
        existing.stream().filter(each -> !scaled.contains(each)).forEach(all::add);
        scaling.refresh(
                all, workload -> scalingFacts(workload).flatMap(ScalingCases::read), failed);
    }

    /** What goes into the case that a workload's scaling is; empty where no usage is known. */
    Optional<ScalingCases.Facts> scalingFacts(WorkloadRef workload) {
        KnownUsage known = usage.get(workload);
        if (known == null) {
            return Optional.empty();
        }
        Surroundings.Scaling scaled = scaling(workload);
        return Optional.of(
                new ScalingCases.Facts(
                        workload,
                        known,
                        shape(workload),
                        scaled.pods(),
                        scaled.autoscalers(),
                        policy(workload),
                        recommendations.get(workload)));
    }

    /** The autoscalers that scale a workload, in the order of their keys, and its pods. */
    Surroundings.Scaling scaling(WorkloadRef workload) {
        return new Surroundings.Scaling(
                autoscalers.values().stream()
                        .filter(each -> each.target().equals(workload))
                        .toList(),
                List.copyOf(podsOf(workload)));
    }

    @Override
    public NavigableMap<WorkloadRef, ScalingOverview> scaling() {
        NavigableMap<WorkloadRef, ScalingOverview> all = new TreeMap<>();
        scaling.all().forEach((workload, known) -> all.put(workload, scaling(workload, known)));
        return all;
    }

    private ScalingOverview scaling(WorkloadRef workload, ScalingAdvices.Known known) {
        PodShape shape = shape(workload);
        String name = known.autoscaler();
        AutoscalerState autoscaler =
                name == null ? null : autoscalers.get(Keys.autoscaler(workload.namespace(), name));
        OptionalInt most =
                CapacityChecks.mostByQuota(
                        quotasOf(workload.namespace()),
                        shape.containers(),
                        (int) podsOf(workload).stream().filter(Room::occupies).count());
        return ScalingOverview.of(
                workload,
                known,
                new ScalingOverview.Around(
                        autoscaler != null && RivalChecks.isOfKeda(autoscaler.managedBy()),
                        most.isPresent() ? most.getAsInt() : null,
                        hourly(workload, shape.requests(ContainerSpec::requests)),
                        hourly(workload, shape.requests(recommended(workload))),
                        prices.currency()));
    }

    private @Nullable Double hourly(WorkloadRef workload, Resources requests) {
        Cpu cpu = requests.cpu();
        Memory memory = requests.memory();
        return price(workload)
                .hourly(
                        cpu == null ? 0 : cpu.cores(),
                        memory == null ? 0 : (double) memory.bytes());
    }

    /** What each container is recommended to request; what stays as it is. */
    private Function<ContainerSpec, Resources> recommended(WorkloadRef workload) {
        Map<String, Resources> targets = new TreeMap<>();
        Recommendation recommendation = recommendations.get(workload);
        if (recommendation != null) {
            recommendation
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

    @Override
    public Optional<SideBySide> scalingDays(WorkloadRef workload) {
        ScalingAdvices.Known known = scaling.of(workload);
        KnownUsage used = usage.get(workload);
        ScalingReport report = known == null ? null : known.report();
        return report == null || used == null
                ? Optional.empty()
                : report.days(
                        Demand.ofRing(used.cpuDemand()).until(report.of().asOf()),
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

    private <T extends ClusterEntry> Stream<T> entries(Class<T> type) {
        return cluster.values().stream().filter(type::isInstance).map(type::cast);
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
    public Optional<QuotaState> quota(String key) {
        return cluster.get(key) instanceof QuotaState quota ? Optional.of(quota) : Optional.empty();
    }

    @Override
    public Optional<NamespacePlan> plan(String namespace) {
        return plans.of(namespace);
    }

    /** What a plan of the namespace is made of; empty where there is nothing to plan. */
    private Optional<NamespaceFacts> facts(String namespace) {
        if (namespace.isEmpty() || namespace.indexOf('/') >= 0) {
            return Optional.empty();
        }
        List<QuotaState> bound = quotasOf(namespace);
        List<Member> members = members(namespace);
        if (members.isEmpty()
                && bound.isEmpty()
                && !(cluster.get(Keys.namespace(namespace)) instanceof NamespaceState)) {
            return Optional.empty();
        }
        return Optional.of(
                new NamespaceFacts(
                        namespace,
                        asOf(members, bound),
                        members,
                        bound,
                        limitRangesOf(namespace),
                        nodes().values().stream()
                                .filter(node -> !node.unschedulable())
                                .map(NodeState::allocatable)
                                .toList(),
                        history(bound)));
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

    /** The latest time that anything of it is known of. */
    private Instant asOf(List<Member> members, List<QuotaState> bound) {
        return Stream.concat(
                        members.stream()
                                .map(Member::workload)
                                .map(usage::get)
                                .filter(Objects::nonNull)
                                .map(KnownUsage::asOf),
                        bound.stream().map(QuotaState::observedAt).filter(Objects::nonNull))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private List<Member> members(String namespace) {
        WorkloadRef before = new WorkloadRef(namespace, "\0", "", "\0");
        NavigableSet<WorkloadRef> there = new TreeSet<>();
        Stream.of(workloads.tailMap(before, false), podsByWorkload.tailMap(before, false))
                .forEach(known ->
                        known.keySet().stream()
                                .takeWhile(each -> each.namespace().equals(namespace))
                                .forEach(there::add));
        List<Member> members = new ArrayList<>();
        for (WorkloadRef workload : there) {
            PodShape shape = shape(workload);
            if (!shape.containers().isEmpty()) {
                members.add(member(workload, shape));
            }
        }
        return members;
    }

    private Member member(WorkloadRef workload, PodShape shape) {
        KnownUsage known = usage.get(workload);
        List<PodState> charged =
                podsOf(workload).stream()
                        .filter(pod ->
                                !pod.phase().equals("Succeeded") && !pod.phase().equals("Failed"))
                        .toList();
        Map<String, Resources> used = new TreeMap<>();
        if (known != null) {
            known.windows().forEach((name, windows) -> used.put(name, used(windows)));
        }
        return new Member(
                workload,
                youngest(workload).map(Terms::of).orElseGet(() -> Terms.of(shape)),
                replicas(workload, charged.size(), known),
                shape,
                charged,
                recommendations.get(workload),
                used,
                charged.isEmpty() ? null : using(workload),
                known == null ? List.of() : known.days());
    }

    private @Nullable Resources using(WorkloadRef workload) {
        UsageSummary summary = summaries.get(workload);
        if (summary == null) {
            return null;
        }
        double cores = Double.NaN;
        double bytes = Double.NaN;
        for (UsageSummary.Container container : summary.containers()) {
            Double mean = container.cpuMeanCores();
            if (mean != null) {
                cores = (Double.isNaN(cores) ? 0 : cores) + mean;
            }
            Long peak = container.memoryPeakBytes();
            if (peak != null) {
                bytes = (Double.isNaN(bytes) ? 0 : bytes) + peak;
            }
        }
        return new Resources(
                Double.isNaN(cores) ? null : Cpu.ofCores(cores * summary.replicas()),
                Double.isNaN(bytes) ? null : Memory.ofBytes(bytes * summary.replicas()));
    }

    /** The memory that it peaked at, and the CPU that it used half of the time. */
    private static Resources used(KnownUsage.ContainerWindows windows) {
        KnownUsage.Statistics cores = windows.cpuCores();
        KnownUsage.Statistics bytes = windows.memoryBytes();
        return new Resources(
                cores == null ? null : Cpu.ofCores(cores.p50()),
                bytes == null ? null : Memory.ofBytes(bytes.max()));
    }

    private Member.Replicas replicas(WorkloadRef workload, int pods, @Nullable KnownUsage known) {
        WorkloadState state = workloads.get(workload);
        Integer desired = state == null ? null : state.desiredReplicas();
        int replicas =
                switch (workload.qualifiedKind()) {
                    // between its runs there are none, and the next one needs its room
                    case "CronJob.batch" ->
                            Math.max(
                                    pods,
                                    (int) Math.ceil(known == null ? 1 : known.podsWhileRunning()));
                    // what is over does not come again
                    case "Job.batch" -> pods;
                    default -> desired == null ? pods : desired;
                };
        int most = replicas;
        int fewest = replicas;
        for (AutoscalerState autoscaler : autoscalers.values()) {
            // with no replica an autoscaler does nothing
            if (autoscaler.target().equals(workload) && replicas > 0) {
                most = autoscaler.maxReplicas();
                fewest = Math.min(autoscaler.minReplicas(), most);
            }
        }
        return new Member.Replicas(most, fewest, surge(workload, state, most));
    }

    /** How many pods more than these a rollout may start. */
    private static int surge(WorkloadRef workload, @Nullable WorkloadState state, int pods) {
        String said = state == null ? null : state.maxSurge();
        if (said == null) {
            // of an older collector: as a Deployment has it that says nothing
            return workload.qualifiedKind().equals("Deployment.apps") ? Math.ceilDiv(pods, 4) : 0;
        }
        boolean part = said.endsWith("%");
        try {
            int amount = Integer.parseInt(part ? said.substring(0, said.length() - 1) : said);
            return Math.max(0, part ? (int) Math.ceilDiv((long) pods * amount, 100L) : amount);
        } catch (NumberFormatException e) {
            // the API server lets no other words in
            return 0;
        }
    }

    @Override
    public NavigableMap<String, NodeState> nodes() {
        NavigableMap<String, NodeState> nodes = new TreeMap<>();
        for (ClusterEntry entry : cluster.values()) {
            if (entry instanceof NodeState node) {
                nodes.put(node.name(), node);
            }
        }
        return nodes;
    }

    @Override
    public Map<String, Resources> requestedOnNodes() {
        Map<String, Resources> requested = new TreeMap<>();
        for (PodState pod : pods.values()) {
            String node = pod.node();
            if (node != null && !pod.phase().equals("Succeeded") && !pod.phase().equals("Failed")) {
                Resources overhead = pod.overhead() == null ? Resources.NONE : pod.overhead();
                requested.merge(
                        node,
                        new PodShape(pod.containers(), overhead).requests(ContainerSpec::requests),
                        LatestState::plus);
            }
        }
        return requested;
    }

    private static Resources plus(Resources one, Resources other) {
        Cpu cpu = one.cpu();
        Cpu moreCpu = other.cpu();
        Memory memory = one.memory();
        Memory moreMemory = other.memory();
        return new Resources(
                cpu == null || moreCpu == null ? cpu : cpu.plus(moreCpu),
                memory == null || moreMemory == null ? memory : memory.plus(moreMemory));
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
        NavigableMap<String, Finding> all = new TreeMap<>(findings);
        all.putAll(policyFindings.all());
        return all;
    }
}
