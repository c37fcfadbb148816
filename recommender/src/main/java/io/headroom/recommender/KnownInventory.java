package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.Youngest;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.scale.lint.ReplicasFight;
import io.headroom.recommender.scale.lint.ReplicasOwnership;
import io.headroom.recommender.scale.lint.Room;
import io.headroom.recommender.size.PodShape;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The latest of everything that the inventory topic holds. One thread changes it, any thread reads
 * it.
 */
final class KnownInventory {
    /** The longest that a collector takes to list what there is, and an autoscaler goes unseen. */
    private static final Duration LISTED_WITHIN = Duration.ofMinutes(5);

    private final Policies policies;
    private final PolicyFindings policyFindings;
    private final Plans plans;

    private final NavigableMap<WorkloadRef, WorkloadState> workloads =
            new ConcurrentSkipListMap<>();
    private final Map<WorkloadRef, ReplicasOwnership> replicas = new ConcurrentHashMap<>();
    private final Map<String, PodState> pods = new ConcurrentHashMap<>();
    private final NavigableMap<WorkloadRef, Map<String, PodState>> podsByWorkload =
            new ConcurrentSkipListMap<>();
    private final NavigableMap<String, AutoscalerState> autoscalers = new ConcurrentSkipListMap<>();

    /** When the first record was written by which an autoscaler scales what it does. */
    private final Map<String, Instant> targetedSince = new ConcurrentHashMap<>();

    private final NavigableMap<String, VerticalAutoscalerState> verticals =
            new ConcurrentSkipListMap<>();
    private final NavigableMap<String, VolumeClaimState> claims = new ConcurrentSkipListMap<>();
    private final NavigableMap<WorkloadRef, PodRefusal> refusals = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> priorities = new ConcurrentHashMap<>();
    private volatile boolean seen;
    private volatile Instant latest = Instant.EPOCH;

    /**
     * @param policyFindings gets what is wrong with annotations
     * @param plans are outdated by what changes
     */
    KnownInventory(Policies policies, PolicyFindings policyFindings, Plans plans) {
        this.policies = policies;
        this.policyFindings = policyFindings;
        this.plans = plans;
    }

    /**
     * Takes a record.
     *
     * @param writtenAt when it was written to the topic
     */
    void put(String key, @Nullable InventoryEntry value, Instant writtenAt, Dirty dirty) {
        if (!seen) {
            seen = true;
            dirty.markAll();
        }
        if (writtenAt.isAfter(latest)) {
            latest = writtenAt;
        }
        switch (value) {
            case null -> remove(key, dirty);
            case WorkloadState workload -> {
                owned(workloads.put(workload.workload(), workload), workload, writtenAt);
                plans.outdate(workload.workload().namespace());
                policyFindings.put(
                        key,
                        policies.level(workload.annotations()).problems(),
                        "what its namespace or the settings say",
                        writtenAt);
                dirty.mark(workload.workload());
            }
            case PodState pod -> {
                prioritized(pod);
                gone(pods.put(key, pod), key, dirty);
                podsByWorkload
                        .computeIfAbsent(pod.workload(), _ -> new ConcurrentSkipListMap<>())
                        .put(key, pod);
                plans.outdate(pod.namespace());
                dirty.mark(pod.workload());
            }
            case AutoscalerState autoscaler -> {
                AutoscalerState before = autoscalers.put(key, autoscaler);
                if (before == null || !before.target().equals(autoscaler.target())) {
                    targetedSince.put(key, writtenAt);
                }
                scaled(before, autoscaler, dirty);
                plans.outdate(autoscaler.namespace());
            }
            case VerticalAutoscalerState vertical -> {
                verticals.put(key, vertical);
                plans.outdate(vertical.namespace());
            }
            case VolumeClaimState claim -> {
                claims.put(key, claim);
                plans.outdate(claim.namespace());
            }
            case PodRefusal refusal -> refusals.put(refusal.workload(), refusal);
        }
    }

    private void prioritized(PodState pod) {
        PodTerms terms = pod.terms();
        if (terms != null && terms.priorityClass() != null && terms.priority() != null) {
            priorities.put(terms.priorityClass(), terms.priority());
        }
    }

    /** The values of PriorityClasses, by name, as far as pods have shown them. */
    Map<String, Integer> priorities() {
        return Map.copyOf(priorities);
    }

