package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.headroom.collector.publish.Published;
import io.headroom.collector.publish.RecordedCalls;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodInventoryTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Controller REPLICA_SET =
            new Controller("ReplicaSet", "apps", "web-1", "rs-1");
    private static final Controller DEPLOYMENT = new Controller("Deployment", "apps", "web", "d-1");

    private final RecordedCalls told = new RecordedCalls();

    @Test
    void removesAWorkloadThatNoPodDescribesAnyMoreAlthoughAnotherPodsOwnerIsNeverFound() {
        // Given an earlier run that saw a bare pod which has gone since
        WorkloadRef left = new WorkloadRef("shop", "Pod", "", "debug");
        WorkloadState state = new WorkloadState(left, "uid", NOW, null, 1, List.of(), Map.of());
        Published published = new Published(told, Map.of(left.key(), state), Map.of());
        PodInventory inventory =
                new PodInventory(published, told, List.of(), new KnownSurroundings());

        // When
        inventory.put(pod("orphan", REPLICA_SET), NOW);
        inventory.listed(NOW);
        inventory.removeUndescribed();

        // Then it waits, since the orphan's workload might be this one
        assertThat(told.of(RecordedCalls.Gone.class)).isEmpty();

        // When its owner is not found either
        inventory.giveUp(REPLICA_SET.uid(), NOW);
        inventory.removeUndescribed();

        // Then
        assertThat(told.of(RecordedCalls.Gone.class))
                .containsExactly(new RecordedCalls.Gone(left.key()));
    }

    @Test
    void aPodFollowsItsReplicaSetWhenThatOneIsAdopted() {
        // Given
        Published published = new Published(told, Map.of(), Map.of());
        PodInventory inventory =
                new PodInventory(published, told, List.of(), new KnownSurroundings());
        inventory.listed(NOW);
        inventory.owner(REPLICA_SET.uid(), null, NOW);
        inventory.put(pod("web-1-a", REPLICA_SET), NOW);
        assertThat(workload("web-1-a")).isEqualTo(REPLICA_SET.in("shop"));

        // When
        inventory.owner(REPLICA_SET.uid(), DEPLOYMENT, NOW);

        // Then what was counted before is not counted again under the new name
        assertThat(workload("web-1-a")).isEqualTo(DEPLOYMENT.in("shop"));
        assertThat(told.of(PodFact.class))
                .extracting(fact -> fact.workload().kind(), PodFact::snapshot)
                .containsExactly(tuple("ReplicaSet", false), tuple("Deployment", true));
    }

    @Test
    void anOwnerThatNobodyCouldAskForIsAskedForAgain() {
        PodInventory inventory =
                new PodInventory(
                        new Published(told, Map.of(), Map.of()),
                        told,
                        List.of(),
                        new KnownSurroundings());
        inventory.put(pod("web-1-a", REPLICA_SET), NOW);
        inventory.listed(NOW);
        Instant late = NOW.plus(PodInventory.PATIENCE);
        assertThat(inventory.overdue(late)).hasSize(1);
        assertThat(inventory.overdue(late)).isEmpty();

        inventory.askAgain(REPLICA_SET.uid(), late);

        assertThat(inventory.overdue(late)).isEmpty();
        assertThat(inventory.overdue(late.plus(PodInventory.PATIENCE))).hasSize(1);
        assertThat(workload("web-1-a")).as("not taken for its ReplicaSet's").isNull();
    }

    @Test
    void theWorkloadOfAPodThatWentWhileNobodyWatchedIsStillKnown() {
        PodState before = pod("web-1-a", DEPLOYMENT).state(DEPLOYMENT.in("shop"));
        PodInventory inventory =
                new PodInventory(
                        new Published(told, Map.of(before.key(), before), Map.of()),
                        told,
                        List.of(before),
                        new KnownSurroundings());
        inventory.listed(NOW);
        assertThat(inventory.workloadOf("uid-of-web-1-a", "shop", "web-1-a"))
                .isEqualTo(DEPLOYMENT.in("shop"));
        assertThat(inventory.workloadOf("uid-of-web-1-b", "shop", "web-1-b")).isNull();
    }

    private @Nullable WorkloadRef workload(String pod) {
        return told.of(PodState.class)
                .filter(state -> state.name().equals(pod))
                .map(PodState::workload)
                .reduce((_, latest) -> latest)
                .orElse(null);
    }

    private static SeenPod pod(String name, Controller controller) {
        return new SeenPod(
                "shop",
                name,
                "uid-of-" + name,
                controller,
                "node",
                NOW,
                NOW,
                new SeenPod.Status("Running", null, null, null, List.of(), List.of()),
                new PodSettings("Always", null, 1L, null, null, null),
                List.of(),
                null,
                null);
    }
}
