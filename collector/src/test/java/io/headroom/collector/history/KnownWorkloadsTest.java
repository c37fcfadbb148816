package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownWorkloadsTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final Instant EARLIEST = NOW.minus(Duration.ofDays(14));
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");
    private static final WorkloadRef DB = new WorkloadRef("shop", "StatefulSet", "apps", "db");

    @Test
    void aFirstStartLacksEverything() {
        assertThat(
                        known(Map.of(), pod(WEB, EARLIEST.minusSeconds(1), "Running"))
                                .lacksFrom(EARLIEST, NOW))
                .isEqualTo(EARLIEST);
    }

    @Test
    void aYoungWorkloadLacksItsLife() {
        assertThat(
                        known(Map.of(), pod(WEB, NOW.minusSeconds(7_230), "Running"))
                                .lacksFrom(EARLIEST, NOW))
                .isEqualTo(NOW.minusSeconds(7_500));
    }

    @Test
    void aLaterStartLacksWhatCameAfterTheOldestAssessment() {
        KnownWorkloads known =
                known(
                        Map.of(
                                WEB, NOW.minus(Duration.ofHours(1)),
                                DB, NOW.minus(Duration.ofHours(9))),
                        pod(WEB, EARLIEST, "Running"),
                        pod(DB, EARLIEST, "Running"));
        assertThat(known.lacksFrom(EARLIEST, NOW)).isEqualTo(NOW.minus(Duration.ofHours(9)));
    }

    @Test
    void workloadsThatDoNotRunLackNothing() {
        assertThat(known(Map.of(), pod(WEB, EARLIEST, "Pending")).lacksFrom(EARLIEST, NOW))
                .isEqualTo(NOW);
    }

    @Test
    void withoutAClusterEverythingIsLacking() {
        assertThat(KnownWorkloads.unknown().lacksFrom(EARLIEST, NOW)).isEqualTo(EARLIEST);
    }

    @Test
    void ofSeveralGroupsTheOneThatHasTheNameCounts() {
        WorkloadRef one = new WorkloadRef("shop", "Runner", "a.example", "x");
        WorkloadRef other = new WorkloadRef("shop", "Runner", "b.example", "y");
        KnownWorkloads known =
                known(Map.of(), pod(one, EARLIEST, "Running"), pod(other, EARLIEST, "Running"));
        assertThat(known.named("shop", "Runner", "y")).isEqualTo(other);
        assertThat(known.named("shop", "Runner", "z")).isNull();
        assertThat(known.named("shop", "Unheard", "z")).isNull();
    }

    private static KnownWorkloads known(
            Map<WorkloadRef, Instant> assessedUntil, InventoryEntry... inventory) {
        return KnownWorkloads.of(List.of(inventory), assessedUntil);
    }

    private static InventoryEntry pod(WorkloadRef workload, Instant created, String phase) {
        return new PodState(
                workload,
                workload.name() + "-0",
                "uid-" + workload.name(),
                null,
                phase,
                true,
                created,
                null,
                List.of());
    }
}
