package io.headroom.deploy.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.analyzer.Analyzer;
import io.headroom.analyzer.AnalyzerConfig;
import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.collector.Collector;
import io.headroom.collector.CollectorConfig;
import io.headroom.collector.CollectorMetrics;
import io.headroom.deploy.cluster.Certificates;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.history.RememberedPod.Owner;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.Finding;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Keys;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a real Prometheus behind TLS and a token to the rings of an assessment. */
class HistoryIT {
    private static final Topics TOPICS = new Topics("headroom");
    private static final String TOKEN = "s3cret";
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration LIFE = Duration.ofHours(10);

    /* Of its own: whatever else runs in a shared one lacks a history too. */
    private final ControlPlane plane = ControlPlane.start(Set.of());
    private final KubernetesClient admin = plane.admin();

    @TempDir Path directory;
    private EmbeddedKafka kafka;
    private TopicContents contents;
    private String namespace;
    private Instant begin;
    private Instant end;
    private RememberedPod live;
    private RememberedPod gone;

    @BeforeEach
    void startBroker() {
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory.resolve("kafka")));
        contents = new TopicContents(kafka.bootstrapServers());
        TopicSetup.run(client(), TOPICS.specs(1, (short) 1), Duration.ofMinutes(2), _ -> {});
        namespace = plane.newNamespace("history");
        rollOut();
    }

    @AfterEach
    void stop() {
        kafka.close();
        plane.close();
    }

    @Test
    void theRingsHoldWhatPrometheusRemembersAndOnlyOnce() throws Exception {
        OpenMetrics told = new OpenMetrics();
        live.addTo(told);
        live.addReplicaSetTo(told);
        gone.addTo(told);
        gone.addReplicaSetTo(told);
        Path data = PrometheusServer.blocks(directory.resolve("prometheus"), told);
        Certificates certificates = Certificates.in(directory.resolve("certificates"));
        certificates.sign("prometheus", "/CN=prometheus");
        Map<String, String> access =
                Map.of(
                        "prometheus.token-file",
                        Files.writeString(directory.resolve("token"), TOKEN + "\n").toString(),
                        "prometheus.ca-file",
                        certificates.authority().toString());

        try (PrometheusServer prometheus = PrometheusServer.start(data);
                GuardedProxy proxy =
                        new GuardedProxy(certificates, "prometheus", prometheus.url(), TOKEN);
                Analyzer _ = analyzer()) {
            String url = proxy.url().toString();
            try (Collector collector = collector(url, access)) {
                await().atMost(LONG).until(collector::ready);
            }
            Finding finding = finding();
            assertThat(finding.message()).contains("was imported from " + url + ", 2 containers");
            assertThat(finding.severity()).isEqualTo(Finding.Severity.INFO);
            UsageAssessment assessed = assessment();
            assertSame(assessed);

            // a later start lacks nothing
            int usage = contents.all(TOPICS.usage()).size();
            assertThat(usage).isGreaterThan((int) LIFE.dividedBy(Windows.LENGTH));
            try (Collector collector = collector(url, access)) {
                await().atMost(LONG).until(collector::ready);
            }
            assertThat(contents.all(TOPICS.usage())).hasSize(usage);
        }
    }

    @Test
    void aPrometheusThatLetsNobodyInDoesNotStopTheCollector() throws Exception {
        Certificates certificates = Certificates.in(directory.resolve("certificates"));
        certificates.sign("prometheus", "/CN=prometheus");
        try (GuardedProxy proxy =
                        new GuardedProxy(
                                certificates,
                                "prometheus",
                                URI.create("http://127.0.0.1:1"),
                                TOKEN);
                Collector collector =
                        collector(
                                proxy.url().toString(),
                                Map.of(
                                        "prometheus.ca-file",
                                        certificates.authority().toString()))) {
            await().atMost(LONG).until(collector::ready);
            assertThat(finding().severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(finding().message())
                    .contains("no history was imported")
                    .contains("it answered 401; give it a token");
        }
        try (GuardedProxy proxy =
                        new GuardedProxy(
                                certificates,
                                "prometheus",
                                URI.create("http://127.0.0.1:1"),
                                TOKEN);
                Collector collector = collector(proxy.url().toString(), Map.of())) {
            await().atMost(LONG).until(collector::ready);
            assertThat(finding().message()).contains("prometheus.ca-file");
        }
    }

    /**
     * A Deployment with a pod that is there and one that an earlier rollout left. They were made
     * just now: the clock of the test is ahead by their life.
     */
    private void rollOut() {
        Deployment web =
                admin.resource(
                                new DeploymentBuilder()
                                        .withNewMetadata()
                                        .withNamespace(namespace)
                                        .withName("web")
                                        .endMetadata()
                                        .withNewSpec()
                                        .withNewSelector()
                                        .addToMatchLabels("app", "web")
                                        .endSelector()
                                        .withNewTemplate()
                                        .withNewMetadata()
                                        .addToLabels("app", "web")
                                        .endMetadata()
                                        .withNewSpec()
                                        .addNewContainer()
                                        .withName(RememberedPod.CONTAINER)
                                        .withImage("i")
                                        .endContainer()
                                        .endSpec()
                                        .endTemplate()
                                        .endSpec()
                                        .build())
                        .create();
        ReplicaSet set =
                admin.resource(
                                new ReplicaSetBuilder()
                                        .withNewMetadata()
                                        .withNamespace(namespace)
                                        .withName("web-2")
                                        .withOwnerReferences(
                                                owner(
                                                        "Deployment",
                                                        "web",
                                                        web.getMetadata().getUid()))
                                        .endMetadata()
                                        .withNewSpec()
                                        .withNewSelector()
                                        .addToMatchLabels("app", "web")
                                        .endSelector()
                                        .withTemplate(web.getSpec().getTemplate())
                                        .endSpec()
                                        .build())
                        .create();
        Pod pod =
                admin.resource(
                                new PodBuilder()
                                        .withNewMetadata()
                                        .withNamespace(namespace)
                                        .withName("web-2-a")
                                        .addToLabels("app", "web")
                                        .withOwnerReferences(
                                                owner(
                                                        "ReplicaSet",
                                                        "web-2",
                                                        set.getMetadata().getUid()))
                                        .endMetadata()
                                        .withNewSpec()
                                        .addNewContainer()
                                        .withName(RememberedPod.CONTAINER)
                                        .withImage("i")
                                        .endContainer()
                                        .endSpec()
                                        .build())
                        .create();
        admin.resource(new PodBuilder(pod).withNewStatus().withPhase("Running").endStatus().build())
                .updateStatus();
        Instant created = Instant.parse(pod.getMetadata().getCreationTimestamp());
        begin = Windows.start(Windows.indexOf(created));
        end = begin.plus(LIFE);
        live =
                new RememberedPod(
                        namespace,
                        "web-2-a",
                        pod.getMetadata().getUid(),
                        new Owner("ReplicaSet", "web-2", "Deployment", "web"),
                        0,
                        begin,
                        end);
        gone =
                new RememberedPod(
                        namespace,
                        "web-1-z",
                        "uid-gone",
                        new Owner("ReplicaSet", "web-1", "Deployment", "web"),
                        2,
                        begin,
                        begin.plus(LIFE.dividedBy(2)));
    }

    private void assertSame(UsageAssessment assessed) {
        ContainerProfile app = assessed.containers().getFirst();
        assertThat(app.name()).isEqualTo(RememberedPod.CONTAINER);
        assertThat(app.requests().cpu()).hasToString("250m");
        // of the two at once the one with more to do is the hottest
        compare(app.cpuHottest(), ByteScale.CPU_CORES, window -> of(window).maxCores(window));
        compare(
                app.cpuMean(),
                ByteScale.CPU_CORES,
                window ->
                        of(window).equals(live)
                                ? live.meanCores(window)
                                : (live.meanCores(window) + gone.meanCores(window)) / 2);
        compare(app.memoryPeak(), ByteScale.MEMORY_BYTES, window -> of(window).memoryBytes(window));
    }

    private RememberedPod of(long window) {
        return Windows.end(window).isAfter(gone.lastSampleAt()) ? live : gone;
    }

    private void compare(Ring ring, ByteScale scale, LongToDoubleFunction known) {
        byte[] steps = ring.steps();
        long changeOver = Windows.indexOf(gone.lastSampleAt());
        int compared = 0;
        // the last one is still under way
        for (int i = 0; i < steps.length - 1; i++) {
            long window = ring.firstWindow() + i;
            // in its first window a counter has no sample before, in its last none after
            if (window > Windows.indexOf(begin) && Math.abs(window - changeOver) > 1) {
                int step = Byte.toUnsignedInt(steps[i]);
                int expected = Byte.toUnsignedInt(scale.encode(known.applyAsDouble(window)));
                assertThat(step)
                        .as("window %d of %s", i, ring)
                        .isBetween(expected - 1, expected + 1);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(90);
    }

    private Collector collector(String url, Map<String, String> access) {
        Map<String, String> settings = new HashMap<>(access);
        settings.put("prometheus.url", url);
        return Collector.start(
                CollectorConfig.from(Settings.of(settings)),
                admin,
                client(),
                TOPICS,
                new CollectorMetrics(new PrometheusRegistry()),
                InstantSource.fixed(end));
    }

    private Analyzer analyzer() {
        return Analyzer.start(
                AnalyzerConfig.from(Settings.of(Map.of())),
                client(),
                TOPICS,
                new AnalyzerMetrics(new PrometheusRegistry()));
    }

    /** The latest, once it covers all but the last hour. */
    private UsageAssessment assessment() {
        String key = namespace + "/Deployment.apps/web";
        RecordCodec<Assessment> codec = new RecordCodec<>(Assessment.class);
        return await().atMost(LONG)
                .until(
                        () -> {
                            String text = contents.latest(TOPICS.assessments()).get(key);
                            return text == null
                                    ? null
                                    : (UsageAssessment)
                                            codec.decode(text.getBytes(StandardCharsets.UTF_8));
                        },
                        latest ->
                                latest != null
                                        && latest.asOf()
                                                .isAfter(end.minus(Duration.ofMinutes(70))));
    }

    private Finding finding() {
        String text = contents.latest(TOPICS.cluster()).get(Keys.finding("history", "prometheus"));
        return (Finding)
                new RecordCodec<>(ClusterEntry.class)
                        .decode(
                                Objects.requireNonNull(text, "no finding")
                                        .getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static OwnerReference owner(String kind, String name, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .build();
    }
}
