package io.headroom.deploy.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
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
import io.headroom.deploy.cluster.Programs;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodRefusal;
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
import java.util.function.Predicate;
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

    private static final String QUOTAS =
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
            """;

    private final ControlPlane plane = ControlPlane.full();
    private final KubernetesClient admin = plane.admin();
    private final Kubectl kubectl = plane.kubectl();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    @TempDir Path directory;
    private Collecting collecting;
    private String namespace;
    private String other;

    @BeforeEach
    void start() throws IOException {
        System.out.printf("quota sums: -Dheadroom.seed=%d%n", SEED);
        collecting = new Collecting(directory.resolve("kafka"), Map.of());
        namespace = plane.newNamespace("sum");
        other = plane.newNamespace("sum-other");
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
        apply(namespace, QUOTAS);
        kubectl.run(
                "apply",
                "--server-side",
                "-f",
                Programs.requireSchema("openshift-clusterresourcequota.yaml").toString());
        kubectl.run(
                "wait",
                "--for=condition=Established",
                "crd/clusterresourcequotas.quota.openshift.io");
        collecting.startReady(admin);
        awaitFirstCount(namespace);
    }

    @AfterEach
    void stop() {
        for (String each : List.of(namespace, other)) {
            // nobody would take those of the node that is not run out of their namespace
            admin.pods().inNamespace(each).withGracePeriod(0).delete();
            admin.namespaces().withName(each).delete();
        }
        admin.nodes().withName(NODE).delete();
        admin.nodes().withName(UNRUN_NODE).delete();
        collecting.close();
        kubectl.run("delete", "clusterresourcequota", "-l", "headroom-test=" + namespace);
    }

    private void awaitFirstCount(String in) {
        await("the controller has counted for the first time")
                .atMost(SOON)
                .until(() ->
                        quotas(in).size() == 4
                                && quotas(in).stream()
                                        .allMatch(quota ->
                                                quota.getStatus() != null
                                                        && quota.getStatus().getUsed() != null
                                                        && !quota.getStatus().getUsed().isEmpty()));
    }

    @Test
    void sumsUpWhatTheQuotaControllerCounts() throws IOException {
        for (int i = 0; i < PODS; i++) {
            admin.resource(pod("pod-" + i, NODE)).create();
        }
        claim(namespace, "plain", "10Gi", "");
        claim(namespace, "fast", "128974848000m", "fast");
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

    /**
     * OpenShift's controller counts each namespace as a ResourceQuota of its own would, and adds
     * them up. Here the real one counts such quotas, and the test adds.
     */
    @Test
    void sumsUpWhatNamespacesShare() throws IOException {
        apply(other, QUOTAS);
        awaitFirstCount(other);
        share(
                "all",
                "{pods: 200, requests.memory: 800Gi, limits.cpu: 800, requests.storage: 2Ti}",
                "");
        share(
                "important",
                "{pods: 200, requests.cpu: 400, limits.memory: 1600Gi}",
                ", scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In,"
                        + " values: [quota-sum-important]}]}");
        for (int i = 0; i < PODS / 2; i++) {
            admin.resource(pod(namespace, "pod-" + i, NODE)).create();
            admin.resource(pod(other, "pod-" + i, NODE)).create();
        }
        claim(namespace, "plain", "10Gi", "");
        claim(other, "plain", "7Gi", "");
        awaitEqualSharedSums("after creation");

        admin.pods().inNamespace(other).withName("pod-0").withGracePeriod(0).delete();
        end("pod-1", "Failed");
        admin.persistentVolumeClaims().inNamespace(other).withName("plain").delete();
        awaitEqualSharedSums("after some of either namespace went");
    }

    /** By the real controllers' events: they try again ever less often until there is room. */
    @Test
    void podsThatAQuotaRefusesAreToldFromTheirControllersUntilTheyAreLetIn() throws IOException {
        apply(
                other,
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: tight}
                spec: {hard: {pods: "0"}}
                """);
        await("it is enforced")
                .atMost(SOON)
                .until(() ->
                        quotas(other).stream()
                                .allMatch(quota ->
                                        quota.getStatus() != null
                                                && quota.getStatus().getUsed() != null
                                                && quota.getStatus()
                                                        .getUsed()
                                                        .containsKey("pods")));
        for (String kind : List.of("Deployment", "StatefulSet", "DaemonSet")) {
            apply(
                    other,
                    """
                    apiVersion: apps/v1
                    kind: KIND
                    metadata: {name: cart}
                    spec:
                      selector: {matchLabels: {app: KIND}}
                      template:
                        metadata: {labels: {app: KIND}}
                        spec: {containers: [{name: main, image: i}]}
                    """
                            .replace("KIND", kind));
        }
        List<String> refused =
                List.of("Deployment", "StatefulSet", "DaemonSet").stream()
                        .map(kind ->
                                Keys.refusal(new WorkloadRef(other, kind, "apps", "cart").key()))
                        .toList();

        await("all are refused")
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(collecting.inventory())
                                .containsKeys(refused.toArray(String[]::new)));
        for (String key : refused) {
            PodRefusal told = (PodRefusal) Objects.requireNonNull(collecting.inventory().get(key));
            assertThat(told.quota()).isEqualTo("tight");
            assertThat(told.resources()).containsExactly("pods");
        }

        kubectl.run(
                "-n",
                other,
                "patch",
                "resourcequota/tight",
                "--type=merge",
                "-p",
                "{\"spec\":{\"hard\":{\"pods\":\"100\"}}}");

        await("all are let in")
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(collecting.inventory())
                                .doesNotContainKeys(refused.toArray(String[]::new)));
        assertThat(admin.pods().inNamespace(other).list().getItems())
                .hasSizeGreaterThanOrEqualTo(3);
    }

    private void share(String quota, String hard, String scopes) throws IOException {
        apply(
                namespace,
                """
                apiVersion: quota.openshift.io/v1
                kind: ClusterResourceQuota
                metadata: {name: NS-QUOTA, labels: {headroom-test: NS}}
                spec:
                  selector: {labels: {matchLabels: {team: NS}}}
                  quota: {hard: HARDSCOPES}
                """
                        .replace("NS", namespace)
                        .replace("QUOTA", quota)
                        .replace("HARD", hard)
                        .replace("SCOPES", scopes));
    }

    private void awaitEqualSharedSums(String when) {
        for (String quota : List.of("all", "important")) {
            await(when)
                    .atMost(SOON)
                    .untilAsserted(() -> {
                        Map<String, BigDecimal> counted = countShared(quota);
                        ClusterQuotaState told = told(quota);
                        assertThat(told.usedIn()).containsOnlyKeys(namespace, other);
                        assertEqual(told.used(), counted, quota + " as collected, " + when);
                        Predicate<String> sharing = told.usedIn()::containsKey;
                        assertEqual(
                                QuotaSum.of(
                                        told.ofNoNamespace(),
                                        collected(
                                                PodState.class,
                                                pod -> sharing.test(pod.namespace())),
                                        collected(
                                                VolumeClaimState.class,
                                                claim -> sharing.test(claim.namespace())),
                                        Instant.now()),
                                counted,
                                quota + " shared, " + when);
                    });
            System.out.printf("quota sums: shared %s %s: %s%n", quota, when, told(quota).used());
        }
        assertThat(told("all").used().get("pods"))
                .as("all that run of both namespaces")
                .isEqualByComparingTo(BigDecimal.valueOf(podsThatCount()));
    }

    private long podsThatCount() {
        return List.of(namespace, other).stream()
                .flatMap(each -> admin.pods().inNamespace(each).list().getItems().stream())
                .filter(pod -> !"Failed".equals(pod.getStatus().getPhase()))
                .count();
    }

    private ClusterQuotaState told(String quota) {
        String key = Keys.clusterQuota(namespace + '-' + quota);
        assertThat(collecting.cluster()).containsKey(key);
        return (ClusterQuotaState) Objects.requireNonNull(collecting.cluster().get(key));
    }

    /** Writes what the quotas of this name of both namespaces count together, and says it. */
    private Map<String, BigDecimal> countShared(String quota) {
        Map<String, BigDecimal> hard = new TreeMap<>();
        Map<String, BigDecimal> used = new TreeMap<>();
        List<Map<String, Object>> namespaces = new ArrayList<>();
        GenericKubernetesResource shared =
                admin.genericKubernetesResources("quota.openshift.io/v1", "ClusterResourceQuota")
                        .withName(namespace + '-' + quota)
                        .get();
        Map<?, ?> lines = shared.get("spec", "quota", "hard");
        lines.forEach((line, most) ->
                hard.put(
                        String.valueOf(line),
                        Quantity.parse(String.valueOf(most)).getNumericalAmount()));
        for (String each : List.of(namespace, other)) {
            Map<String, BigDecimal> own = new TreeMap<>();
            admin.resourceQuotas()
                    .inNamespace(each)
                    .withName(quota)
                    .get()
                    .getStatus()
                    .getUsed()
                    .forEach((line, amount) -> {
                        if (hard.containsKey(line)) {
                            own.put(line, amount.getNumericalAmount());
                        }
                    });
            own.forEach((line, amount) -> used.merge(line, amount, BigDecimal::add));
            namespaces.add(
                    Map.of(
                            "namespace",
                            each,
                            "status",
                            Map.of("hard", plain(hard), "used", plain(own))));
        }
        shared.setAdditionalProperty(
                "status",
                Map.of(
                        "total",
                        Map.of("hard", plain(hard), "used", plain(used)),
                        "namespaces",
                        namespaces));
        admin.resource(shared).updateStatus();
        return used;
    }

    private static Map<String, String> plain(Map<String, BigDecimal> amounts) {
        Map<String, String> plain = new TreeMap<>();
        amounts.forEach((line, amount) -> plain.put(line, amount.toPlainString()));
        return plain;
    }

    private static void assertEqual(
            Map<String, BigDecimal> sum, Map<String, BigDecimal> expected, String what) {
        assertThat(new TreeMap<>(sum))
                .as(what)
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(expected);
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
            assertEqual(sum(quota), used, quota.getMetadata().getName() + ' ' + when);
        }
    }

    private Map<String, BigDecimal> sum(ResourceQuota quota) {
        String key = Keys.quota(namespace, quota.getMetadata().getName());
        QuotaState told = (QuotaState) Objects.requireNonNull(collecting.cluster().get(key), key);
        List<VolumeClaimState> claims =
                collected(VolumeClaimState.class, claim -> claim.namespace().equals(namespace));
        return QuotaSum.of(told, collected(), claims, Instant.now());
    }

    private List<PodState> collected() {
        return collected(PodState.class, pod -> pod.namespace().equals(namespace));
    }

    private <T extends InventoryEntry> List<T> collected(Class<T> type, Predicate<T> wanted) {
        return collecting.inventory().values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(wanted)
                .toList();
    }

    private List<ResourceQuota> quotas() {
        return quotas(namespace);
    }

    private List<ResourceQuota> quotas(String in) {
        return admin.resourceQuotas().inNamespace(in).list().getItems();
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
        return pod(namespace, name, node);
    }

    private Pod pod(String namespace, String name, String node) {
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

    private void claim(String namespace, String name, String size, String storageClass) {
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

    private void apply(String namespace, String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("objects.yaml"), yaml);
        kubectl.run("-n", namespace, "apply", "-f", file.toString());
    }
}
