package io.headroom.model.cluster;

import io.headroom.model.topic.Keys;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
 */
public record QuotaState(
        String namespace,
        String name,
        Map<String, BigDecimal> hard,
        Map<String, BigDecimal> used,
        List<String> scopes,
        @Nullable Instant observedAt)
        implements ClusterEntry {

    public QuotaState {
        hard = Map.copyOf(hard);
        used = Map.copyOf(used);
        scopes = List.copyOf(scopes);
    }

    /** A quota of which it is not known when it was seen so. */
    public QuotaState(
            String namespace,
            String name,
            Map<String, BigDecimal> hard,
            Map<String, BigDecimal> used,
            List<String> scopes) {
        this(namespace, name, hard, used, scopes, null);
    }

    @Override
    public String key() {
        return Keys.quota(namespace, name);
    }
}
