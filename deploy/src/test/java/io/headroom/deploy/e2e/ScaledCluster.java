package io.headroom.deploy.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.e2e.ScaledWorkload.Step;
import io.headroom.deploy.e2e.SeenWorkloads.Seen;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Json;
import io.headroom.recommender.scale.hpa.MetricReading.PodMetric;
import io.headroom.recommender.scale.hpa.ObservedPod;
import io.headroom.recommender.scale.hpa.ObservedPod.Phase;
import io.headroom.recommender.scale.hpa.ObservedPod.Readiness;
import io.headroom.recommender.scale.manifest.HpaManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Scaled workloads on kwok's nodes, whose pods share what there is to serve. A new pod takes its
 * share from when metrics-server knows it, as one that has to start first.
 */
final class ScaledCluster {
    private static final String CPU = "headroom.test/cpu";
    private static final String MEMORY = "headroom.test/memory";
    private static final String CONTAINER = "main";
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    private final ControlPlane plane;
    private final KubernetesClient client;
    private final String namespace;
    private final List<ScaledWorkload> workloads;
    private final List<SeenWorkloads> seen = new ArrayList<>();
    private Set<String> measured = Set.of();

    ScaledCluster(ControlPlane plane, List<ScaledWorkload> workloads) {
        this.plane = plane;
        this.client = plane.admin();
        this.namespace = plane.newNamespace("scaled");
        this.workloads = List.copyOf(workloads);
        new KwokWorkloads(client, namespace).addNodes();
    }

    String namespace() {
        return namespace;
    }

    /** Everything that was seen, in the order of time. */
    List<SeenWorkloads> seen() {
        return List.copyOf(seen);
    }

