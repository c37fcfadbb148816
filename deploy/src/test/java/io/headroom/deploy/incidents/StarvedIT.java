package io.headroom.deploy.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.replay.FakeKubelets;
import io.headroom.deploy.replay.PodUsage;
import io.headroom.deploy.replay.Road;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.RecordCodec;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A probe kills a container that used all the CPU of its limit: kubelet, API server and Kafka are
 * there, no window of usage has closed and nothing was assessed, and it is said with the kill.
 */
class StarvedIT {
    private static final String NODE = "busy";
    private static final long MILLI_SECONDS = 1_000_000L;

    @TempDir Path directory;

    @Test
    void isSaidWithTheKillOnTheTopicAndOverRest() throws Exception {
        Instant ended = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(20);
        ControlPlane plane = ControlPlane.start(Set.of());
        try (FakeKubelets kubelets = new FakeKubelets(plane.certificates());
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            kubelets.accept(ControlPlane.ADMIN_TOKEN);
            PlayedPod pod =
                    new PlayedPod(plane.admin(), plane.newNamespace("starved"), "slow", ended)
                            .on(NODE)
                            .with(
                                    new ContainerBuilder()
                                            .withName(PlayedPod.APP)
                                            .withImage("i")
                                            .withNewResources()
                                            .addToLimits("cpu", new Quantity("200m"))
                                            .endResources()
                                            .build())
                            .create();
            Read read = new Read(pod, ended);
            FakeKubelets.Kubelet kubelet = kubelets.start(NODE, read::usage);
            kubelet.also("/metrics/cadvisor", _ -> read.oomKills());
            kubelet.register(
                    plane.admin(),
                    Map.of("cpu", new Quantity("4"), "memory", new Quantity("16Gi")));
            try (Road road =
                    new Road(
                            plane.admin(),
                            kafka.bootstrapServers(),
                            "starved",
                            Instant::now,
                            Map.of("collector.cadvisor", "true"))) {
                // Given it was read twice
                read.at(-70, 1_000, 1);
                road.collector().scrapeAll(Instant.now());
                read.at(-10, 1_000 + 60 * 197, 3);
                road.collector().scrapeAll(Instant.now());

                // When
                Said.of(
                                pod.container(PlayedPod.APP),
                                "Normal",
                                "Killing",
                                "Container app failed liveness probe, will be restarted",
                                pod.at(-1))
                        .write(plane.admin());
                pod.restarts(137, "Error").write();

                // Then
                await().atMost(PlayedCluster.SOON)
                        .untilAsserted(() ->
                                assertThat(overRest(road))
                                        .contains("the liveness probe killed it at ")
                                        .contains("at the limit of 200m: it needs at least 197m"));
                RecordCodec<IncidentEntry> codec = new RecordCodec<>(IncidentEntry.class);
                assertThat(
                                new TopicContents(kafka.bootstrapServers())
                                        .all(road.topics().incidents()).stream()
                                                .map(each -> codec.decode(each.value()))
                                                .filter(Incident.class::isInstance)
                                                .map(each -> ((Incident) each).starved()))
                        .last()
                        .isEqualTo(overRest(road));

                // And what was killed within it while it went on
                await().atMost(PlayedCluster.SOON)
                        .untilAsserted(() -> assertThat(processesKilled(road)).isEqualTo(2));
            }
        } finally {
            plane.close();
        }
    }

    private static String overRest(Road road) throws Exception {
        JsonNode incidents = Json.mapper().readTree(road.get("/api/v1/incidents")).get("incidents");
        return incidents.isEmpty() ? "" : incidents.get(0).path("starved").asString("");
    }

    private static double processesKilled(Road road) {
        return road.metrics().scrape().stream()
                .filter(each -> each.getMetadata().getName().equals("headroom_process_oom_kills"))
                .map(CounterSnapshot.class::cast)
                .flatMap(each -> each.getDataPoints().stream())
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    /** What its kubelet has read of it. */
    private static final class Read {
        private final PodUsage.Container container;
        private final PlayedPod pod;
        private volatile PodUsage.Container latest;
        private volatile int processesKilled;

        Read(PlayedPod pod, Instant ended) {
            this.pod = pod;
            this.container =
                    new PodUsage.Container(
                            PlayedPod.APP, ended.minusSeconds(300), ended, 0, 64 << 20);
            this.latest = container;
        }

        void at(int second, long milliSeconds, int killed) {
            processesKilled = killed;
            latest =
                    new PodUsage.Container(
                            container.name(),
                            container.startedAt(),
                            pod.at(second),
                            milliSeconds * MILLI_SECONDS,
                            container.workingSetBytes());
        }

        String oomKills() {
            return "container_oom_events_total{namespace=\"%s\",pod=\"%s\",container=\"%s\"} %d\n"
                    .formatted(pod.namespace(), pod.name(), PlayedPod.APP, processesKilled);
        }

        List<PodUsage> usage() {
            return List.of(
                    new PodUsage(
                            pod.namespace(),
                            pod.name(),
                            pod.uid(),
                            latest.startedAt(),
                            List.of(latest)));
        }
    }
}
