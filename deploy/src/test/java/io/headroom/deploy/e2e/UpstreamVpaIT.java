package io.headroom.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.headroom.deploy.Main;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.ControlPlane.Part;
import io.headroom.deploy.e2e.KwokWorkloads.Level;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code strategy=vpa} beside the upstream VPA's own recommender, which nobody here wrote, on the
 * same cluster for twenty minutes. Both look at the same pods, each through its own source and at
 * its own moments.
 */
@Tag("slow")
class UpstreamVpaIT {
    /** What the upstream VPA puts on top of both percentiles. */
    private static final double MARGIN = 1.15;

    private static final int MINUTES = 20;

    /** A fifth of the time, so that the ninetieth percentile is clearly on it. */
    private static final int PEAK_MINUTES = 4;

    private static final int PEAK_BEGINS_AT_MINUTE = 8;

    @TempDir static Path directory;

    @Test
    void targetsAreAtMostOneHistogramBucketApart() throws IOException {
        try (ControlPlane plane = ControlPlane.start(EnumSet.allOf(Part.class))) {
            KwokWorkloads workloads =
                    new KwokWorkloads(plane.admin(), plane.newNamespace("upstream"));
            workloads.addNodes();
            workloads.add();
            workloads.awaitRunning();
            workloads.longRunning().forEach(workload -> autoscale(plane, workload));
            int port = ControlPlane.freePorts(1)[0];
            try (TestJvm.Started headroom = startHeadroom(plane, port)) {
                live(headroom, workloads);

                Map<WorkloadRef, Resources> ours = headroomTargets(port, workloads);
                Map<WorkloadRef, Resources> theirs = upstreamTargets(plane, workloads);

                System.out.println(table(ours, theirs));
                assertThat(ours.keySet())
                        .containsExactlyInAnyOrderElementsOf(workloads.longRunning())
                        .hasSizeGreaterThanOrEqualTo(10);
                assertThat(theirs.keySet()).isEqualTo(ours.keySet());
                assertThat(ours)
                        .allSatisfy((workload, target) -> {
                            Resources upstream = Objects.requireNonNull(theirs.get(workload));
                            assertThat(cpuBucket(target))
                                    .isBetween(cpuBucket(upstream) - 1, cpuBucket(upstream) + 1);
                            assertThat(memoryBucket(target))
                                    .isBetween(
                                            memoryBucket(upstream) - 1, memoryBucket(upstream) + 1);
                        });
            }
        }
    }

    /** The first level, then a peak at the second, then the first again. */
    private static void live(TestJvm.Started headroom, KwokWorkloads workloads) {
        alive(headroom, PEAK_BEGINS_AT_MINUTE);
        workloads.setLevel(Level.SECOND);
        alive(headroom, PEAK_MINUTES);
        workloads.setLevel(Level.FIRST);
        alive(headroom, MINUTES - PEAK_BEGINS_AT_MINUTE - PEAK_MINUTES);
    }

    /** There is nothing to wait for but the time itself: both have to watch for as long. */
    private static void alive(TestJvm.Started headroom, int minutes) {
        await().pollInterval(Duration.ofSeconds(5))
                .atMost(Duration.ofMinutes(minutes + 1L))
                .during(Duration.ofMinutes(minutes))
                .until(() -> {
                    headroom.process().assertAlive();
                    return true;
                });
    }

    private static TestJvm.Started startHeadroom(ControlPlane plane, int port) {
        return TestJvm.start(
                Main.class,
                List.of(
                        "run",
                        "--kubeconfig",
                        plane.kubeconfig().toString(),
                        "--data-dir=" + directory.resolve("run"),
                        "--rest.port=" + port,
                        "--recommender.strategy=vpa",
                        "--collector.scrape-interval=15s"));
    }

    private static void autoscale(ControlPlane plane, WorkloadRef workload) {
        plane.admin()
                .resource(
                        """
                        {"apiVersion": "autoscaling.k8s.io/v1",
                         "kind": "VerticalPodAutoscaler",
                         "metadata": {"name": "%1$s", "namespace": "%2$s"},
                         "spec": {
                           "targetRef": {"apiVersion": "apps/v1", "kind": "%3$s", "name": "%1$s"},
                           "updatePolicy": {"updateMode": "Off"}}}
                        """
                                .formatted(workload.name(), workload.namespace(), workload.kind()))
                .create();
    }

    private static Map<WorkloadRef, Resources> headroomTargets(int port, KwokWorkloads workloads)
            throws IOException {
        Map<WorkloadRef, Resources> targets = new TreeMap<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/recommendations");
            String body =
                    client.send(
                                    HttpRequest.newBuilder(uri).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            Json.mapper()
                    .readTree(body)
                    .get("recommendations")
                    .valueStream()
                    .map(each -> Json.mapper().treeToValue(each, Recommendation.class))
                    .filter(each -> workloads.longRunning().contains(each.workload()))
                    .forEach(each -> targets.put(each.workload(), target(each)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return targets;
    }

    private static Resources target(Recommendation recommendation) {
        Advice advice = recommendation.containers().getFirst().advice();
        assertThat(advice).as(recommendation.workload().key()).isInstanceOf(Advice.Resize.class);
        return ((Advice.Resize) advice).target();
    }

    private static Map<WorkloadRef, Resources> upstreamTargets(
            ControlPlane plane, KwokWorkloads workloads) {
        Map<WorkloadRef, Resources> targets = new TreeMap<>();
        for (WorkloadRef workload : workloads.longRunning()) {
            GenericKubernetesResource autoscaler =
                    plane.admin()
                            .genericKubernetesResources(
                                    "autoscaling.k8s.io/v1", "VerticalPodAutoscaler")
                            .inNamespace(workload.namespace())
                            .withName(workload.name())
                            .get();
            Map<String, Object> target =
                    autoscaler.get(
                            "status", "recommendation", "containerRecommendations", 0, "target");
            targets.put(
                    workload,
                    new Resources(
                            new Cpu(quantity(target, "cpu").movePointRight(3).longValueExact()),
                            new Memory(quantity(target, "memory").longValueExact())));
        }
        return targets;
    }

    private static BigDecimal quantity(Map<String, Object> amounts, String resource) {
        return new Quantity(String.valueOf(amounts.get(resource))).getNumericalAmount();
    }

    private static int cpuBucket(Resources target) {
        return ExponentialBuckets.CPU_CORES.find(
                Objects.requireNonNull(target.cpu()).millicores() / 1_000.0 / MARGIN);
    }

    private static int memoryBucket(Resources target) {
        return ExponentialBuckets.MEMORY_BYTES.find(
                Objects.requireNonNull(target.memory()).bytes() / MARGIN);
    }

    private static String table(
            Map<WorkloadRef, Resources> ours, Map<WorkloadRef, Resources> theirs) {
        StringBuilder lines = new StringBuilder("workload, headroom, upstream%n".formatted());
        ours.forEach((workload, target) ->
                lines.append(
                        "%s, %s, %s%n".formatted(workload.key(), target, theirs.get(workload))));
        return lines.toString();
    }
}