    /** Starts the workloads, and the autoscalers once metrics-server knows every pod. */
    void start() {
        workloads.forEach(workload -> client.resource(deployment(workload)).create());
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    serve(Duration.ZERO);
                    return look().workloads().entrySet().stream()
                            .allMatch(entry -> isMeasured(entry.getKey(), entry.getValue()));
                });
        for (ScaledWorkload workload : workloads) {
            apply(
                    HpaManifest.of(
                            workload.name(),
                            new WorkloadRef(namespace, "Deployment", "apps", workload.name()),
                            "apps/v1",
                            workload.spec()));
        }
    }

    /** Lets the script pass, and looks all the while. */
    void pass(Duration length) {
        Instant start = Instant.now();
        await().atMost(length.plus(DEADLINE))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    Duration elapsed = Duration.between(start, Instant.now());
                    seen.add(look());
                    serve(elapsed);
                    return elapsed.compareTo(length) >= 0;
                });
    }

    private boolean isMeasured(String name, Seen workload) {
        ScaledWorkload own =
                workloads.stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        int wanted = own.replicas();
        double share = (double) own.script().getFirst().cpuMilli() / wanted;
        Map<String, PodMetric> cpu = workload.of("cpu");
        // before that kwok served what it takes for a pod without an annotation
        return workload.pods().size() == wanted
                && cpu.size() == wanted
                && cpu.values().stream()
                        .allMatch(metric -> Math.abs(metric.milli() - share) <= share / 20);
    }

    private void apply(Map<String, Object> manifest) {
        try {
            Path file = Files.createTempFile(plane.logs(), "hpa", ".json");
            Files.writeString(file, Json.mapper().writeValueAsString(manifest));
            plane.kubectl().run("apply", "--server-side", "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Duration elapsed) {
        Map<String, List<Pod>> pods = pods();
        for (ScaledWorkload workload : workloads) {
            List<Pod> all = pods.getOrDefault(workload.name(), List.of());
            List<Pod> known =
                    all.stream()
                            .filter(pod -> measured.contains(pod.getMetadata().getName()))
                            .toList();
            List<Pod> serving = known.isEmpty() ? all : known;
            Step step = workload.at(elapsed);
            for (Pod pod : serving) {
                share(
                        pod,
                        step.cpuMilli() * 1_000L / serving.size() + "u",
                        step.mebibytes() * 1_024L / serving.size() + "Ki");
            }
        }
    }

    private void share(Pod pod, String cpu, String memory) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        if (cpu.equals(annotations.get(CPU)) && memory.equals(annotations.get(MEMORY))) {
            return;
        }
        String patch =
                Json.mapper()
                        .writeValueAsString(
                                Map.of(
                                        "metadata",
                                        Map.of("annotations", Map.of(CPU, cpu, MEMORY, memory))));
        var named = client.pods().inNamespace(namespace).withName(pod.getMetadata().getName());
        if (named.get() != null) {
            named.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        }
    }

    private SeenWorkloads look() {
        Instant from = Instant.now();
        Map<String, Deployment> deployments =
                client.apps().deployments().inNamespace(namespace).list().getItems().stream()
                        .collect(
                                Collectors.toMap(
                                        each -> each.getMetadata().getName(), each -> each));
        JsonNode metrics =
                Json.mapper()
                        .readTree(
                                client.raw(
                                        "/apis/metrics.k8s.io/v1beta1/namespaces/"
                                                + namespace
                                                + "/pods"));
        Map<String, List<Pod>> pods = pods();
        Map<String, Seen> looked = new HashMap<>();
        for (ScaledWorkload workload : workloads) {
            Deployment deployment = Objects.requireNonNull(deployments.get(workload.name()));
            Integer status = deployment.getStatus().getReplicas();
            looked.put(
                    workload.name(),
                    new Seen(
                            deployment.getSpec().getReplicas(),
                            status == null ? 0 : status,
                            pods.getOrDefault(workload.name(), List.of()).stream()
                                    .map(ScaledCluster::observed)
                                    .toList(),
                            Map.of(
                                    "cpu", metrics(metrics, workload.name(), "cpu"),
                                    "memory", metrics(metrics, workload.name(), "memory"))));
        }
        measured =
                looked.values().stream()
                        .flatMap(each -> each.of("cpu").keySet().stream())
                        .collect(Collectors.toSet());
        return new SeenWorkloads(from, Instant.now(), looked);
    }

    private static Map<String, PodMetric> metrics(JsonNode list, String app, String resource) {
        Map<String, PodMetric> metrics = new HashMap<>();
        for (JsonNode pod : list.get("items")) {
            if (app.equals(pod.at("/metadata/labels/app").asString(""))) {
                long milli =
                        pod.get("containers")
                                .valueStream()
                                .mapToLong(container ->
                                        milli(container.at("/usage/" + resource).asString("0")))
                                .sum();
                metrics.put(
                        pod.at("/metadata/name").asString(),
                        new PodMetric(
                                milli,
                                Instant.parse(pod.get("timestamp").asString()),
                                Duration.parse(
                                        "PT"
                                                + pod.get("window")
                                                        .asString()
                                                        .toUpperCase(Locale.ROOT))));
            }
        }
        return metrics;
    }

    /** Up, as the controller's own client does. */
    private static long milli(String quantity) {
        return new Quantity(quantity)
                .getNumericalAmount()
                .multiply(BigDecimal.valueOf(1_000))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    private Map<String, List<Pod>> pods() {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .collect(Collectors.groupingBy(pod -> pod.getMetadata().getLabels().get("app")));
    }

    private static ObservedPod observed(Pod pod) {
        var status = pod.getStatus();
        @Nullable String started = status.getStartTime();
        Readiness readiness =
                status.getConditions().stream()
                        .filter(condition -> condition.getType().equals("Ready"))
                        .map(condition ->
                                new Readiness(
                                        condition.getStatus().equals("True"),
                                        Instant.parse(condition.getLastTransitionTime())))
                        .findFirst()
                        .orElse(null);
        return new ObservedPod(
                pod.getMetadata().getName(),
                switch (status.getPhase()) {
                    case "Pending" -> Phase.PENDING;
                    case "Running" -> Phase.RUNNING;
                    case "Succeeded" -> Phase.SUCCEEDED;
                    case "Failed" -> Phase.FAILED;
                    default -> Phase.UNKNOWN;
                },
                pod.getMetadata().getDeletionTimestamp() != null,
                started == null ? null : Instant.parse(started),
                readiness,
                Map.of(
                        CONTAINER,
                        Map.of(
                                "cpu",
                                (long) ScaledWorkload.REQUESTED_MILLI,
                                "memory",
                                ((long) ScaledWorkload.REQUESTED_MEBIBYTES << 20) * 1_000)),
                Map.of());
    }

    private Deployment deployment(ScaledWorkload workload) {
        Map<String, String> labels = Map.of("app", workload.name());
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(workload.name())
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withReplicas(workload.replicas())
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(Map.of(CPU, "1m", MEMORY, "1Mi"))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName(CONTAINER)
                .withImage("example/image")
                .withNewResources()
                .addToRequests("cpu", new Quantity(ScaledWorkload.REQUESTED_MILLI + "m"))
                .addToRequests("memory", new Quantity(ScaledWorkload.REQUESTED_MEBIBYTES + "Mi"))
                .endResources()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
