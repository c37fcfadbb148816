package io.headroom.deploy.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.headroom.collector.Collector;
import io.headroom.collector.CollectorConfig;
import io.headroom.collector.CollectorMetrics;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Relay;
import io.headroom.deploy.config.LaunchConfig;
import io.headroom.deploy.config.LeaderConfig;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.deploy.leader.LeaderMetrics;
import io.headroom.deploy.leader.Leaders;
import io.headroom.deploy.replay.FakeKubelets;
import io.headroom.deploy.replay.ReplayClock;
import io.headroom.deploy.replay.ReplayedCluster;
import io.headroom.deploy.replay.TraceSeries;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two collectors of one cluster and one Kafka, which have a Lease to agree by. */
class CollectorRoleIT {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Instant READ_AT = Instant.parse("2026-03-02T10:00:00Z");
    private static final int READINGS = 3;

    /** Each collector's scrape interval is in its readings, and tells whose they are. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration SECOND = Duration.ofMillis(1_500);

    @TempDir Path directory;

    private final ControlPlane plane = ControlPlane.bare();
    private final Topics topics = new Topics("roles");
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private String namespace;
    private EmbeddedKafka kafka;
    private Relay relay;

    @BeforeEach
    void start() {
        namespace = plane.newNamespace("roles");
        kafka = open(EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory)));
        TopicSetup.run(kafkaClient(), topics.specs(1, (short) 1), DEADLINE, _ -> {});
        relay = open(new Relay(URI.create(plane.url()).getPort()));
        FakeKubelets kubelets = open(new FakeKubelets(plane.certificates()));
        kubelets.accept(ControlPlane.ADMIN_TOKEN);
        var cluster =
                new ReplayedCluster(plane.admin(), kubelets, new ReplayClock(READ_AT), namespace);
        open(cluster::delete);
        cluster.addNode(namespace);
        cluster.addWorkload(
                ReplayedCluster.Kind.DEPLOYMENT,
                "web",
                List.of(
                        new TraceSeries(
                                List.of(
                                        new TraceSeries.Row(READ_AT.minusSeconds(60), 0.5, 1 << 20),
                                        new TraceSeries.Row(READ_AT, 0.5, 1 << 20)))),
                List.of(namespace));
    }

    @AfterEach
    void stop() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void theNextOneGoesOnWhereTheOneThatStoppedWas() {
        // Given
        Candidate first = candidate("first", FIRST, patientLease());
        await().atMost(DEADLINE).until(() -> readings(FIRST) >= READINGS);
        Candidate second = candidate("second", SECOND, patientLease());
        assertThat(first.role.notReadyReason()).isEmpty();
        int before = readings(FIRST);
        await().atMost(DEADLINE).until(() -> readings(FIRST) >= before + READINGS);
        assertThat(second.role.notReadyReason()).isEmpty();
        assertThat(second.scrapes()).isZero();
        assertThat(second.published()).isZero();

        // When
        first.stop();
        double scrapes = first.scrapes();
        double published = first.published();

        // Then
        await().atMost(DEADLINE).until(() -> readings(SECOND) >= READINGS);
        await().atMost(DEADLINE).until(() -> second.role.notReadyReason().isEmpty());
        assertThat(first.scrapes()).isEqualTo(scrapes);
        assertThat(first.published()).isEqualTo(published);
        assertThat(turns()).containsExactly(FIRST, SECOND);
        assertNothingIsToldTwice(2);
    }

    @Test
    void whoLosesItsLeaseEndsBeforeTheNextOneBeginsAndBeginsAgainAfterIt() {
        // Given a leader
        Candidate first = candidate("first", FIRST, patientLease());
        await().atMost(DEADLINE).until(() -> readings(FIRST) >= READINGS);
        Candidate second = candidate("second", SECOND, patientLease());

        // When it cannot reach the API server, but its kubelets and Kafka
        relay.cut();

        // Then it ends by itself, and the next one begins
        await().atMost(DEADLINE).until(() -> !first.leads.getAsBoolean());
        await().atMost(DEADLINE).until(second.leads::getAsBoolean);
        double scrapes = first.scrapes();
        double published = first.published();
        await().atMost(DEADLINE).until(() -> readings(SECOND) >= READINGS);
        assertThat(first.scrapes()).isEqualTo(scrapes);
        assertThat(first.published()).isEqualTo(published);
        assertThat(turns()).containsExactly(FIRST, SECOND);

        // When it can again, and the next one stops
        relay.mend();
        second.stop();

        // Then it is its turn once more
        int before = readings(FIRST);
        await().atMost(DEADLINE).until(() -> readings(FIRST) >= before + READINGS);
        await().atMost(DEADLINE).until(() -> first.role.notReadyReason().isEmpty());
        assertThat(turns()).containsExactly(FIRST, SECOND, FIRST);
        assertNothingIsToldTwice(3);
    }

    @Test
    void whoLosesItsLeaseDoesNotWaitForKafkaUntilAnotherOneLeads() {
        // Given a leader, and the time between its end and the next one's beginning that is usual
        LeaderConfig usual = LaunchConfig.from(Settings.of(Map.of())).leader();
        LeaderConfig lease = lease(usual.leaseDuration(), usual.renewDeadline());
        Candidate first = candidate("first", FIRST, lease);
        await().atMost(DEADLINE).until(() -> readings(FIRST) >= READINGS);
        Candidate second = candidate("second", SECOND, lease);

        // When it loses its Lease, and Kafka takes none of its readings
        kafka.close();
        double scrapes = first.scrapes();
        await().atMost(DEADLINE).until(() -> first.scrapes() > scrapes);
        relay.cut();
        await().atMost(DEADLINE).until(() -> !first.leads.getAsBoolean());

        // Then it has given them up before the other one leads, and counted them
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    boolean givenUp = first.dropped("closed") > 0;
                    assertThat(!givenUp && second.leads.getAsBoolean()).isFalse();
                    return givenUp;
                });
        assertThat(first.role.notReadyReason()).isEmpty();
    }

    private static LeaderConfig patientLease() {
        return lease(Duration.ofSeconds(10), Duration.ofSeconds(6));
    }

    private static LeaderConfig lease(Duration duration, Duration renewDeadline) {
        return new LeaderConfig(
                LeaderConfig.Election.LEASE,
                Optional.empty(),
                Optional.empty(),
                duration,
                renewDeadline,
                Duration.ofMillis(500));
    }

    /** Starts one that reaches the API server through the relay if it is the first. */
    private Candidate candidate(String name, Duration interval, LeaderConfig lease) {
        var config = new ConfigBuilder(plane.admin().getConfiguration());
        config.withNamespace(namespace);
        if (interval.equals(FIRST)) {
            config.withMasterUrl("https://127.0.0.1:" + relay.port());
        }
        Candidate candidate =
                new Candidate(
                        name,
                        interval,
                        open(new KubernetesClientBuilder().withConfig(config.build()).build()),
                        lease);
        open(candidate::stop);
        return candidate;
    }

