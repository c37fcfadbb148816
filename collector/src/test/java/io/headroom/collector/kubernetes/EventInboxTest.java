package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.collector.publish.Published;
import io.headroom.collector.publish.Sink;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.usage.UsageReading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventInboxTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final WorkloadRef DEBUG = new WorkloadRef("shop", "Pod", "", "debug");

    private final Counted told = new Counted();
    private final KnownSurroundings surroundings = new KnownSurroundings();
    private final Published published = new Published(told, Map.of(), Map.of());
    private final PodInventory pods = new PodInventory(published, told, List.of(), surroundings);
    private final EventInbox inbox =
            new EventInbox(
                    pods, new PodRefusals(published, List.of()), published, told, surroundings);

    @Test
    void anEventOfAPodThatIsThereIsToldWithItsWorkload() {
        pods.put(pod(), NOW);
        inbox.told(killing("e1", "uid-1"), Told.CREATED, NOW);
        assertThat(told.last().workload()).isEqualTo(DEBUG);
    }

    @Test
    void anEventThatComesBeforeItsPodWaitsForIt() {
        inbox.told(killing("e1", "uid-1"), Told.CREATED, NOW);
        inbox.retry(NOW.plusSeconds(5));
        assertThat(told.events).isZero();
        pods.put(pod(), NOW.plusSeconds(6));
        inbox.retry(NOW.plusSeconds(7));
        assertThat(told.last().workload()).isEqualTo(DEBUG);
        inbox.retry(NOW.plusSeconds(60));
        assertThat(told.events).isEqualTo(1);
    }

    @Test
    void anEventOfAPodThatIsGoneIsStillToldWithItsWorkload() {
        pods.put(pod(), NOW);
        pods.gone("shop", "debug", "uid-1", NOW.plusSeconds(1));
        inbox.told(killing("e1", "uid-1"), Told.CREATED, NOW.plusSeconds(2));
        assertThat(told.last().workload()).isEqualTo(DEBUG);
    }

    @Test
    void anEventOfAPodThatWentBeforeThisRunBeganIsToldWithItsWorkloadOnceThatIsRead() {
        inbox.told(killing("e1", "uid-before"), Told.CREATED, NOW);
        pods.wasThere("uid-before", DEBUG);
        inbox.retry(NOW.plusSeconds(1));
        assertThat(told.last().workload()).isEqualTo(DEBUG);
    }

    @Test
    void anEventOfAPodThatNeverComesIsToldWithoutOne() {
        inbox.told(killing("e1", "uid-of-nobody"), Told.CREATED, NOW);
        inbox.retry(NOW.plusSeconds(11));
        assertThat(told.last().workload()).isNull();
    }

    @Test
    void anEventOfAnEarlierPodOfThatNameKeepsItsUid() {
        pods.put(pod(), NOW);
        inbox.told(killing("e1", "uid-before"), Told.CREATED, NOW);
        assertThat(told.last().regarding().uid()).isEqualTo("uid-before");
    }

    @Test
    void ofAMillionEventsForPodsThatNobodyKnowsAFewWaitAndNoneIsLost() {
        Event event = killing("", "");
        for (int i = 0; i < 1_000_000; i++) {
            event.getMetadata().setUid("event-" + i);
            event.getRegarding().setUid("uid-" + i);
            inbox.told(event, Told.CREATED, NOW);
        }
        assertThat(told.events).isEqualTo(1_000_000 - 5_000);
        inbox.retry(NOW.plusSeconds(11));
        assertThat(told.events).isEqualTo(1_000_000);
    }

    @Test
    void aListThatShowsAMillionEventsTellsNoneAgain() {
        Event event = killing("", "uid-1");
        for (int i = 0; i < 1_000_000; i++) {
            event.getMetadata().setUid("event-" + i);
            inbox.told(event, Told.LISTED, NOW);
        }
        assertThat(told.events).isZero();
    }

    private static Event killing(String uid, String podUid) {
        return new EventBuilder()
                .withNewMetadata()
                .withUid(uid)
                .endMetadata()
                .withType("Normal")
                .withReason("Killing")
                .withNote("Container app failed liveness probe, will be restarted")
                .withNewRegarding()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace("shop")
                .withName("debug")
                .withUid(podUid)
                .endRegarding()
                .build();
    }

    private static SeenPod pod() {
        return new SeenPod(
                "shop",
                "debug",
                "uid-1",
                null,
                "worker-1",
                NOW,
                NOW,
                new SeenPod.Status("Running", null, null, null, List.of(), List.of()),
                new PodSettings("Always", null, 1L, null, null, null),
                List.of(),
                null,
                null);
    }

    /** Keeps nothing of what it is told but how much that was, and the latest. */
    private static final class Counted implements Sink {
        int events;
        private @Nullable EventDelta latest;

        @Override
        public void lifecycle(LifecycleFact fact) {
            if (fact instanceof EventDelta event) {
                events++;
                latest = event;
            }
        }

        EventDelta last() {
            return Objects.requireNonNull(latest);
        }

        @Override
        public void usage(UsageReading reading) {}

        @Override
        public void inventory(InventoryEntry entry) {}

        @Override
        public void inventoryGone(String key) {}

        @Override
        public void cluster(ClusterEntry entry) {}

        @Override
        public void clusterGone(String key) {}
    }
}
