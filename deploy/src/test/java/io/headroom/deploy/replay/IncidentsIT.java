package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.model.topic.Json;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Rows of both tables through a real API server: statuses are written as a kubelet would, events as
 * its recorder would, and the answer is read over REST.
 */
class IncidentsIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String LIVENESS = "Container app failed liveness probe, will be restarted";

    private final ControlPlane plane = ControlPlane.bare();
    private final KubernetesClient admin = plane.admin();
    private final String namespace = plane.newNamespace("incidents");
    private final Instant ended = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(20);
    private final Map<String, String> expected = new TreeMap<>();
    private int events;

    @TempDir Path directory;

    @Test
    void whatTheApiShowsIsToldByRowClassAndConfidence() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
                Road road =
                        new Road(
                                admin,
                                kafka.bootstrapServers(),
                                "incidents",
                                InstantSource.system(),
                                Map.of())) {
            node("steady", false);
            node("cordoned", true);
            restarts();
            ends();
            await().atMost(SOON).untilAsserted(() -> assertThat(told(road)).isEqualTo(expected));
            assertThat(accountingDifference(road)).isZero();
        } finally {
            admin.nodes().withName("steady").delete();
            admin.nodes().withName("cordoned").delete();
        }
    }

    private void restarts() {
        restarted("a3-oom", 137, "OOMKilled", null, "A3 oom_killed confirmed");
        restarted("a4-liveness", 137, "Error", LIVENESS, "A4 liveness_kill confirmed");
        restarted(
                "a4-merged",
                0,
                "Completed",
                "(combined from similar events): " + LIVENESS,
                "A4 liveness_kill confirmed");
        restarted(
                "a5-startup",
                1,
                "Error",
                "Container app failed startup probe, will be restarted",
                "A5 startup_kill confirmed");
        restarted(
                "a6-resize",
                143,
                "Error",
                "Container app resize requires restart",
                "A6 resize_restart confirmed");
        restarted(
                "a7-definition",
                143,
                "Error",
                "Container app definition changed, will be restarted",
                "A7 spec_change_restart confirmed");
        restarted("a9-lost", 137, "ContainerStatusUnknown", null, "A9 status_lost likely");
        restarted("a10-start", 128, "StartError", null, "A10 start_error confirmed");
        restarted("a12-clean", 0, "Completed", null, "A12 clean_exit_restart likely");
        restarted("a14-signal", 139, "Error", null, "A14 signal likely");
        restarted("a14-killed", 137, "Error", null, "A14 killed_unattributed unknown");
        restarted("a15-code", 3, "Error", null, "A15 app_error likely");
        restarted(
                "a14-stopping",
                137,
                "Error",
                "Stopping container app",
                "A14 killed_unattributed unknown");
        Pod jump = running("a16-jump", "steady");
        status(jump, 4, 137, "OOMKilled");
        expected.put("a16-jump", "A3 oom_killed confirmed 4");
    }

    private void ends() {
        Pod evicted = running("b1-evicted", "steady");
        failed(evicted, "Evicted", "The node was low on resource: memory. ");
        expected.put("b1-evicted", "B1 evict_node_pressure confirmed 1");
        Pod storage = running("b2-storage", "steady");
        failed(storage, "Evicted", "Pod ephemeral local storage usage exceeds the total limit");
        expected.put("b2-storage", "B2 evict_storage_limit confirmed 1");
        Pod program = running("b17-failed", "steady");
        failed(program, null, null);
        expected.put("b17-failed", "B17 pod_failed likely 1");
        deleted("b5-preempted", "steady", "PreemptionByScheduler");
        expected.put("b5-preempted", "B5 preempt_scheduler confirmed 1");
        deleted("b6-taint", "steady", "DeletionByTaintManager");
        expected.put("b6-taint", "B6 taint_eviction likely 1");
        deleted("b8-drain", "cordoned", "EvictionByEvictionAPI");
        expected.put("b8-drain", "B8 drain likely 1");
        Pod vpa = deleted("b8-vpa", "cordoned", "EvictionByEvictionAPI");
        event(vpa, "EvictedByVPA", "Pod was evicted by VPA Updater", null, Instant.now());
        expected.put("b8-vpa", "B8 evict_vpa confirmed 1");
        Pod byHand = deleted("b16-by-hand", "steady", null);
        admin.pods()
                .inNamespace(namespace)
                .withName(byHand.getMetadata().getName())
                .withGracePeriod(0)
                .delete();
        expected.put("b16-by-hand", "B16 manual_delete_unattributed unknown 1");
    }

    private void restarted(
            String name, int exitCode, String reason, @Nullable String killing, String answer) {
        Pod pod = running(name, "steady");
        if (killing != null) {
            event(pod, "Killing", killing, "spec.containers{app}", ended.minusSeconds(1));
        }
        status(pod, 1, exitCode, reason);
        expected.put(name, answer + " 1");
    }

    private Pod running(String name, String node) {
        Pod pod =
                admin.pods()
                        .inNamespace(namespace)
                        .resource(
                                new PodBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .endMetadata()
                                        .withNewSpec()
                                        .withNodeName(node)
                                        .addNewContainer()
                                        .withName("app")
                                        .withImage("i")
                                        .endContainer()
                                        .endSpec()
                                        .build())
                        .create();
        status(pod, 0, 0, "");
        return pod;
    }

    /** As a kubelet writes it: the count, and how the instance before ended. */
    private void status(Pod pod, int count, int exitCode, String reason) {
        String name = pod.getMetadata().getName();
        var container =
                new ContainerStatusBuilder()
                        .withName("app")
                        .withImage("i")
                        .withImageID("i")
                        .withReady(true)
                        .withRestartCount(count)
                        .withContainerID("containerd://" + name + '-' + count)
                        .withNewState()
                        .withNewRunning()
                        .withStartedAt(
                                (count == 0 ? ended.minusSeconds(300) : ended.plusSeconds(2))
                                        .toString())
                        .endRunning()
                        .endState();
        if (count > 0) {
            container
                    .withNewLastState()
                    .withNewTerminated()
                    .withExitCode(exitCode)
                    .withReason(reason)
                    .withStartedAt(ended.minusSeconds(300).toString())
                    .withFinishedAt(ended.toString())
                    .withContainerID("containerd://" + name + '-' + (count - 1))
                    .endTerminated()
                    .endLastState();
        }
        edit(
                name,
                status ->
                        new PodBuilder(status)
                                .editOrNewStatus()
                                .withPhase("Running")
                                .withContainerStatuses(container.build())
                                .withConditions(
                                        new PodConditionBuilder()
                                                .withType("Ready")
                                                .withStatus("True")
                                                .withLastTransitionTime(
                                                        ended.plusSeconds(5).toString())
                                                .build())
                                .endStatus()
                                .build());
    }

    private void failed(Pod pod, @Nullable String reason, @Nullable String message) {
        edit(
                pod.getMetadata().getName(),
                status ->
                        new PodBuilder(status)
                                .editOrNewStatus()
                                .withPhase("Failed")
                                .withReason(reason)
                                .withMessage(message)
                                .endStatus()
                                .build());
    }

    private Pod deleted(String name, String node, @Nullable String reason) {
        Pod pod = running(name, node);
        if (reason != null) {
            edit(
                    name,
                    status ->
                            new PodBuilder(status)
                                    .editStatus()
                                    .addNewCondition()
                                    .withType("DisruptionTarget")
                                    .withStatus("True")
                                    .withReason(reason)
                                    .endCondition()
                                    .endStatus()
                                    .build());
        }
        admin.pods().inNamespace(namespace).withName(name).withGracePeriod(30).delete();
        return pod;
    }

    private void edit(String name, UnaryOperator<Pod> change) {
        admin.pods().inNamespace(namespace).withName(name).editStatus(change);
    }

    private void event(
            Pod pod, String reason, String note, @Nullable String fieldPath, Instant at) {
        admin.events()
                .v1()
                .events()
                .inNamespace(namespace)
                .resource(
                        new EventBuilder()
                                .withNewMetadata()
                                .withName(pod.getMetadata().getName() + ".event-" + events++)
                                .endMetadata()
                                .withEventTime(
                                        new MicroTime(
                                                at.truncatedTo(ChronoUnit.MILLIS)
                                                        .plusMillis(1)
                                                        .toString()
                                                        .replaceFirst("(\\.\\d{3})Z", "$1000Z")))
                                .withReportingController("kubelet")
                                .withReportingInstance("steady")
                                .withAction("Act")
                                .withType("Normal")
                                .withReason(reason)
                                .withNote(note)
                                .withNewRegarding()
                                .withApiVersion("v1")
                                .withKind("Pod")
                                .withNamespace(namespace)
                                .withName(pod.getMetadata().getName())
                                .withUid(pod.getMetadata().getUid())
                                .withFieldPath(fieldPath)
                                .endRegarding()
                                .build())
                .create();
    }

    private void node(String name, boolean cordoned) {
        admin.nodes()
                .resource(
                        new NodeBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .withUnschedulable(cordoned ? true : null)
                                .endSpec()
                                .build())
                .create();
    }

    private Map<String, String> told(Road road) throws Exception {
        Map<String, String> told = new TreeMap<>();
        JsonNode answer =
                Json.mapper().readTree(road.get("/api/v1/incidents?namespace=" + namespace));
        for (JsonNode incident : answer.get("incidents")) {
            JsonNode why = incident.get("classification");
            told.put(
                    incident.get("workload").get("name").asString(),
                    "%s %s %s %d"
                            .formatted(
                                    why.get("row").asString(),
                                    why.get("class").asString(),
                                    why.get("confidence").asString(),
                                    incident.get("restarts").asInt()
                                            + incident.get("disruptions").asInt()));
        }
        return told;
    }

    private static double accountingDifference(Road road) {
        return road.metrics().scrape().stream()
                .filter(each ->
                        each.getMetadata()
                                .getPrometheusName()
                                .equals("headroom_restart_accounting_difference"))
                .map(GaugeSnapshot.class::cast)
                .flatMap(each -> each.getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }
}
