package io.headroom.deploy.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Kubectl;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.fit.admission.QuotaSum;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the collector tells of pods and claims sums up to what the real quota controller counts, as
 * kwok resizes pods in place, and as pods end and go.
 */
class QuotaSumIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final long SEED = Long.getLong("headroom.seed", 20_261_127L);
    private static final int PODS = 24;
    private static final String NODE = "quota-sum";
    private static final String UNRUN_NODE = "quota-sum-unrun";
    private static final String IMPORTANT = "quota-sum-important";

    private final ControlPlane plane = ControlPlane.full();
    private final KubernetesClient admin = plane.admin();
    private final Kubectl kubectl = plane.kubectl();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    @TempDir Path directory;
    private Collecting collecting;
    private String namespace;

    @BeforeEach
    void start() throws IOException {
        System.out.printf("quota sums: -Dheadroom.seed=%d%n", SEED);
        collecting = new Collecting(directory.resolve("kafka"), Map.of());
        namespace = plane.newNamespace("sum");
        addNode(NODE, Map.of("kwok.x-k8s.io/node", "fake"));
        addNode(UNRUN_NODE, Map.of());
        admin.resource(
                        new PriorityClassBuilder()
                                .withNewMetadata()
                                .withName(IMPORTANT)
                                .endMetadata()
                                .withValue(1_000)
                                .build())
                .serverSideApply();
        apply(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: all}
                spec:
                  hard:
                    pods: "100"
                    count/pods: "100"
                    cpu: "200"
                    requests.memory: 400Gi
                    limits.cpu: "400"
                    limits.memory: 800Gi
                    requests.ephemeral-storage: 400Gi
                    requests.example.com/device: "100"
                    persistentvolumeclaims: "10"
                    requests.storage: 1Ti
                    fast.storageclass.storage.k8s.io/requests.storage: 1Ti
                    fast.storageclass.storage.k8s.io/persistentvolumeclaims: "10"
                    count/configmaps: "10"
                ---
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: important}
                spec:
                  hard: {pods: "100", requests.cpu: "200", limits.memory: 800Gi}
                  scopeSelector:
                    matchExpressions:
                    - {scopeName: PriorityClass, operator: In, values: [quota-sum-important]}
                ---
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: unimportant}
                spec:
                  hard: {pods: "100", requests.memory: 400Gi}
                  scopeSelector:
                    matchExpressions:
                    - {scopeName: PriorityClass, operator: NotIn, values: [quota-sum-important]}
                ---
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: ending}
                spec:
                  hard: {pods: "100", limits.cpu: "400"}
                  scopes: [Terminating, NotBestEffort]
                """);
        collecting.startReady(admin);
        await("the controller has counted for the first time")
                .atMost(SOON)
                .until(() ->
                        quotas().size() == 4
                                && quotas().stream()
                                        .allMatch(quota ->
                                                quota.getStatus() != null
                                                        && quota.getStatus().getUsed() != null
                                                        && !quota.getStatus().getUsed().isEmpty()));
    }

    @AfterEach
    void stop() {
        admin.namespaces().withName(namespace).delete();
        collecting.close();
    }

    @Test
    void sumsUpWhatTheQuotaControllerCounts() throws IOException {
        for (int i = 0; i < PODS; i++) {
            admin.resource(pod("pod-" + i, NODE)).create();
        }
        claim("plain", "10Gi", "");
        claim("fast", "128974848000m", "fast");
        awaitEqualSums("after creation");

        List<String> running = pods().stream().map(pod -> pod.getMetadata().getName()).toList();
        await("all run").atMost(SOON).until(() -> pods().stream().allMatch(QuotaSumIT::runs));
        for (int i = 0; i < PODS; i += 2) {
            resize(running.get(i), i % 4 == 0 ? 2 : 0.5);
        }
        awaitEqualSums("while pods are resized");
        await("kwok has resized")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(pods()).allSatisfy(QuotaSumIT::assertAsAsked));
        awaitEqualSums("after kwok resized half of the pods in place");

        end(running.get(0), "Succeeded");
        end(running.get(1), "Failed");
        admin.pods().inNamespace(namespace).withName(running.get(2)).withGracePeriod(0).delete();
        admin.persistentVolumeClaims().inNamespace(namespace).withName("plain").delete();
        await("it is gone").atMost(SOON).until(() -> pods().size() == PODS - 1);
        awaitEqualSums("after pods ended and went");
    }

    /** A kubelet of our own that takes its time: kwok resizes what it runs within a second. */
    @Test
    void countsTheLargestOfWhatIsAskedForSetAsideAndRunning() {
        for (String name : List.of("smaller", "larger", "refused")) {
            admin.resource(pod(name, UNRUN_NODE)).create();
            run(name);
        }
        awaitEqualSums("as they run");

        resize("smaller", 0.5);
        resize("larger", 2);
        resize("refused", 4);
        edit(
                "refused",
                status ->
                        status.addToConditions(
                                new PodConditionBuilder()
                                        .withType("PodResizePending")
                                        .withStatus("True")
                                        .withReason("Infeasible")
                                        .build()));
        // a refusal alone is no reason for the controller to count again before five minutes pass
        quotas().forEach(quota ->
                kubectl.run(
                        "-n",
                        namespace,
                        "patch",
                        "resourcequota/" + quota.getMetadata().getName(),
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"hard\":{\"pods\":\"101\"}}}"));
        awaitEqualSums("while the node has not resized yet");

        Map<String, BigDecimal> cpu = new TreeMap<>();
        for (PodState pod : collected()) {
            cpu.put(
                    pod.name(),
                    QuotaSum.of(anything(), List.of(pod), List.of(), Instant.now()).get("cpu"));
        }
        assertThat(cpu.get("smaller"))
                .as("what it still has")
                .isEqualByComparingTo(requested("smaller").multiply(BigDecimal.TWO));
        assertThat(cpu.get("larger"))
                .as("what it asks for")
                .isEqualByComparingTo(requested("larger"));
        assertThat(cpu.get("refused"))
                .as("what it has, as its node refused more")
                .isEqualByComparingTo(requested("refused").divide(BigDecimal.valueOf(4)));
    }

    private static QuotaState anything() {
        return new QuotaState("n", "q", Map.of("cpu", BigDecimal.ONE), Map.of(), List.of());
    }

    /** Of all containers of the specification, none of which is an init container here. */
    private BigDecimal requested(String name) {
        return admin
                .pods()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getSpec()
                .getContainers()
                .stream()
                .map(each -> cpu(each.getResources().getRequests()).getNumericalAmount())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void awaitEqualSums(String when) {
        await(when).atMost(SOON).untilAsserted(() -> assertEqualSums(when));
        System.out.printf(
                "quota sums: %s: %d pods, %d lines equal%n",
                when,
                collected().size(),
                quotas().stream().mapToInt(quota -> sum(quota).size()).sum());
    }

    private void assertEqualSums(String when) {
        assertThat(collected().stream().map(PodState::uid))
                .containsExactlyInAnyOrderElementsOf(
                        pods().stream().map(pod -> pod.getMetadata().getUid()).toList());
        for (ResourceQuota quota : quotas()) {
            Map<String, BigDecimal> used = new TreeMap<>();
            quota.getStatus()
                    .getUsed()
                    .forEach((line, amount) -> {
                        if (!line.equals("count/configmaps")) {
                            used.put(line, amount.getNumericalAmount());
                        }
                    });
            assertThat(sum(quota))
                    .as(quota.getMetadata().getName() + ' ' + when)
                    .usingRecursiveComparison()
                    .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                    .isEqualTo(used);
        }
    }

    private Map<String, BigDecimal> sum(ResourceQuota quota) {
        String key = Keys.quota(namespace, quota.getMetadata().getName());
        QuotaState told = (QuotaState) Objects.requireNonNull(collecting.cluster().get(key), key);
        List<VolumeClaimState> claims =
                collecting.inventory().values().stream()
                        .filter(VolumeClaimState.class::isInstance)
                        .map(VolumeClaimState.class::cast)
                        .filter(claim -> claim.namespace().equals(namespace))
                        .toList();
        return QuotaSum.of(told, collected(), claims, Instant.now());
    }

    private List<PodState> collected() {
        return collecting.inventory().values().stream()
                .filter(PodState.class::isInstance)
                .map(PodState.class::cast)
                .filter(pod -> pod.namespace().equals(namespace))
                .toList();
    }

    private List<ResourceQuota> quotas() {
        return admin.resourceQuotas().inNamespace(namespace).list().getItems();
    }

    private List<Pod> pods() {
        return admin.pods().inNamespace(namespace).list().getItems();
    }

    private static boolean runs(Pod pod) {
        return "Running".equals(pod.getStatus().getPhase());
    }

    private static void assertAsAsked(Pod pod) {
        for (Container container : pod.getSpec().getContainers()) {
            Map<String, Quantity> asked = container.getResources().getRequests();
            assertThat(pod.getStatus().getContainerStatuses())
                    .filteredOn(status -> status.getName().equals(container.getName()))
                    .singleElement()
                    .satisfies(status ->
                            assertThat(status.getResources().getRequests()).isEqualTo(asked));
        }
    }

    private void resize(String name, double factor) {
        Pod pod = admin.pods().inNamespace(namespace).withName(name).get();
        List<String> containers = new ArrayList<>();
        for (Container each : pod.getSpec().getContainers()) {
            var asked = each.getResources();
            containers.add(
                    "{\"name\":\"%s\",\"resources\":{\"requests\":{\"cpu\":\"%s\"},\"limits\":{\"cpu\":\"%s\"}}}"
                            .formatted(
                                    each.getName(),
                                    times(cpu(asked.getRequests()), factor),
                                    times(cpu(asked.getLimits()), factor)));
        }
        kubectl.run(
                "-n",
                namespace,
                "patch",
                "pod/" + name,
                "--subresource=resize",
                "-p",
                "{\"spec\":{\"containers\":[" + String.join(",", containers) + "]}}");
    }

    private static Quantity cpu(Map<String, Quantity> amounts) {
        return Objects.requireNonNull(amounts.get("cpu"));
    }

    private static String times(Quantity amount, double factor) {
        return amount.getNumericalAmount().multiply(BigDecimal.valueOf(factor)).toPlainString();
    }

    private void run(String name) {
        Pod pod = admin.pods().inNamespace(namespace).withName(name).get();
        List<ContainerStatus> statuses =
                pod.getSpec().getContainers().stream()
                        .map(each ->
                                new ContainerStatusBuilder()
                                        .withName(each.getName())
                                        .withImage("i")
                                        .withImageID("i")
                                        .withReady(true)
                                        .withNewState()
                                        .withNewRunning()
                                        .endRunning()
                                        .endState()
                                        .withNewResources()
                                        .withRequests(each.getResources().getRequests())
                                        .withLimits(each.getResources().getLimits())
                                        .endResources()
                                        .withAllocatedResources(each.getResources().getRequests())
                                        .build())
                        .toList();
        edit(name, status -> status.withPhase("Running").withContainerStatuses(statuses));
    }

    private void end(String name, String phase) {
        kubectl.run(
                "-n",
                namespace,
                "patch",
                "pod/" + name,
                "--subresource=status",
                "-p",
                "{\"status\":{\"phase\":\"" + phase + "\"}}");
    }

    private void edit(
            String name,
            java.util.function.Consumer<
                            io.fabric8.kubernetes.api.model.PodFluent<?>.StatusNested<?>>
                    change) {
        admin.pods()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(seen -> {
                    PodBuilder builder = new PodBuilder(seen);
                    var status = builder.editOrNewStatus();
                    change.accept(status);
                    status.endStatus();
                    return builder.build();
                });
    }

    private Pod pod(String name, String node) {
        boolean plain = node.equals(UNRUN_NODE);
        var spec =
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .addToContainers(container("app", !plain));
        if (random.nextBoolean()) {
            spec.addToContainers(container("other", !plain));
        }
        if (!plain && random.nextInt(3) == 0) {
            spec.addToInitContainers(container("setup", true));
        }
        if (!plain && random.nextInt(3) == 0) {
            spec.addToInitContainers(
                    new ContainerBuilder(container("proxy", true))
                            .withRestartPolicy("Always")
                            .build());
        }
        if (!plain && random.nextInt(3) == 0) {
            spec.addToInitContainers(container("late", true));
        }
        if (random.nextInt(3) == 0) {
            spec.withPriorityClassName(IMPORTANT);
        }
        if (random.nextInt(3) == 0) {
            spec.withActiveDeadlineSeconds(3_600L);
        }
        return spec.endSpec().build();
    }

    private Container container(String name, boolean more) {
        int millicores = 4 * random.nextInt(1, 100);
        long bytes = random.nextLong(1, 1L << 30);
        var resources =
                new ContainerBuilder()
                        .withName(name)
                        .withImage("i")
                        .withNewResources()
                        .addToRequests("cpu", new Quantity(millicores + "m"))
                        .addToRequests("memory", new Quantity(Long.toString(bytes)))
                        .addToLimits("cpu", new Quantity(2 * millicores + "m"))
                        .addToLimits(
                                "memory",
                                new Quantity(Long.toString(bytes + random.nextInt(1_000))));
        if (more && random.nextInt(3) == 0) {
            resources.addToRequests("ephemeral-storage", new Quantity("100M"));
        }
        if (more && random.nextInt(3) == 0) {
            resources
                    .addToRequests("example.com/device", new Quantity("1"))
                    .addToLimits("example.com/device", new Quantity("1"));
        }
        return resources.endResources().build();
    }

    private void claim(String name, String size, String storageClass) {
        admin.resource(
                        new PersistentVolumeClaimBuilder()
                                .withNewMetadata()
                                .withNamespace(namespace)
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .withAccessModes("ReadWriteOnce")
                                .withStorageClassName(storageClass)
                                .withNewResources()
                                .addToRequests("storage", new Quantity(size))
                                .endResources()
                                .endSpec()
                                .build())
                .create();
    }

    private void addNode(String name, Map<String, String> annotations) {
        admin.resource(
                        new NodeBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withAnnotations(annotations)
                                .endMetadata()
                                .build())
                .serverSideApply();
        String size =
                "{\"cpu\":\"400\",\"memory\":\"800Gi\",\"ephemeral-storage\":\"800Gi\","
                        + "\"example.com/device\":\"100\",\"pods\":\"110\"}";
        kubectl.run(
                "patch",
                "node/" + name,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"capacity\":%1$s,\"allocatable\":%1$s}}".formatted(size));
    }

    private void apply(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("objects.yaml"), yaml);
        kubectl.run("-n", namespace, "apply", "-f", file.toString());
    }
}
