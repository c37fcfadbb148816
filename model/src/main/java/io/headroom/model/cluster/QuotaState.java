package io.headroom.model.cluster;

import io.headroom.model.topic.Keys;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A ResourceQuota. Key: {@code /quota/NAMESPACE/NAME}.
 *
 * @param hard what its status enforces, by resource name as Kubernetes writes it, in base units
 *     (cores, bytes, objects)
 * @param used what its status counts, likewise
 * @param scopes {@code spec.scopes}, and {@code spec.scopeSelector} as {@code scope operator
 *     values}
 * @param observedAt when the collector saw it so; null in records of older collectors
 * @param specHard what its specification asks for, likewise; admission does not look at it, and the
 *     status takes it up when the quota controller comes by. Null in records of older collectors
 */
public record QuotaState(
        String namespace,
        String name,
        Map<String, BigDecimal> hard,
        Map<String, BigDecimal> used,
        List<String> scopes,
        @Nullable Instant observedAt,
        @Nullable Map<String, BigDecimal> specHard)
        implements ClusterEntry {

    public QuotaState {
        hard = Map.copyOf(hard);
        used = Map.copyOf(used);
        scopes = List.copyOf(scopes);
        specHard = specHard == null ? null : Map.copyOf(specHard);
    }

    /** A quota of which the specification is not known. */
    public QuotaState(
            String namespace,
            String name,
            Map<String, BigDecimal> hard,
            Map<String, BigDecimal> used,
            List<String> scopes,
            @Nullable Instant observedAt) {
        this(namespace, name, hard, used, scopes, observedAt, null);
    }

    /** A quota of which it is not known when it was seen so. */
    public QuotaState(
            String namespace,
            String name,
            Map<String, BigDecimal> hard,
            Map<String, BigDecimal> used,
            List<String> scopes) {
        this(namespace, name, hard, used, scopes, null, null);
    }

    /**
     * What its specification asks for and its status does not enforce yet, by resource. A resource
     * that the specification asks for no more is there with null.
     */
    public SortedMap<String, @Nullable BigDecimal> notTakenUp() {
        SortedMap<String, @Nullable BigDecimal> asked = new TreeMap<>();
        if (specHard != null) {
            specHard.forEach((resource, amount) -> {
                BigDecimal enforced = hard.get(resource);
                if (enforced == null || enforced.compareTo(amount) != 0) {
                    asked.put(resource, amount);
                }
            });
            hard.keySet().stream()
                    .filter(resource -> !specHard.containsKey(resource))
                    .forEach(resource -> asked.put(resource, null));
        }
        return asked;
    }

    @Override
    public String key() {
        return Keys.quota(namespace, name);
    }
}
