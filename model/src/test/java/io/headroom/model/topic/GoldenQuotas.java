package io.headroom.model.topic;

import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.PriorityClassState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.cluster.StorageClassState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
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

    /** The status is behind in what is enforced, and in who shares it. */
    static ClusterQuotaState clusterQuotaBehind() {
        return new ClusterQuotaState(
                "team",
                Map.of("requests.cpu", new BigDecimal("8")),
                Map.of("requests.cpu", new BigDecimal("2.5")),
                List.of(),
                Map.of("shop", Map.of("requests.cpu", new BigDecimal("2.5"))),
                null,
                Map.of("requests.cpu", new BigDecimal("10")),
                List.of("mail", "shop"));
    }

    static QuotaState quotaBehind() {
        return new QuotaState(
                "shop",
                "compute",
                Map.of("pods", BigDecimal.TEN),
                Map.of("pods", BigDecimal.ONE),
                List.of(),
                null,
                Map.of("pods", new BigDecimal("20")));
    }

    static PodRefusal refusal() {
        return new PodRefusal(
                new WorkloadRef("shop", "Deployment", "apps", "cart"),
                PodRefusal.By.QUOTA,
                "compute",
                List.of("requests.cpu"),
                "Error creating: pods is forbidden: exceeded quota: compute",
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

    static PodTerms terms() {
        return new PodTerms(
                List.of(
                        new PodTerms.Container(
                                "web",
                                ContainerType.APP,
                                Map.of("cpu", new BigDecimal("0.5")),
                                Map.of())),
                false,
                Map.of(),
                Map.of(),
                Map.of(),
                "high",
                null,
                true,
                false,
                false,
                null);
    }

    static WorkloadState claiming() {
        return new WorkloadState(
                        new WorkloadRef("shop", "StatefulSet", "apps", "db"),
                        "uid-9",
                        Instant.parse("2026-03-01T12:00:00Z"),
                        2,
                        2,
                        List.of(),
                        Map.of())
                .claiming(
                        new ClaimTemplates(
                                1,
                                List.of(
                                        new ClaimTemplates.Template(
                                                "data",
                                                "fast",
                                                List.of("gold"),
                                                new BigDecimal("10737418240")),
                                        new ClaimTemplates.Template(
                                                "log",
                                                null,
                                                List.of(),
                                                new BigDecimal("1073741824")))));
    }

    static WorkloadState cronJob() {
        return new WorkloadState(
                        new WorkloadRef("shop", "CronJob", "batch", "nightly"),
                        "uid-10",
                        Instant.parse("2026-03-01T12:00:00Z"),
                        4,
                        null,
                        List.of(),
                        Map.of())
                .replacing("Forbid");
    }

    static PriorityClassState priorityClass() {
        return new PriorityClassState("critical", 1_000_000, false);
    }

    static StorageClassState storageClass() {
        return new StorageClassState("fast", true, Instant.parse("2026-03-01T12:00:00Z"));
    }
}
