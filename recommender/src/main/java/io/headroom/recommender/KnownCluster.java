package io.headroom.recommender;

import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.PriorityClassState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.cluster.StorageClassState;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.fit.RivalDefaults;
import io.headroom.recommender.fit.StatusBehind;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.size.NodeSizes;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The latest of everything that the cluster topic holds: namespaces, nodes, quotas, LimitRanges,
 * StorageClasses, PriorityClasses and findings. One thread changes it, any thread reads it.
 */
final class KnownCluster {
    private static final String STATUS_BEHIND = "quota-status-behind";
    private static final String DEFAULTS_DIFFER = "limitrange-defaults-differ";

    private final Policies policies;
    private final PolicyFindings policyFindings;
    private final Plans plans;

    private final NavigableMap<String, ClusterEntry> entries = new ConcurrentSkipListMap<>();
    private final NavigableMap<String, Finding> findings = new ConcurrentSkipListMap<>();
    private volatile NodeSizes nodeSizes = NodeSizes.UNKNOWN;

    /**
     * @param policyFindings gets what is wrong with annotations
     * @param plans are outdated by what changes
     */
    KnownCluster(Policies policies, PolicyFindings policyFindings, Plans plans) {
        this.policies = policies;
        this.policyFindings = policyFindings;
        this.plans = plans;
    }

    /**
     * Takes a record.
     *
     * @param writtenAt when it was written to the topic
     */
    void put(String key, @Nullable ClusterEntry value, Instant writtenAt, Dirty dirty) {
        ClusterEntry before = value == null ? entries.remove(key) : entries.put(key, value);
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
        tellOfStatus(key, statusBehind(value), writtenAt);
        if (value instanceof LimitRangeState limitRange) {
            tellOfDefaults(limitRange.namespace(), writtenAt);
        } else if (before instanceof LimitRangeState limitRange) {
            tellOfDefaults(limitRange.namespace(), writtenAt);
        }
        outdatePlans(before);
        outdatePlans(value);
        if (!sameToSizing(before, value)) {
            changed(before, dirty);
            changed(value, dirty);
        }
    }

    /** A finding as long as a quota's status is behind: it follows from the quota itself. */
    private void tellOfStatus(String quota, List<StatusBehind> behind, Instant since) {
        if (behind.isEmpty()) {
            findings.remove(Keys.finding(STATUS_BEHIND, quota));
            return;
        }
        warn(
                STATUS_BEHIND,
                quota,
                behind.stream().map(StatusBehind::message).collect(Collectors.joining("; ")),
                since);
    }

    /** A finding as long as LimitRanges of a namespace give different defaults. */
    private void tellOfDefaults(String namespace, Instant since) {
        String subject = Keys.namespace(namespace);
        RivalDefaults.of(limitRangesOf(namespace))
                .ifPresentOrElse(
                        message -> warn(DEFAULTS_DIFFER, subject, message, since),
                        () -> findings.remove(Keys.finding(DEFAULTS_DIFFER, subject)));
    }

    /** Since the first time that this was so. */
    private void warn(String code, String subject, String message, Instant since) {
        findings.merge(
                Keys.finding(code, subject),
                new Finding(code, Finding.Severity.WARNING, subject, message, since),
                (before, now) -> before.message().equals(message) ? before : now);
    }

