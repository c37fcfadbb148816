package io.headroom.deploy.collect;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Kubectl;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.Blocked;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A StatefulSet that the real controllers scale beside a quota of volumes: it gets as many pods as
 * the plan says, and the next one is refused by the lines that the plan names.
 */
class StatefulSetVolumesIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String DEFAULT_CLASS = "stateful-default";
    private static final String OF_DEFAULT =
            DEFAULT_CLASS + ".storageclass.storage.k8s.io/requests.storage";

    private static final String CLASS =
            """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata:
              name: stateful-default
              annotations: {storageclass.kubernetes.io/is-default-class: "true"}
            provisioner: example.com/none
            """;

    private static final String QUOTA =
            """
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: volumes}
            spec:
              hard:
                requests.storage: 10Gi
                stateful-default.storageclass.storage.k8s.io/requests.storage: 6500Mi
                count/persistentvolumeclaims: "20"
            """;

    private static final String DATABASE =
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              replicas: REPLICAS
              podManagementPolicy: Parallel
              serviceName: db
              ordinals: {start: 3}
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  containers:
                  - {name: db, image: example/db, resources: {requests: {cpu: 100m, memory: 64Mi}}}
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
              - metadata: {name: log}
                spec: {accessModes: [ReadWriteOnce], storageClassName: slow, resources: {requests: {storage: 512Mi}}}
            """;

    private static final String AUTOSCALER =
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: db}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: db}
              minReplicas: 2
              maxReplicas: 9
              metrics:
              - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}
            """;

    private final ControlPlane plane = ControlPlane.full();
    private final KubernetesClient admin = plane.admin();
    private final Kubectl kubectl = plane.kubectl();

    @TempDir Path directory;
    private Collecting collecting;
    private String namespace;

    @BeforeEach
    void start() throws IOException {
        collecting = new Collecting(directory.resolve("kafka"), Map.of());
        namespace = plane.newNamespace("volumes");
        apply(CLASS);
        apply(QUOTA);
        await("the quota is counted").atMost(SOON).until(() -> used().size() == 3);
        await("the default is filled in")
                .atMost(SOON)
                .until(() -> DEFAULT_CLASS.equals(triedOut().getSpec().getStorageClassName()));
    }

    @AfterEach
    void stop() {
        admin.namespaces().withName(namespace).delete();
        admin.storage().v1().storageClasses().withName(DEFAULT_CLASS).delete();
        collecting.close();
    }

    @Test
    void getsAsManyPodsAsThePlanSaysAndNoMore() throws IOException {
        // Given: a pod more than there are now has left its claims behind
        scale(3);
        awaitPods("db-3", "db-4", "db-5");
        scale(2);
        awaitPods("db-3", "db-4");
        assertThat(claims()).hasSize(6);
        apply(AUTOSCALER);
        collecting.startReady(admin);
        try (Recommender recommender = collecting.recommend()) {
            // When: it has read all of what is there
            await().atMost(SOON)
                    .untilAsserted(() -> {
                        NamespacePlan known = plan(recommender);
                        assertThat(known.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
                        assertThat(known.blockedBy())
                                .extracting(
                                        Blocked::resource,
                                        each -> requireNonNull(each.missing()).toBigInteger())
                                .containsExactly(
                                        tuple("requests.storage", mebibytes(9 * 1_536 - 10_240)),
                                        tuple(OF_DEFAULT, mebibytes(9 * 1_024 - 6_500)));
                    });
            NamespacePlan plan = plan(recommender);

            // Then
            assertThat(plan.workloads())
                    .extracting(NamespacePlan.Workload::plannedPods)
                    .containsExactly(6);
            scale(6);
            awaitPods("db-3", "db-4", "db-5", "db-6", "db-7", "db-8");
            countAnew();
            await("it is counted")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(used()).isEqualTo(planned(plan)));

            scale(7);
            await("the controller is refused a claim")
                    .atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(refusals())
                                    .anySatisfy(message ->
                                            assertThat(message)
                                                    .contains(
                                                            "data-db-9",
                                                            "exceeded quota: volumes",
                                                            OF_DEFAULT)));
            assertThat(pods()).hasSize(6);
        }
    }

    private PersistentVolumeClaim triedOut() {
        return admin.resource(
                        new PersistentVolumeClaimBuilder()
                                .withNewMetadata()
                                .withNamespace(namespace)
                                .withName("plain")
                                .endMetadata()
                                .withNewSpec()
                                .withAccessModes("ReadWriteOnce")
                                .withNewResources()
                                .addToRequests("storage", new Quantity("1Mi"))
                                .endResources()
                                .endSpec()
                                .build())
                .dryRun()
                .create();
    }

    private static BigInteger mebibytes(long mebibytes) {
        return BigInteger.valueOf(mebibytes << 20);
    }

    private NamespacePlan plan(Recommender recommender) {
        return recommender
                .view()
                .plan(namespace)
                .orElseThrow(() -> new AssertionError("nothing is known of it yet"));
    }

    private static Map<String, Long> planned(NamespacePlan plan) {
        Map<String, Long> planned = new TreeMap<>();
        for (NamespacePlan.Line line : plan.lines()) {
            BigDecimal amount = line.plan();
            planned.put(line.resource(), amount == null ? -1 : amount.longValueExact());
        }
        return planned;
    }

    private Map<String, Long> used() {
        Map<String, Long> used = new TreeMap<>();
        var status =
                admin.resourceQuotas().inNamespace(namespace).withName("volumes").get().getStatus();
        if (status != null && status.getUsed() != null) {
            status.getUsed().forEach((line, amount) -> used.put(line, whole(amount)));
        }
        return used;
    }

    /**
     * Has the controller count the quota: a count that it takes while claims are being made may
     * miss some, and is the status for up to five minutes.
     */
    private void countAnew() throws IOException {
        apply(QUOTA.replace("\"20\"", "\"21\""));
    }

    private static long whole(Quantity amount) {
        return amount.getNumericalAmount().longValueExact();
    }

    private void scale(int replicas) throws IOException {
        apply(DATABASE.replace("REPLICAS", Integer.toString(replicas)));
    }

    private void awaitPods(String... names) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(pods()).containsExactlyInAnyOrder(names));
    }

    private List<String> pods() {
        return admin.pods().inNamespace(namespace).list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private List<String> claims() {
        return admin.persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }

    private List<String> refusals() {
        return admin.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> "FailedCreate".equals(event.getReason()))
                .map(Event::getMessage)
                .toList();
    }

    private void apply(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("objects.yaml"), yaml);
        kubectl.run("-n", namespace, "apply", "-f", file.toString());
    }
}
