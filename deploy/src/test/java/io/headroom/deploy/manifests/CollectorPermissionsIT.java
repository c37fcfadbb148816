package io.headroom.deploy.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.collector.Collector;
import io.headroom.collector.CollectorConfig;
import io.headroom.collector.CollectorMetrics;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Programs;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The real collector under the service account of the manifests, as the API server saw it. */
final class CollectorPermissionsIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String USER =
            "system:serviceaccount:" + Manifests.NAMESPACE + ':' + Manifests.SERVICE_ACCOUNT;

    private static final String AUDIT_EVERYTHING =
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules: [{level: Metadata}]
            """;

    @TempDir Path folder;

    @Test
    void isRefusedNothingAndGrantedNothingThatItDoesNotUse() throws Exception {
        // Given
        Path audit = folder.resolve("audit.log");
        Path policy = Files.writeString(folder.resolve("policy.yaml"), AUDIT_EVERYTHING);
        try (ControlPlane cluster =
                        ControlPlane.start(
                                Set.of(),
                                "--audit-policy-file=" + policy,
                                "--audit-log-path=" + audit);
                EmbeddedKafka kafka =
                        EmbeddedKafka.start(EmbeddedKafkaConfig.of(folder.resolve("kafka")))) {
            cluster.kubectl().run("apply", "--server-side", "-f", Manifests.FOLDER.toString());
            addCustomResources(cluster);
            cluster.admin().resource(nodeWithoutKubelet()).create();
            Topics topics = new Topics("headroom");
            Map<String, Object> kafkaClient = Map.of("bootstrap.servers", kafka.bootstrapServers());
            TopicSetup.run(kafkaClient, topics.specs(1, (short) 1), DEADLINE, _ -> {});
            String token =
                    cluster.serviceAccountToken(Manifests.NAMESPACE, Manifests.SERVICE_ACCOUNT);

            awaitTheRole(cluster);

            // When
            try (KubernetesClient headroom = cluster.client(token);
                    Collector collector =
                            Collector.startDriven(
                                    CollectorConfig.from(Settings.of(Map.of())),
                                    headroom,
                                    kafkaClient,
                                    topics,
                                    new CollectorMetrics(new PrometheusRegistry()),
                                    InstantSource.system())) {
                await().atMost(DEADLINE)
                        .untilAsserted(() -> assertThat(collector.notReadyReason()).isEmpty());
                // Then
                await().atMost(DEADLINE)
                        .untilAsserted(() -> {
                            collector.scrapeAll(InstantSource.system().instant());
                            assertThat(resources(requests(audit))).containsAll(granted());
                        });
                assertThat(requests(audit))
                        .noneMatch(each -> each.at("/responseStatus/code").asInt() == 403);
                assertThat(
                                new TopicContents(kafka.bootstrapServers())
                                        .latest(topics.cluster())
                                        .keySet())
                        .isNotEmpty()
                        .noneMatch(key -> key.contains("forbidden"));
            }
        }
    }

    /** What is read where the API has it. */
    private static void addCustomResources(ControlPlane cluster) {
        Map<String, String> definitions =
                Map.of(
                        "openshift-clusterresourcequota.yaml",
                        "crd/clusterresourcequotas.quota.openshift.io",
                        "verticalpodautoscaler.yaml",
                        "crd/verticalpodautoscalers.autoscaling.k8s.io");
        definitions.forEach((schema, definition) -> {
            cluster.kubectl()
                    .run("apply", "--server-side", "-f", Programs.requireSchema(schema).toString());
            cluster.kubectl().run("wait", "--for=condition=Established", definition);
        });
    }

    /** An API server's authorizer learns of roles by watching them: it may take a moment. */
    private static void awaitTheRole(ControlPlane cluster) {
        for (PolicyRule rule : Manifests.one(ClusterRole.class).getRules()) {
            for (String resource : rule.getResources()) {
                await().atMost(DEADLINE)
                        .until(() ->
                                cluster.admin()
                                        .authorization()
                                        .v1()
                                        .subjectAccessReview()
                                        .create(asking(rule, resource))
                                        .getStatus()
                                        .getAllowed());
            }
        }
    }

    private static SubjectAccessReview asking(PolicyRule rule, String resource) {
        String[] parts = resource.split("/", 2);
        return new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(USER)
                .withNewResourceAttributes()
                .withVerb(rule.getVerbs().getFirst())
                .withGroup(rule.getApiGroups().getFirst())
                .withResource(parts[0])
                .withSubresource(parts.length > 1 ? parts[1] : "")
                .endResourceAttributes()
                .endSpec()
                .build();
    }

    /** Its pods' usage is to be had from metrics.k8s.io alone: the collector asks there too. */
    private static Node nodeWithoutKubelet() throws IOException {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("without-kubelet")
                .endMetadata()
                .withNewStatus()
                .addNewAddress("127.0.0.1", "InternalIP")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(ControlPlane.freePorts(1)[0])
                .endDaemonEndpoints()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    /** What the role grants at the API server; the rest of it is for the kubelets to ask about. */
    private static Set<String> granted() {
        Set<String> granted = new TreeSet<>();
        Manifests.one(ClusterRole.class)
                .getRules()
                .forEach(rule ->
                        rule.getResources().stream()
                                .filter(resource -> !resource.startsWith("nodes/"))
                                .forEach(resource ->
                                        granted.add(
                                                rule.getApiGroups().getFirst() + '/' + resource)));
        return granted;
    }

    private static Set<String> resources(List<JsonNode> requests) {
        Set<String> resources = new TreeSet<>();
        for (JsonNode request : requests) {
            JsonNode object = request.path("objectRef");
            resources.add(
                    object.path("apiGroup").asString("")
                            + '/'
                            + object.path("resource").asString(""));
        }
        return resources;
    }

    private static List<JsonNode> requests(Path audit) throws IOException {
        String written = Files.readString(audit);
        return written.substring(0, written.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> Json.mapper().readTree(line))
                .filter(request -> request.at("/user/username").asString("").equals(USER))
                .toList();
    }
}