    private void outdatePlans(@Nullable ClusterEntry entry) {
        switch (entry) {
            case LimitRangeState limitRange -> plans.outdate(limitRange.namespace());
            case QuotaState quota -> plans.outdate(quota.namespace());
            case ClusterQuotaState shared -> shared.sharedBy().forEach(plans::outdate);
            case NodeState _ -> plans.outdateAll();
            case StorageClassState _, PriorityClassState _ -> plans.outdateAll();
            case NamespaceState _, Finding _ -> {}
            case null -> {}
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
                        && oldShared.sharedBy().equals(shared.sharedBy()));
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
                    quota.sharedBy().stream()
                            .flatMap(namespace -> quota.in(namespace).stream())
                            .filter(each -> !limitsCounted(each).isEmpty())
                            .forEach(each -> dirty.markNamespace(each.namespace()));
            case StorageClassState _, PriorityClassState _, Finding _ -> {}
        }
    }

    private void updateNodeSizes(Dirty dirty) {
        NodeSizes sizes = NodeSizes.of(of(NodeState.class).map(NodeState::allocatable).toList());
        if (!sizes.equals(nodeSizes)) {
            nodeSizes = sizes;
            dirty.markAll();
        }
    }

    Stream<NamespaceState> namespaces() {
        return of(NamespaceState.class);
    }

    Optional<NamespaceState> namespace(String name) {
        return entries.get(Keys.namespace(name)) instanceof NamespaceState namespace
                ? Optional.of(namespace)
                : Optional.empty();
    }

    /** The nodes, by name. */
    NavigableMap<String, NodeState> nodes() {
        NavigableMap<String, NodeState> nodes = new TreeMap<>();
        of(NodeState.class).forEach(node -> nodes.put(node.name(), node));
        return nodes;
    }

    Optional<NodeState> node(String name) {
        return entries.get(Keys.node(name)) instanceof NodeState node
                ? Optional.of(node)
                : Optional.empty();
    }

    NodeSizes nodeSizes() {
        return nodeSizes;
    }

    List<LimitRangeState> limitRangesOf(String namespace) {
        return of(Keys.limitRange(namespace, ""), LimitRangeState.class);
    }

    /** The StorageClass of claims that name none; null where the cluster has no default. */
    @Nullable String defaultStorageClass() {
        return StorageClassState.defaultOf(of(Keys.storageClass(""), StorageClassState.class))
                .map(StorageClassState::name)
                .orElse(null);
    }

    /** The PriorityClasses; none where nobody may read them, as every cluster has some. */
    PriorityClasses priorityClasses() {
        return new PriorityClasses(of(Keys.priorityClass(""), PriorityClassState.class));
    }

    /** A quota as the API shows it; of one that namespaces share the namespace is empty. */
    Optional<QuotaState> quota(QuotaAssessment of) {
        return entries.get(of.key()) instanceof QuotaState quota
                ? Optional.of(quota)
                : shared(of.name()).map(ClusterQuotaState::ofNoNamespace);
    }

    /** The namespaces that a quota counts: its own, or those that share it. */
    SortedSet<String> boundBy(QuotaAssessment quota) {
        return new TreeSet<>(
                shared(quota.name())
                        .<Set<String>>map(ClusterQuotaState::sharedBy)
                        .orElse(Set.of(quota.namespace())));
    }

    private Optional<ClusterQuotaState> shared(String quota) {
        return ClusterQuotaState.isShared(quota)
                        && entries.get(
                                        Keys.clusterQuota(
                                                quota.substring(ClusterQuotaState.PREFIX.length())))
                                instanceof ClusterQuotaState shared
                ? Optional.of(shared)
                : Optional.empty();
    }

    /** The namespaces that share quotas with one, itself and those they share others with. */
    SortedSet<String> sharing(String namespace) {
        SortedSet<String> together = new TreeSet<>(Set.of(namespace));
        List<ClusterQuotaState> all = of(Keys.clusterQuota(""), ClusterQuotaState.class);
        boolean grows = true;
        while (grows) {
            grows = false;
            for (ClusterQuotaState shared : all) {
                // whoever has come may share others
                SortedSet<String> by = shared.sharedBy();
                if (!Collections.disjoint(by, together)) {
                    grows |= together.addAll(by);
                }
            }
        }
        return together;
    }

    /** The quotas that a namespace is subject to: its own, and those that it shares. */
    List<QuotaState> quotasOf(String namespace) {
        return Stream.concat(
                        of(Keys.quota(namespace, ""), QuotaState.class).stream(),
                        of(Keys.clusterQuota(""), ClusterQuotaState.class).stream()
                                .flatMap(shared -> shared.in(namespace).stream()))
                .toList();
    }

    /** Those of them that others share with it. */
    List<ClusterQuotaState> sharedQuotasOf(String namespace) {
        return of(Keys.clusterQuota(""), ClusterQuotaState.class).stream()
                .filter(shared -> shared.isSharedBy(namespace))
                .toList();
    }

    /** In what the status of a quota is behind; empty where it is not. */
    List<StatusBehind> statusBehind(QuotaAssessment of) {
        return statusBehind(
                shared(of.name()).<ClusterEntry>map(each -> each).orElse(entries.get(of.key())));
    }

    private static List<StatusBehind> statusBehind(@Nullable ClusterEntry entry) {
        return switch (entry) {
            case QuotaState quota -> StatusBehind.of(quota);
            case ClusterQuotaState shared -> StatusBehind.of(shared);
            case LimitRangeState _,
                    NodeState _,
                    NamespaceState _,
                    StorageClassState _,
                    PriorityClassState _,
                    Finding _ ->
                    List.of();
            case null -> List.of();
        };
    }

    /** The resources of which a ResourceQuota of the namespace counts the limits. */
    Set<String> limitsRequired(String namespace) {
        return quotasOf(namespace).stream()
                .flatMap(quota -> limitsCounted(quota).stream())
                .collect(Collectors.toSet());
    }

    /** What operators should know, by key; without what is wrong with annotations. */
    NavigableMap<String, Finding> findings() {
        return new TreeMap<>(findings);
    }

    private <T extends ClusterEntry> Stream<T> of(Class<T> type) {
        return entries.values().stream().filter(type::isInstance).map(type::cast);
    }

    /** The entries of this type whose keys start with the prefix, by name. */
    private <T extends ClusterEntry> List<T> of(String prefix, Class<T> type) {
        return entries.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