    /** One of the same name that was made anew has a history of its own. */
    private void owned(@Nullable WorkloadState before, WorkloadState now, Instant writtenAt) {
        replicas.compute(
                now.workload(),
                (_, known) ->
                        known == null || before == null || !before.uid().equals(now.uid())
                                ? ReplicasOwnership.of(now.replicasOwner())
                                : known.then(now.replicasOwner(), writtenAt));
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

    private void remove(String key, Dirty dirty) {
        gone(pods.remove(key), key, dirty);
        targetedSince.remove(key);
        AutoscalerState autoscaler = autoscalers.remove(key);
        if (autoscaler != null) {
            dirty.mark(autoscaler.target());
            plans.outdate(autoscaler.namespace());
        }
        VerticalAutoscalerState vertical = verticals.remove(key);
        if (vertical != null) {
            plans.outdate(vertical.namespace());
        }
        VolumeClaimState claim = claims.remove(key);
        if (claim != null) {
            plans.outdate(claim.namespace());
        }
        refusals.values().removeIf(refusal -> refusal.key().equals(key));
        if (!key.startsWith("/")) {
            WorkloadRef workload = WorkloadRef.parse(key);
            workloads.remove(workload);
            replicas.remove(workload);
            plans.outdate(workload.namespace());
            policyFindings.put(key, List.of(), "", null);
            dirty.mark(workload);
        }
    }

    private void gone(@Nullable PodState pod, String key, Dirty dirty) {
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

    /** What is known of those that have a record of their own. */
    Collection<WorkloadState> states() {
        return Collections.unmodifiableCollection(workloads.values());
    }

    /** Every workload that exists or has a pod. */
    NavigableSet<WorkloadRef> workloads() {
        NavigableSet<WorkloadRef> all = new TreeSet<>(workloads.keySet());
        all.addAll(podsByWorkload.keySet());
        return all;
    }

    /** Those of one namespace. */
    NavigableSet<WorkloadRef> workloadsIn(String namespace) {
        WorkloadRef before = new WorkloadRef(namespace, "\0", "", "\0");
        NavigableSet<WorkloadRef> there = new TreeSet<>();
        Stream.of(workloads.tailMap(before, false), podsByWorkload.tailMap(before, false))
                .forEach(known ->
                        known.keySet().stream()
                                .takeWhile(each -> each.namespace().equals(namespace))
                                .forEach(there::add));
        return there;
    }

    /** The workload's own record; null where there is none, as for a pod of its own. */
    @Nullable WorkloadState state(WorkloadRef workload) {
        return workloads.get(workload);
    }

    /** What is annotated on the workload. */
    Map<String, String> annotations(WorkloadRef workload) {
        WorkloadState state = workloads.get(workload);
        return state == null ? Map.of() : state.annotations();
    }

    /** When the latest record was written: what is known of a cluster is as it was then. */
    Instant latest() {
        return latest;
    }

    /**
     * Whether the record of what it scales would have come by now: a collector that begins lists
     * autoscalers and workloads beside each other.
     */
    boolean isLongTargeted(AutoscalerState autoscaler) {
        Instant since = targetedSince.get(autoscaler.key());
        return since != null && !since.plus(LISTED_WITHIN).isAfter(latest);
    }

    /**
     * Who fought over the workload's replicas in the day before the latest record; null for nobody.
     * The time is the topic's own, so that it is the same for all who read it.
     */
    @Nullable ReplicasFight fight(WorkloadRef workload) {
        ReplicasOwnership known = replicas.get(workload);
        return known == null ? null : known.fight(latest).orElse(null);
    }

    Collection<PodState> pods() {
        return Collections.unmodifiableCollection(pods.values());
    }

    Collection<PodState> podsOf(WorkloadRef workload) {
        return podsByWorkload.getOrDefault(workload, Map.of()).values();
    }

    Collection<VolumeClaimState> claims() {
        return Collections.unmodifiableCollection(claims.values());
    }

    /** Those of one namespace, by name. */
    Collection<VolumeClaimState> claimsIn(String namespace) {
        String prefix = Keys.volumeClaim(namespace, "");
        return claims.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whose pods are refused now. */
    NavigableMap<WorkloadRef, PodRefusal> refusals() {
        return Collections.unmodifiableNavigableMap(refusals);
    }

    /** The horizontal autoscalers, by key. */
    NavigableMap<String, AutoscalerState> autoscalers() {
        return Collections.unmodifiableNavigableMap(autoscalers);
    }

    /** Those that scale the workload, in the order of their keys. */
    List<AutoscalerState> autoscalersOf(WorkloadRef workload) {
        return autoscalers.values().stream()
                .filter(each -> each.target().equals(workload))
                .toList();
    }

    /** The vertical autoscalers that size the workload, in the order of their keys. */
    List<VerticalAutoscalerState> verticalsOf(WorkloadRef workload) {
        return verticals.values().stream().filter(each -> each.target().equals(workload)).toList();
    }

    Optional<PodState> youngestPod(WorkloadRef workload) {
        return podsOf(workload).stream().max(PodState.BY_AGE);
    }

    /**
     * The youngest pod, by which the next one is made.
     *
     * @param limitRanges those of its namespace
     */
    Optional<Youngest> youngest(WorkloadRef workload, List<LimitRangeState> limitRanges) {
        WorkloadState state = workloads.get(workload);
        // what a paused one makes pods of is not what its template says by now
        PodTerms template = state == null || isPaused(state) ? null : state.terms();
        return youngestPod(workload)
                .map(pod -> Youngest.of(pod, template, limitRanges, verticalsOf(workload)));
    }

    private static boolean isPaused(WorkloadState state) {
        return Boolean.TRUE.equals(state.paused());
    }

    /**
     * What the workload's pods are made of: its youngest pod, which has what was injected, else its
     * template.
     */
    PodShape shape(WorkloadRef workload) {
        Optional<PodState> youngest = youngestPod(workload);
        if (youngest.isPresent()) {
            return PodShape.of(youngest.get());
        }
        WorkloadState state = workloads.get(workload);
        return state == null ? PodShape.UNKNOWN : new PodShape(state.containers(), Resources.NONE);
    }

    /**
     * What the workload's next pod is made of: what its template says, which a resize in place does
     * not change and a rollout that is under way has changed already, and what admission has added
     * to its youngest pod. What somebody sizes pods by as they come is as it was for the youngest.
     * One that is paused makes them as before, whatever its template says by now.
     *
     * @param youngest null where there is none
     */
    PodShape next(WorkloadRef workload, @Nullable Youngest youngest) {
        PodShape shape = shape(workload);
        WorkloadState state = workloads.get(workload);
        if (state == null || youngest == null) {
            return shape;
        }
        List<VerticalAutoscalerState> verticals = verticalsOf(workload);
        List<ContainerSpec> written = asWritten(youngest.pod(), verticals);
        if (isPaused(state)) {
            return new PodShape(written, shape.overhead());
        }
        Map<String, ContainerSpec> known = new TreeMap<>();
        written.forEach(container -> known.put(container.name(), container));
        return new PodShape(
                Terms.ofNext(
                        state.containers(),
                        written,
                        ContainerSpec::name,
                        template -> {
                            ContainerSpec pod = known.get(template.name());
                            return pod == null ? template : next(pod, template, verticals);
                        }),
                shape.overhead());
    }

    /** Whoever sizes pods as they come does so after LimitRanges have. */
    private static List<ContainerSpec> asWritten(
            PodState pod, List<VerticalAutoscalerState> verticals) {
        Map<String, ContainerSpec> known = new TreeMap<>();
        pod.containers().forEach(container -> known.put(container.name(), container));
        return Terms.asWritten(pod).stream()
                .map(written -> {
                    ContainerSpec given = known.getOrDefault(written.name(), written);
                    boolean cpu = isSetBy(verticals, written, "cpu");
                    boolean memory = isSetBy(verticals, written, "memory");
                    return new ContainerSpec(
                            written.name(),
                            written.type(),
                            or(without(given.requests(), !cpu, !memory), written.requests()),
                            or(without(given.limits(), !cpu, !memory), written.limits()),
                            written.traits());
                })
                .toList();
    }

    private static ContainerSpec next(
            ContainerSpec pod, ContainerSpec template, List<VerticalAutoscalerState> verticals) {
        boolean cpu = isSetBy(verticals, pod, "cpu");
        boolean memory = isSetBy(verticals, pod, "memory");
        // who says a limit alone requests as much
        Resources requests = or(template.requests(), template.limits());
        return new ContainerSpec(
                pod.name(),
                pod.type(),
                or(without(requests, cpu, memory), pod.requests()),
                or(without(template.limits(), cpu, memory), pod.limits()),
                pod.traits());
    }

    private static Resources without(Resources amounts, boolean cpu, boolean memory) {
        return new Resources(cpu ? null : amounts.cpu(), memory ? null : amounts.memory());
    }

    private static Resources or(Resources one, Resources other) {
        return new Resources(
                one.cpu() == null ? other.cpu() : one.cpu(),
                one.memory() == null ? other.memory() : one.memory());
    }

    private static boolean isSetBy(
            List<VerticalAutoscalerState> verticals, ContainerSpec container, String resource) {
        return verticals.stream().anyMatch(each -> each.sets(container.name(), resource));
    }

    /**
     * The containers that a workload has now, by name: those of its template and, injected ones
     * included, of its pods. Empty when the inventory, once there is any, does not hold the
     * workload; null while there is none.
     */
    @Nullable NavigableMap<String, ContainerSpec> containers(WorkloadRef workload) {
        if (!seen) {
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

    /** What all pods on a node request, by the node's name. */
    Map<String, Resources> requestedOnNodes() {
        Map<String, Resources> requested = new TreeMap<>();
        pods.values().forEach(pod -> add(pod, requested));
        return requested;
    }

    /** What the pods of DaemonSets on a node request, by the node's name. */
    Map<String, Resources> requestedByDaemons() {
        Map<String, Resources> requested = new TreeMap<>();
        podsByWorkload.forEach((workload, own) -> {
            if (workload.qualifiedKind().equals("DaemonSet.apps")) {
                own.values().forEach(pod -> add(pod, requested));
            }
        });
        return requested;
    }

    private static void add(PodState pod, Map<String, Resources> requested) {
        String node = pod.node();
        if (node != null && Room.occupies(pod)) {
            requested.merge(node, Room.takenBy(pod), Resources::plus);
        }
    }
}
