package io.headroom.deploy.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Kubectl;
import io.headroom.deploy.cluster.Programs;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.PriorityClassState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.topic.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the collector tells of a real API server. */
class CollectorIT {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final ControlPlane plane = ControlPlane.bare();
    private final KubernetesClient admin = plane.admin();
    private final Kubectl kubectl = plane.kubectl();

    @TempDir Path directory;
    private Collecting collecting;
    private String namespace;

    @BeforeEach
    void startBroker() {
        collecting = new Collecting(directory.resolve("kafka"), Map.of());
        namespace = plane.newNamespace("collect");
    }

    @AfterEach
    void stop() {
        collecting.close();
    }

    @Test
    void findsTheWorkloadOfEveryPod() throws IOException {
        collecting.startReady(admin);
        apply(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, annotations: {headroom.io/note: mine, other: "no"}}
                spec:
                  replicas: 2
                  paused: true
                  strategy: {rollingUpdate: {maxSurge: 40%}}
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      initContainers:
                      - {name: setup, image: i}
                      - {name: proxy, image: i, restartPolicy: Always}
                      containers:
                      - name: main
                        image: i
                        resources: {requests: {cpu: 250m, memory: 1Gi}, limits: {memory: 2Gi}}
                """);
        String deployment =
                admin.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("web")
                        .get()
                        .getMetadata()
                        .getUid();
        String first = replicaSet("web-1", owner("apps/v1", "Deployment", "web", deployment));
        String second = replicaSet("web-2", owner("apps/v1", "Deployment", "web", deployment));
        String rollout =
                replicaSet("canary-1", owner("argoproj.io/v1alpha1", "Rollout", "canary", "u-1"));
        String lone = replicaSet("lone", null);
        pod("web-1-a", owner("apps/v1", "ReplicaSet", "web-1", first));
        pod("web-2-a", owner("apps/v1", "ReplicaSet", "web-2", second));
        pod("canary-1-a", owner("apps/v1", "ReplicaSet", "canary-1", rollout));
        pod("lone-a", owner("apps/v1", "ReplicaSet", "lone", lone));
        pod("vm-a", owner("kubevirt.io/v1", "VirtualMachineInstance", "vm", "u-2"));
        pod("bare", null);
        // nobody has seen this one, nor will
        pod("orphan-a", owner("apps/v1", "ReplicaSet", "vanished", "u-3"));

        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(workloadOf("web-1-a")).isEqualTo(ref("Deployment", "apps", "web"));
                    assertThat(workloadOf("web-2-a")).isEqualTo(ref("Deployment", "apps", "web"));
                    assertThat(workloadOf("canary-1-a"))
                            .isEqualTo(ref("Rollout", "argoproj.io", "canary"));
                    assertThat(workloadOf("lone-a")).isEqualTo(ref("ReplicaSet", "apps", "lone"));
                    assertThat(workloadOf("vm-a"))
                            .isEqualTo(ref("VirtualMachineInstance", "kubevirt.io", "vm"));
                    assertThat(workloadOf("bare")).isEqualTo(ref("Pod", "", "bare"));
                    assertThat(workloadOf("orphan-a"))
                            .isEqualTo(ref("ReplicaSet", "apps", "vanished"));
                });
        assertThat(
                        collecting.inventory().keySet().stream()
                                .filter(key -> key.startsWith(namespace + '/')))
                .containsExactlyInAnyOrder(
                        namespace + "/Deployment.apps/web",
                        namespace + "/ReplicaSet.apps/lone",
                        namespace + "/Rollout.argoproj.io/canary",
                        namespace + "/VirtualMachineInstance.kubevirt.io/vm",
                        namespace + "/Pod/bare");
        WorkloadState web = (WorkloadState) entry(ref("Deployment", "apps", "web").key());
        assertThat(web.desiredReplicas()).isEqualTo(2);
        assertThat(web.maxSurge()).isEqualTo("40%");
        assertThat(web.maxUnavailable()).isEqualTo("25%");
        assertThat(web.paused()).isTrue();
        assertThat(web.annotations()).containsOnlyKeys("headroom.io/note");
        assertThat(web.containers())
                .extracting(container -> container.type().label())
                .containsExactly("init", "sidecar", "app");
        assertThat(web.containers().getLast().requests())
                .hasToString("Resources[cpu=250m, memory=1024Mi]");
    }

    @Test
    void tellsOfQuotasLimitRangesAutoscalersAndTheirEnd() throws IOException {
        collecting.startReady(admin);
        apply(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: q}
                spec:
                  hard: {requests.cpu: "4", limits.memory: 2Gi, pods: 2k}
                  scopeSelector:
                    matchExpressions:
                    - {scopeName: PriorityClass, operator: In, values: [high, low]}
                ---
                apiVersion: v1
                kind: LimitRange
                metadata: {name: l}
                spec:
                  limits:
                  - {type: Container, max: {cpu: "2"}, defaultRequest: {memory: 64Mi}, maxLimitRequestRatio: {cpu: "4"}}
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: h}
                spec:
                  scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: canary}
                  minReplicas: 2
                  maxReplicas: 7
                  metrics:
                  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}
                  - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}
                """);
        admin.resourceQuotas()
                .inNamespace(namespace)
                .withName("q")
                .editStatus(quota -> {
                    quota.getStatus().setHard(quota.getSpec().getHard());
                    quota.getStatus()
                            .setUsed(
                                    Map.of(
                                            "requests.cpu",
                                            new io.fabric8.kubernetes.api.model.Quantity("1500m"),
                                            "limits.memory",
                                            new io.fabric8.kubernetes.api.model.Quantity("1Gi")));
                    return quota;
                });

        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(collecting.cluster().get(Keys.quota(namespace, "q")))
                            .isInstanceOfSatisfying(
                                    QuotaState.class,
                                    quota -> {
                                        assertThat(quota.hard().get("pods"))
                                                .isEqualByComparingTo("2000");
                                        assertThat(quota.hard().get("limits.memory"))
                                                .isEqualByComparingTo("2147483648");
                                        assertThat(quota.used().get("requests.cpu"))
                                                .isEqualByComparingTo("1.5");
                                        assertThat(quota.scopes())
                                                .containsExactly("PriorityClass In high,low");
                                    });
                    assertThat(
                                    collecting
                                            .cluster()
                                            .get(Keys.priorityClass("system-cluster-critical")))
                            .as("which the API server itself makes")
                            .isEqualTo(
                                    new PriorityClassState(
                                            "system-cluster-critical", 2_000_000_000, false));
                    assertThat(collecting.cluster().get(Keys.limitRange(namespace, "l")))
                            .isInstanceOfSatisfying(
                                    LimitRangeState.class,
                                    range ->
                                            assertThat(
                                                            range.items()
                                                                    .getFirst()
                                                                    .maxLimitRequestRatio())
                                                    .containsEntry("cpu", 4.0));
                    assertThat(collecting.inventory().get(Keys.autoscaler(namespace, "h")))
                            .isInstanceOfSatisfying(
                                    AutoscalerState.class,
                                    autoscaler -> {
                                        assertThat(autoscaler.target())
                                                .isEqualTo(ref("Rollout", "argoproj.io", "canary"));
                                        assertThat(autoscaler.metrics())
                                                .extracting(AutoscalerState.Metric::target)
                                                .containsExactly(60.0, (double) (1L << 30));
                                    });
                });

        kubectl.run("-n", namespace, "delete", "resourcequota/q", "limitrange/l", "hpa/h");

        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(collecting.cluster())
                            .doesNotContainKeys(
                                    Keys.quota(namespace, "q"), Keys.limitRange(namespace, "l"));
                    assertThat(collecting.inventory())
                            .doesNotContainKey(Keys.autoscaler(namespace, "h"));
                });
    }

    @Test
    void tellsOfVerticalAutoscalersWhereTheApiHasThem() throws IOException {
        kubectl.run(
                "apply",
                "--server-side",
                "-f",
                Programs.requireSchema("verticalpodautoscaler.yaml").toString());
        kubectl.run(
                "wait",
                "--for=condition=Established",
                "crd/verticalpodautoscalers.autoscaling.k8s.io");
        collecting.startReady(admin);
        apply(
                """
                apiVersion: autoscaling.k8s.io/v1
                kind: VerticalPodAutoscaler
                metadata: {name: cart}
                spec:
                  targetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}
                  updatePolicy: {updateMode: Recreate}
                  resourcePolicy:
                    containerPolicies:
                    - {containerName: web, controlledResources: [memory]}
                """);

        String key = Keys.verticalAutoscaler(namespace, "cart");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(collecting.inventory().get(key))
                                .isInstanceOfSatisfying(
                                        VerticalAutoscalerState.class,
                                        vertical -> {
                                            assertThat(vertical.target().name()).isEqualTo("cart");
                                            assertThat(vertical.sets("web", "memory")).isTrue();
                                            assertThat(vertical.sets("web", "cpu")).isFalse();
                                            assertThat(vertical.sets("proxy", "cpu")).isTrue();
                                        }));

        kubectl.run("delete", "vpa/cart", "-n", namespace);
        await().atMost(SOON).until(() -> !collecting.inventory().containsKey(key));
    }

    @Test
    void tellsOfClaimsAndOfQuotasThatNamespacesShareWhereTheApiHasThem() throws IOException {
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
        applyClusterWide(
                """
                apiVersion: quota.openshift.io/v1
                kind: ClusterResourceQuota
                metadata: {name: NS}
                spec:
                  selector: {labels: {matchLabels: {team: a}}}
                  quota: {hard: {requests.cpu: "8"}, scopes: [NotBestEffort]}
                """
                        .replace("NS", namespace));
        kubectl.run(
                "patch",
                "clusterresourcequota/" + namespace,
                "--type=merge",
                "--subresource=status",
                "-p",
                """
                {"status": {
                  "total": {"hard": {"requests.cpu": "8"}, "used": {"requests.cpu": "2500m"}},
                  "namespaces": [{"namespace": "NS", "status": {"used": {"requests.cpu": "2500m"}}}]}}
                """
                        .replace("NS", namespace));
        apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data}
                spec:
                  accessModes: [ReadWriteOnce]
                  storageClassName: fast
                  resources: {requests: {storage: 10Gi}}
                """);

        await().atMost(SOON)
                .untilAsserted(() -> {
                    ClusterQuotaState quota = sharedQuota();
                    assertThat(quota.ofNoNamespace().used().get("requests.cpu"))
                            .isEqualByComparingTo("2.5");
                    assertThat(quota.scopes()).containsExactly("NotBestEffort");
                    assertThat(quota.namespaces())
                            .as("nobody has the label, whatever the status says")
                            .isEmpty();
                    assertThat(quota.countedStill()).containsExactly(namespace);
                    assertThat(collecting.inventory().get(Keys.volumeClaim(namespace, "data")))
                            .isInstanceOfSatisfying(
                                    VolumeClaimState.class,
                                    claim -> {
                                        assertThat(claim.storageClass()).isEqualTo("fast");
                                        assertThat(claim.requested())
                                                .isEqualByComparingTo("10737418240");
                                    });
                });

        kubectl.run("label", "namespace/" + namespace, "team=a");

        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(sharedQuota().namespaces()).containsExactly(namespace);
                    assertThat(sharedQuota().in(namespace))
                            .hasValueSatisfying(shared ->
                                    assertThat(shared.used().get("requests.cpu"))
                                            .isEqualByComparingTo("2.5"));
                });

        kubectl.run("delete", "clusterresourcequota/" + namespace);

        await().atMost(SOON)
                .until(() -> !collecting.cluster().containsKey(Keys.clusterQuota(namespace)));
    }

    private ClusterQuotaState sharedQuota() {
        String key = Keys.clusterQuota(namespace);
        assertThat(collecting.cluster()).containsKey(key);
        return (ClusterQuotaState) Objects.requireNonNull(collecting.cluster().get(key));
    }

    @Test
    void whatGoesWhileNobodyWatchesIsGoneAfterwards() throws IOException {
        collecting.startReady(admin);
        Pod kept = pod("kept", null);
        Pod deleted = pod("deleted", null);
        Pod replaced = pod("replaced", null);
        pod("orphan", owner("apps/v1", "ReplicaSet", "vanished", "u-4")); // it holds up nothing
        apply(
                """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: gone}
                spec: {limits: [{type: Container, max: {cpu: "2"}}]}
                """);
        await().atMost(SOON)
                .until(() ->
                        collecting.cluster().containsKey(Keys.limitRange(namespace, "gone"))
                                && workloadOf("replaced") != null);
        collecting.stop();

        delete("deleted");
        delete("replaced");
        Pod replacement = pod("replaced", null);
        kubectl.run("-n", namespace, "delete", "limitrange/gone");
        collecting.startReady(admin);

        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(collecting.cluster())
                            .doesNotContainKey(Keys.limitRange(namespace, "gone"));
                    assertThat(collecting.inventory())
                            .doesNotContainKeys(
                                    Keys.pod(namespace, "deleted"), namespace + "/Pod/deleted");
                    assertThat(((PodState) entry(Keys.pod(namespace, "replaced"))).uid())
                            .isEqualTo(uid(replacement));
                    assertThat(facts(PodGone.class))
                            .extracting(PodGone::podUid)
                            .containsExactlyInAnyOrder(uid(deleted), uid(replaced));
                });
        assertThat(facts(PodGone.class)).allMatch(PodGone::snapshot);
        assertThat(
                        facts(PodFact.class).stream()
                                .filter(fact -> fact.podUid().equals(uid(kept)))
                                .map(PodFact::snapshot))
                .containsExactly(false, true);
    }

    @Test
    void tellsOfEveryChangeOfStatusOnce() {
        collecting.startReady(admin);
        assertThat(collecting.counter("headroom_collector_relists", "mode", "pods", "watchlist"))
                .as("pods that came as a stream, which this API server offers")
                .isEqualTo(1);
        Pod pod = pod("web", null);
        for (int restarts = 1; restarts <= 3; restarts++) {
            int count = restarts;
            admin.pods()
                    .inNamespace(namespace)
                    .withName("web")
                    .editStatus(seen ->
                            new PodBuilder(seen)
                                    .editOrNewStatus()
                                    .withPhase("Running")
                                    .withContainerStatuses(
                                            new io.fabric8.kubernetes.api.model
                                                            .ContainerStatusBuilder()
                                                    .withName("main")
                                                    .withImage("i")
                                                    .withImageID("i")
                                                    .withReady(true)
                                                    .withRestartCount(count)
                                                    .withNewState()
                                                    .withNewRunning()
                                                    .endRunning()
                                                    .endState()
                                                    .build())
                                    .endStatus()
                                    .build());
            kubectl.run("-n", namespace, "annotate", "pod/web", "--overwrite", "n=" + count);
        }
        delete("web");

        await().atMost(SOON).until(() -> !facts(PodGone.class).isEmpty());
        List<PodFact> facts =
                facts(PodFact.class).stream()
                        .filter(fact -> fact.podUid().equals(uid(pod)))
                        .toList();
        assertThat(
                        facts.stream()
                                .filter(fact -> fact.deletionAt() == null)
                                .filter(fact -> !fact.containers().isEmpty())
                                .map(fact -> fact.containers().getFirst().restartCount()))
                .containsExactly(1, 2, 3);
        assertThat(facts).noneMatch(PodFact::snapshot);
        assertThat(facts(PodGone.class)).noneMatch(PodGone::snapshot);
    }

    @Test
    void countsWhatIsNewOfAnEvent() throws IOException {
        collecting.startReady(admin);
        Pod pod = pod("web", null);
        for (int count : new int[] {1, 4}) {
            apply(
                    """
                    apiVersion: v1
                    kind: Event
                    metadata: {name: web.1}
                    involvedObject: {apiVersion: v1, kind: Pod, name: web, namespace: NS, uid: UID, fieldPath: "spec.containers{main}"}
                    reason: Unhealthy
                    message: Liveness probe failed
                    type: Warning
                    count: COUNT
                    firstTimestamp: "2026-01-01T00:00:00Z"
                    lastTimestamp: "2026-01-01T00:01:00Z"
                    """
                            .replace("NS", namespace)
                            .replace("UID", uid(pod))
                            .replace("COUNT", Integer.toString(count)));
        }

        await().atMost(SOON).until(() -> facts(EventDelta.class).size() >= 2);
        List<EventDelta> deltas = facts(EventDelta.class);
        assertThat(deltas).extracting(EventDelta::delta).containsExactly(1, 3);
        assertThat(deltas).extracting(EventDelta::workload).containsOnly(ref("Pod", "", "web"));
        assertThat(deltas.getFirst().regarding().fieldPath()).isEqualTo("spec.containers{main}");
    }

    @Test
    void saysWhatIsForbiddenAndGoesOnWithTheRest() throws IOException {
        applyClusterWide(role("pods, nodes, namespaces, limitranges"));
        apply(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: seen-late}
                spec: {hard: {pods: "7"}}
                """);
        String token = plane.serviceAccountToken(namespace, "default");
        try (KubernetesClient restricted = plane.client(token)) {
            var collector = collecting.start(restricted, java.time.InstantSource.system());
            pod("web", null);

            await().atMost(SOON)
                    .untilAsserted(() -> {
                        assertThat(workloadOf("web")).isNotNull();
                        assertThat(
                                        collecting
                                                .cluster()
                                                .get(Keys.finding("forbidden", "resourcequotas")))
                                .isInstanceOfSatisfying(
                                        Finding.class,
                                        finding ->
                                                assertThat(finding.message())
                                                        .contains(
                                                                "resources: [\"resourcequotas\"]"));
                    });
            // quotas can be done without
            await().atMost(SOON).until(collector::ready);

            applyClusterWide(role("pods, nodes, namespaces, limitranges, resourcequotas"));

            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> {
                        assertThat(collecting.cluster())
                                .doesNotContainKey(Keys.finding("forbidden", "resourcequotas"));
                        assertThat(collecting.cluster())
                                .containsKey(Keys.quota(namespace, "seen-late"));
                    });
        }
    }

    @Test
    void isNotReadyWithoutTheRightToSeePods() throws IOException {
        applyClusterWide(role("nodes, namespaces, limitranges, resourcequotas"));
        try (KubernetesClient restricted =
                plane.client(plane.serviceAccountToken(namespace, "default"))) {
            var collector = collecting.start(restricted, java.time.InstantSource.system());

            await().atMost(SOON)
                    .untilAsserted(() -> {
                        assertThat(collecting.cluster())
                                .containsKey(Keys.finding("forbidden", "pods"));
                        assertThat(collector.notReadyReason())
                                .contains("the collector has not yet listed pods");
                    });
        }
    }

    private String role(String core) {
        return """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: NS}
        rules:
        - {apiGroups: [""], resources: [CORE], verbs: [list, watch]}
        - {apiGroups: [apps], resources: [deployments, replicasets, statefulsets, daemonsets], verbs: [list, watch]}
        - {apiGroups: [batch], resources: [jobs, cronjobs], verbs: [list, watch]}
        - {apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: [list, watch]}
        - {apiGroups: [events.k8s.io], resources: [events], verbs: [list, watch]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: NS}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NS}
        subjects: [{kind: ServiceAccount, name: default, namespace: NS}]
        """
                .replace("NS", namespace)
                .replace("CORE", core);
    }

    private <T> List<T> facts(Class<T> type) {
        return collecting.lifecycle().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(fact ->
                        fact instanceof PodFact pod
                                ? pod.workload().namespace().equals(namespace)
                                : fact instanceof PodGone gone
                                        ? gone.workload().namespace().equals(namespace)
                                        : fact instanceof EventDelta event
                                                && namespace.equals(event.regarding().namespace()))
                .toList();
    }

    private Object entry(String key) {
        return Objects.requireNonNull(collecting.inventory().get(key), key);
    }

    private @Nullable WorkloadRef workloadOf(String pod) {
        return collecting.inventory().get(Keys.pod(namespace, pod)) instanceof PodState state
                ? state.workload()
                : null;
    }

    private WorkloadRef ref(String kind, String group, String name) {
        return new WorkloadRef(namespace, kind, group, name);
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }

    private void delete(String pod) {
        admin.pods().inNamespace(namespace).withName(pod).withGracePeriod(0).delete();
    }

    private Pod pod(String name, @Nullable OwnerReference owner) {
        return admin.pods()
                .inNamespace(namespace)
                .resource(
                        new PodBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withOwnerReferences(owner == null ? List.of() : List.of(owner))
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

    private String replicaSet(String name, @Nullable OwnerReference owner) {
        return admin.apps()
                .replicaSets()
                .inNamespace(namespace)
                .resource(
                        new ReplicaSetBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withOwnerReferences(owner == null ? List.of() : List.of(owner))
                                .endMetadata()
                                .withNewSpec()
                                .withNewSelector()
                                .addToMatchLabels("app", name)
                                .endSelector()
                                .withNewTemplate()
                                .withNewMetadata()
                                .addToLabels("app", name)
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("main")
                                .withImage("i")
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build())
                .create()
                .getMetadata()
                .getUid();
    }

    private static OwnerReference owner(String apiVersion, String kind, String name, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .build();
    }

    private void apply(String yaml) throws IOException {
        kubectl.run("-n", namespace, "apply", "-f", file(yaml).toString());
    }

    private void applyClusterWide(String yaml) throws IOException {
        kubectl.run("apply", "-f", file(yaml).toString());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "apply", ".yaml"), yaml);
    }
}
