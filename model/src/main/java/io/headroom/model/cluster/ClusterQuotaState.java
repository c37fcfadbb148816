package io.headroom.model.cluster;

import io.headroom.model.topic.Keys;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param usedIn what its status counts in each namespace that its selector chooses
 * @param observedAt when the collector saw it so; null where that is not known
 */
public record ClusterQuotaState(
        String name,
        Map<String, BigDecimal> hard,
        Map<String, BigDecimal> used,
        List<String> scopes,
        Map<String, Map<String, BigDecimal>> usedIn,
        @Nullable Instant observedAt)
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
    }

    /**
     * As one of the namespaces that share it sees it: a quota like its own, with all that all of
     * them use. Empty where the namespace is none of them.
     */
    public Optional<QuotaState> in(String namespace) {
        return usedIn.containsKey(namespace)
                ? Optional.of(
                        new QuotaState(namespace, PREFIX + name, hard, used, scopes, observedAt))
                : Optional.empty();
    }

    /** Whether a quota of this name is one that namespaces share. */
    public static boolean isShared(String quota) {
        return quota.startsWith(PREFIX);
    }

    /** As a quota of all namespaces that share it together; its namespace's name is empty. */
    public QuotaState ofNoNamespace() {
        return new QuotaState("", PREFIX + name, hard, used, scopes, observedAt);
    }

    @Override
    public String key() {
        return Keys.clusterQuota(name);
    }
}
