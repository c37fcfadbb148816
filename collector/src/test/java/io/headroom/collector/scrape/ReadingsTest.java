package io.headroom.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final String UID = "8f14e45f-ceea-467f-a0e6-2b1b5a3c9d10";
    private static final Resources REQUESTS = new Resources(new Cpu(100), Memory.ofMebibytes(64));
    private static final PodState POD =
            new PodState(
                    new WorkloadRef("shop", "Deployment", "apps", "web"),
                    "web-1",
                    UID,
                    "node-1",
                    "Running",
                    true,
                    NOW,
                    NOW,
                    List.of(new ContainerSpec("app", ContainerType.APP, REQUESTS, Resources.NONE)));

    private final Tally tally = new Tally();

    @Test
    void aContainerIsReadWithWhatTheInventoryKnowsOfIt() {
        ContainerReading reading = only(of(pod(UID, container(NOW, 7))));

        assertThat(reading.type()).isEqualTo(ContainerType.APP);
        assertThat(reading.requests()).isEqualTo(REQUESTS);
        assertThat(tally.samples()).isEqualTo(Map.of("accepted", 1));
    }

    @Test
    void aPodThatIsNotThereAndALeftoverOfItsNameAreCountedAndNotRead() {
        PodUsage unknown =
                new PodUsage("shop", "other", null, List.of(container(NOW, 1), container(NOW, 2)));
        PodUsage leftover = pod("c4ca4238-a0b9-4382-8dcc-509a6f75849b", container(NOW, 3));

        assertThat(of(unknown, leftover)).isEmpty();
        assertThat(tally.samples()).isEqualTo(Map.of("unowned", 3));
    }

    @Test
    void aStaticPodIsKnownByTheHashOfItsFile() {
        assertThat(of(pod("0cc175b9c0f1b6a831c399e269772661", container(NOW, 1)))).hasSize(1);
    }

    @Test
    void ofTwoInstancesTheOneThatStartedLastCounts() {
        ContainerReading reading =
                only(of(pod(UID, container(NOW.minusSeconds(60), 900), container(NOW, 5))));

        assertThat(reading.cpu()).isEqualTo(new CpuReading.Counter(NOW, 5, null));
        assertThat(tally.samples()).isEqualTo(Map.of("accepted", 1, "duplicate", 1));
    }

    @Test
    void ofTwoInstancesThatCannotBeToldApartNeitherCounts() {
        assertThat(of(pod(UID, container(NOW, 900), container(NOW, 5)))).isEmpty();
        assertThat(tally.samples()).isEqualTo(Map.of("duplicate", 2));
    }

    @Test
    void whatTheSourceDoesNotSayIsCountedByField() {
        ContainerUsage bare = new ContainerUsage("app", null, null, memory(), null);

        assertThat(of(pod(UID, bare))).hasSize(1);
        assertThat(tally.missing()).isEqualTo(Map.of("cpu", 1, "start_time", 1, "rss", 1));
    }

    private List<UsageReading> of(PodUsage... pods) {
        NodeState node =
                new NodeState(
                        "node-1",
                        "uid",
                        Resources.NONE,
                        Resources.NONE,
                        true,
                        false,
                        null,
                        10_250,
                        null);
        return new Readings(node, Source.SUMMARY, NOW, Duration.ofSeconds(30))
                .of(
                        List.of(pods),
                        (namespace, name) ->
                                namespace.equals(POD.namespace()) && name.equals(POD.name())
                                        ? POD
                                        : null,
                        tally);
    }

    private static ContainerReading only(List<UsageReading> readings) {
        assertThat(readings).hasSize(1);
        assertThat(readings.getFirst().containers()).hasSize(1);
        return readings.getFirst().containers().getFirst();
    }

    private static PodUsage pod(@Nullable String uid, ContainerUsage... containers) {
        return new PodUsage("shop", "web-1", uid, List.of(containers));
    }

    private static ContainerUsage container(Instant startedAt, long coreNanos) {
        return new ContainerUsage(
                "app", startedAt, new CpuReading.Counter(NOW, coreNanos, null), memory(), null);
    }

    private static MemoryReading memory() {
        return new MemoryReading(NOW, 1 << 20, null, null);
    }
}
