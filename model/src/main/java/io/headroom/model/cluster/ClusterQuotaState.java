package io.headroom.model.cluster;

import io.headroom.model.topic.Keys;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An OpenShift ClusterResourceQuota: a quota that several namespaces share. Key: {@code
 * /clusterquota/NAME}.
 *
 * @param hard what its status enforces for all of them together, by resource name as Kubernetes
 *     writes it, in base units (cores, bytes, objects)
 * @param used what its status counts in all of them together, likewise
 * @param scopes as those of a {@link QuotaState}
 * @param usedIn what its status counts in each namespace that it knows of
 * @param observedAt when the collector saw it so; null where that is not known
 * @param specHard what its specification asks for, which its status may not have taken up yet; null
 *     in records of older collectors
 * @param namespaces those that its selector chooses, in order; null where that is not known, and
 *     then those of the status stand in
 */
public record ClusterQuotaState(
        String name,
        Map<String, BigDecimal> hard,
        Map<String, BigDecimal> used,
        List<String> scopes,
        Map<String, Map<String, BigDecimal>> usedIn,
        @Nullable Instant observedAt,
        @Nullable Map<String, BigDecimal> specHard,
        @Nullable List<String> namespaces)
        implements ClusterEntry {

    /** What tells its name from those of a namespace's own quotas, which have no slash in them. */
    public static final String PREFIX = "clusterresourcequota/";

    public ClusterQuotaState {
        hard = Map.copyOf(hard);
        used = Map.copyOf(used);
        scopes = List.copyOf(scopes);
        usedIn =
                usedIn.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey, each -> Map.copyOf(each.getValue())));
        specHard = specHard == null ? null : Map.copyOf(specHard);
        namespaces = namespaces == null ? null : List.copyOf(namespaces);
    }

    /** One of which nothing but its status is known. */
    public ClusterQuotaState(
            String name,
            Map<String, BigDecimal> hard,
            Map<String, BigDecimal> used,
            List<String> scopes,
            Map<String, Map<String, BigDecimal>> usedIn,
            @Nullable Instant observedAt) {
        this(name, hard, used, scopes, usedIn, observedAt, null, null);
    }

    /**
     * The namespaces that share it. Admission asks the selector, whatever the status says: that
     * follows.
     */
    public SortedSet<String> sharedBy() {
        return new TreeSet<>(namespaces == null ? usedIn.keySet() : namespaces);
    }

    /** Whether a namespace is one of them. */
    public boolean isSharedBy(String namespace) {
        return namespaces == null ? usedIn.containsKey(namespace) : namespaces.contains(namespace);
    }

    /**
     * The same with the namespaces that its selector chooses.
     *
     * @param chosen null where that is not known
     */
    public ClusterQuotaState sharedBy(@Nullable List<String> chosen) {
        return new ClusterQuotaState(
                name, hard, used, scopes, usedIn, observedAt, specHard, chosen);
    }

    /** The namespaces that its selector chooses and its status does not count yet. */
    public SortedSet<String> uncounted() {
        SortedSet<String> uncounted = sharedBy();
        uncounted.removeAll(usedIn.keySet());
        return uncounted;
    }

    /** The namespaces that its status still counts though its selector does not choose them. */
    public SortedSet<String> countedStill() {
        SortedSet<String> still = new TreeSet<>(usedIn.keySet());
        still.removeAll(sharedBy());
        return still;
    }

    /**
     * As one of the namespaces that share it sees it: a quota like its own, with all that is
     * counted of all of them. Empty where the namespace is none of them.
     */
    public Optional<QuotaState> in(String namespace) {
        return isSharedBy(namespace)
                ? Optional.of(
                        new QuotaState(
                                namespace,
                                PREFIX + name,
                                hard,
                                usedByItsOwn(),
                                scopes,
                                observedAt,
                                specHard))
                : Optional.empty();
    }

    /** Without what is counted of namespaces that share it no more. */
    private Map<String, BigDecimal> usedByItsOwn() {
        Map<String, BigDecimal> left = new HashMap<>(used);
        for (String namespace : countedStill()) {
            usedIn.getOrDefault(namespace, Map.of())
                    .forEach((resource, amount) ->
                            left.computeIfPresent(
                                    resource,
                                    (_, all) -> all.subtract(amount).max(BigDecimal.ZERO)));
        }
        return left;
    }

    /** Whether a quota of this name is one that namespaces share. */
    public static boolean isShared(String quota) {
        return quota.startsWith(PREFIX);
    }

    /** As its status has it, for all namespaces that share it; its namespace's name is empty. */
    public QuotaState ofNoNamespace() {
        return new QuotaState("", PREFIX + name, hard, used, scopes, observedAt, specHard);
    }

    @Override
    public String key() {
        return Keys.clusterQuota(name);
    }
}