    /** One process's part: as {@link Run} puts it together. */
    private final class Candidate {
        final PrometheusRegistry registry = new PrometheusRegistry();
        final Leaders leaders = new Leaders(new LeaderMetrics(registry));
        final BooleanSupplier leads;
        final CollectorRole role;

        Candidate(String name, Duration interval, KubernetesClient kubernetes, LeaderConfig lease) {
            CollectorMetrics metrics = new CollectorMetrics(registry);
            CollectorConfig config =
                    CollectorConfig.from(
                            Settings.of(Map.of("collector.scrape-interval", interval.toString())));
            leads =
                    leaders.elect(
                            "collector",
                            kubernetes,
                            new LeaderConfig(
                                    lease.election(),
                                    Optional.of(namespace),
                                    Optional.of(name),
                                    lease.leaseDuration(),
                                    lease.renewDeadline(),
                                    lease.retryPeriod()),
                            InstantSource.system());
            role =
                    new CollectorRole(
                            leads,
                            () ->
                                    Collector.start(
                                            config,
                                            kubernetes,
                                            kafkaClient(),
                                            topics,
                                            metrics,
                                            InstantSource.system()),
                            lease.leaseDuration().minus(lease.renewDeadline()));
        }

        void stop() {
            role.close();
            leaders.close();
        }

        double scrapes() {
            return sum("headroom_collector_scrapes", "");
        }

        double published() {
            return sum("headroom_kafka_publish", "ok");
        }

        double dropped(String reason) {
            return sum("headroom_publish_dropped", reason);
        }

        private double sum(String metric, String value) {
            return registry.scrape(metric::equals).stream()
                    .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                    .filter(point ->
                            value.isEmpty()
                                    || point.getLabels().stream()
                                            .anyMatch(label -> label.getValue().equals(value)))
                    .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                    .sum();
        }
    }

    private int readings(Duration interval) {
        return (int) intervals().stream().filter(interval::equals).count();
    }

    /** Who published usage, one after the other. */
    private List<Duration> turns() {
        List<Duration> turns = new ArrayList<>();
        for (Duration interval : intervals()) {
            if (turns.isEmpty() || !turns.getLast().equals(interval)) {
                turns.add(interval);
            }
        }
        return turns;
    }

    private List<Duration> intervals() {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        return contents().all(topics.usage()).stream()
                .map(each -> codec.decode(each.headers(), each.value()).interval())
                .toList();
    }

    /** Of what has not changed there is one state; of the pod a fact for each list, marked so. */
    private void assertNothingIsToldTwice(int lists) {
        for (String topic : List.of(topics.inventory(), topics.cluster())) {
            List<ConsumerRecord<String, byte[]>> ofThis =
                    contents().all(topic).stream()
                            .filter(each -> each.key().contains(namespace))
                            .toList();
            assertThat(ofThis.stream().map(ConsumerRecord::key))
                    .filteredOn(key -> !key.startsWith("/finding/"))
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
            Map<String, JsonNode> told = new HashMap<>();
            for (ConsumerRecord<String, byte[]> each : ofThis) {
                // a finding that comes again is told anew, with the time since when
                JsonNode state = Json.mapper().readTree(each.value());
                if (state instanceof ObjectNode finding) {
                    finding.remove("since");
                }
                assertThat(told.put(each.key(), state)).as(each.key()).isNotEqualTo(state);
            }
        }
        RecordCodec<LifecycleFact> codec = new RecordCodec<>(LifecycleFact.class);
        List<LifecycleFact> ofThePod =
                contents().all(topics.lifecycle()).stream()
                        .map(each -> codec.decode(each.headers(), each.value()))
                        .filter(fact ->
                                fact.workload() != null
                                        && namespace.equals(fact.workload().namespace()))
                        .toList();
        assertThat(ofThePod)
                .hasSize(lists)
                .allSatisfy(fact ->
                        assertThat(fact)
                                .isInstanceOfSatisfying(
                                        PodFact.class, pod -> assertThat(pod.snapshot()).isTrue()));
    }

    private TopicContents contents() {
        return new TopicContents(kafka.bootstrapServers());
    }

    private Map<String, Object> kafkaClient() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }
}
