package io.headroom.model.topic;

import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.inventory.VolumeClaimState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of what quotas count, and of quotas that namespaces share. */
final class GoldenQuotas {
    private GoldenQuotas() {}

    static ClusterQuotaState clusterQuota() {
        return new ClusterQuotaState(
                "team",
                Map.of("requests.cpu", new BigDecimal("8")),
                Map.of("requests.cpu", new BigDecimal("2.5")),
                List.of("NotBestEffort"),
                Map.of("shop", Map.of("requests.cpu", new BigDecimal("2.5"))),
                Instant.parse("2026-03-01T12:00:00Z"));
    }

    static VolumeClaimState volumeClaim() {
        return new VolumeClaimState(
                "shop",
                "data-0",
                "fast",
                List.of("gold"),
                new BigDecimal("10737418240"),
                new BigDecimal("21474836480"));
    }
}
