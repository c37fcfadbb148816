package io.headroom.deploy.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.collector.Collector;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.topic.Keys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API server that streams no lists, forgets what was before its start, and crashes. */
class CrashingApiServerIT {
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    @TempDir Path directory;
    private ControlPlane plane;
    private Collecting collecting;
    private String namespace;

    @BeforeEach
    void start() {
        plane =
                ControlPlane.start(
                        Set.of(),
                        "--feature-gates=WatchList=false",
                        "--etcd-compaction-interval=10s");
        collecting = new Collecting(directory.resolve("kafka"), Map.of());
        namespace = plane.newNamespace("crash");
    }

    @AfterEach
    void stop() {
        collecting.close();
        plane.close();
    }

    @Test
    void whatChangesWhileTheServerIsGoneIsSeenOnceAfterwards() {
        // Given
        Collector collector = collecting.startReady(plane.admin());
        create(plane.admin(), "kept");
        Pod deleted = create(plane.admin(), "deleted");
        Pod replaced = create(plane.admin(), "replaced");
        limitRange(plane.admin(), "gone");
        await().atMost(DEADLINE)
                .untilAsserted(() -> {
                    assertThat(pods()).hasSize(3);
                    assertThat(collecting.cluster())
                            .containsKey(Keys.limitRange(namespace, "gone"));
                });
        assertThat(relists("pods", "list")).isPositive();
        assertThat(relists("pods", "watchlist")).isZero();

        // When
        try (KubernetesClient other = plane.anotherApiServer()) {
            plane.apiServer().kill();
            delete(other, "deleted");
            delete(other, "replaced");
            Pod replacement = create(other, "replaced");
            create(other, "new");
            other.limitRanges().inNamespace(namespace).withName("gone").delete();
            limitRange(other, "later");
            double relisted = relists("pods", "list");
            plane.apiServer().start();

            // Then
            await().atMost(DEADLINE)
                    .untilAsserted(() -> {
                        assertThat(pods()).containsOnlyKeys("kept", "replaced", "new");
                        assertThat(pods().get("replaced")).isEqualTo(uid(replacement));
                        assertThat(collecting.cluster())
                                .containsKey(Keys.limitRange(namespace, "later"))
                                .doesNotContainKey(Keys.limitRange(namespace, "gone"));
                    });
            assertThat(relists("pods", "list")).isGreaterThan(relisted);
            assertThat(restarts("pods", "gone")).isPositive();
            assertThat(collector.ready()).isTrue();

            // and when it crashes once more, nothing is told again that was told already
            double before = relists("pods", "list");
            plane.apiServer().kill();
            create(other, "last");
            plane.apiServer().start();
            await().atMost(DEADLINE)
                    .untilAsserted(() -> {
                        assertThat(pods()).containsKey("last");
                        assertThat(relists("pods", "list")).isGreaterThan(before);
                        assertThat(facts("kept")).hasSizeGreaterThanOrEqualTo(3);
                    });
            assertThat(gone())
                    .extracting(PodGone::podUid)
                    .containsExactlyInAnyOrder(uid(deleted), uid(replaced));
            assertThat(gone()).allMatch(PodGone::snapshot);
            assertThat(facts("kept").getFirst().snapshot()).isFalse();
            assertThat(facts("kept").stream().skip(1)).allMatch(PodFact::snapshot);
        }
    }

    /** The UIDs of the pods that the inventory holds, by name. */
    private Map<String, String> pods() {
        Map<String, String> pods = new TreeMap<>();
        for (InventoryEntry entry : collecting.inventory().values()) {
            if (entry instanceof PodState pod && pod.namespace().equals(namespace)) {
                pods.put(pod.name(), pod.uid());
            }
        }
        return pods;
    }

    private List<PodGone> gone() {
        return collecting.lifecycle().stream()
                .filter(PodGone.class::isInstance)
                .map(PodGone.class::cast)
                .toList();
    }

    private List<PodFact> facts(String pod) {
        return collecting.lifecycle().stream()
                .filter(PodFact.class::isInstance)
                .map(PodFact.class::cast)
                .filter(fact -> fact.pod().equals(pod))
                .toList();
    }

    private double relists(String resource, String mode) {
        return collecting.counter("headroom_collector_relists", "mode", resource, mode);
    }

    private double restarts(String resource, String reason) {
        return collecting.counter("headroom_collector_watch_restarts", "reason", resource, reason);
    }

    private Pod create(KubernetesClient client, String name) {
        return client.pods()
                .inNamespace(namespace)
                .resource(
                        new PodBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("main")
                                .withImage("i")
                                .endContainer()
                                .endSpec()
                                .build())
                .create();
    }

    private void limitRange(KubernetesClient client, String name) {
        client.limitRanges()
                .inNamespace(namespace)
                .resource(
                        new LimitRangeBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .addNewLimit()
                                .withType("Container")
                                .endLimit()
                                .endSpec()
                                .build())
                .create();
    }

    private void delete(KubernetesClient client, String pod) {
        client.pods().inNamespace(namespace).withName(pod).withGracePeriod(0).delete();
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }
}
