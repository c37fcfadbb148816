package io.headroom.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Publisher;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that asks who is there and what each may do: whatever it does not take is kept, or
 * counted with the reason.
 */
class PublisherIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Topics TOPICS = new Topics("guarded");
    private static final int TOLD = 30;
    private static final String COLLECTOR = "collector";
    private static final String PASSWORD = "collector-secret";

    @TempDir Path directory;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private EmbeddedKafka kafka;
    private Admin admin;

    @BeforeEach
    void startKafka() {
        kafka =
                EmbeddedKafka.start(
                        EmbeddedKafkaConfig.of(directory),
                        sentence -> {
                            throw new AssertionError(sentence);
                        },
                        Map.of(
                                "listener.security.protocol.map",
                                "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                                "sasl.enabled.mechanisms",
                                "PLAIN,SCRAM-SHA-256",
                                "sasl.mechanism.inter.broker.protocol",
                                "PLAIN",
                                "listener.name.plaintext.plain.sasl.jaas.config",
                                login("plain.Plain", "admin", "admin-secret")
                                        .replace(";", " user_admin=\"admin-secret\";"),
                                "listener.name.plaintext.scram-sha-256.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                                "authorizer.class.name",
                                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                                // the broker is nobody to its own controller
                                "super.users",
                                "User:admin;User:ANONYMOUS"));
        admin = Admin.create(adminClient());
    }

    @AfterEach
    void stopKafka() {
        admin.close();
        kafka.close();
    }

    @Test
    void aRecordThatIsTooLargeIsCountedAndHoldsUpNoOther() throws Exception {
        // Given a topic with room for many of its records in a batch, but not for every batch
        createTopic(TOPICS.cluster(), Map.of("max.message.bytes", "6000"));
        try (Publisher publisher = publisher(adminClient())) {
            // When
            tellNamespaces(publisher, "before", TOLD);
            publisher.cluster(namespace("for-the-topic", 20_000));
            publisher.cluster(namespace("for-the-producer", 2 << 20));
            tellNamespaces(publisher, "after", TOLD);
            flush(publisher);

            // Then
            assertThat(dropped("too_large")).isEqualTo(2);
            assertThat(published("error")).isEqualTo(2);
            assertThat(published("ok")).isEqualTo(2 * TOLD);
            assertThat(contents().latest(TOPICS.cluster())).hasSize(2 * TOLD);
            assertThat(publisher.notReadyReason()).isEmpty();
        }
    }

    @Test
    void aRecordThatTheTopicRefusesIsCounted() throws Exception {
        // Given a topic that takes no record that is older than nothing
        createTopic(
                TOPICS.cluster(),
                Map.of(
                        "message.timestamp.type", "CreateTime",
                        "message.timestamp.before.max.ms", "0"));
        try (Publisher publisher = publisher(adminClient())) {
            // When
            tellNamespaces(publisher, "late", TOLD);
            flush(publisher);

            // Then
            assertThat(dropped("rejected")).isEqualTo(TOLD);
            assertThat(published("error")).isEqualTo(TOLD);
            assertThat(contents().all(TOPICS.cluster())).isEmpty();
        }
    }

    @Test
    void whatMayNotBeWrittenWaitsUntilItMayAndHoldsUpNoOtherTopic() throws Exception {
        // Given
        createTopic(TOPICS.lifecycle(), Map.of());
        createTopic(TOPICS.cluster(), Map.of());
        letIn(COLLECTOR);
        try (Publisher publisher = publisher(client())) {
            // When nothing is allowed, then it is said which topic
            tellFacts(publisher, 0, TOLD);
            await().atMost(DEADLINE)
                    .untilAsserted(() ->
                            assertThat(publisher.notReadyReason())
                                    .hasValueSatisfying(said ->
                                            assertThat(said)
                                                    .contains("Not authorized")
                                                    .contains(TOPICS.lifecycle())));
            // and the broker is not asked in a loop
            assertThat(requests("InitProducerId")).isLessThan(100 * (1 + published("retry")));

            // When the topic is there to see, and its records are refused batch by batch
            allow(AclOperation.DESCRIBE, TOPICS.lifecycle());
            double refused = published("retry");
            await().atMost(DEADLINE).until(() -> published("retry") > refused + 2 * TOLD);
            tellFacts(publisher, TOLD, 2 * TOLD);

            // and another topic may be written, then that is
            allow(AclOperation.WRITE, TOPICS.cluster());
            tellNamespaces(publisher, "written", TOLD);
            await().atMost(DEADLINE).until(() -> published("ok") == TOLD);
            assertThat(contents().latest(TOPICS.cluster())).hasSize(TOLD);
            assertThat(facts()).isEmpty();

            // Then all is there in order once it may be written
            allow(AclOperation.WRITE, TOPICS.lifecycle());
            flush(publisher);
            assertThat(facts()).containsExactlyElementsOf(numbers(2 * TOLD));
            assertThat(published("ok")).isEqualTo(3 * TOLD);
            assertThat(publisher.notReadyReason()).isEmpty();
            assertNothingDropped();
        }
    }

    @Test
    void whoIsNotLetInKeepsItsRecordsUntilItIs() throws Exception {
        // Given
        createTopic(TOPICS.lifecycle(), Map.of());
        allow(AclOperation.WRITE, TOPICS.lifecycle());
        try (Publisher publisher = publisher(client())) {
            // When
            tellFacts(publisher, 0, TOLD);
            await().atMost(DEADLINE).until(() -> published("retry") > 1);
            letIn(COLLECTOR);

            // Then
            flush(publisher);
            assertThat(facts()).containsExactlyElementsOf(numbers(TOLD));
            assertNothingDropped();
        }
    }

    private void assertNothingDropped() {
        for (String reason : List.of("buffer_full", "too_large", "rejected", "closed")) {
            assertThat(dropped(reason)).as(reason).isZero();
        }
    }

    private Publisher publisher(Map<String, Object> client) {
        return new Publisher(client, TOPICS, 16L << 20, new CollectorMetrics(registry));
    }

    private static void flush(Publisher publisher) throws Exception {
        CompletableFuture.runAsync(publisher::flush).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void tellNamespaces(Publisher publisher, String name, int count) {
        for (int i = 0; i < count; i++) {
            publisher.cluster(namespace(name + "-" + i, 500));
        }
    }

    /** A record of about this size, however well it is compressed. */
    private static NamespaceState namespace(String name, int bytes) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(bytes);
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return new NamespaceState(
                name, "uid-" + name, Map.of("noise", HexFormat.of().formatHex(noise)));
    }

    private static void tellFacts(Publisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.lifecycle(fact(i));
        }
    }

    private static PodGone fact(int number) {
        return new PodGone(
                new WorkloadRef("a", "Deployment", "apps", "web"),
                "web",
                String.valueOf(number),
                Instant.EPOCH,
                false);
    }

    private List<String> facts() {
        RecordCodec<PodGone> codec = new RecordCodec<>(PodGone.class);
        return contents().all(TOPICS.lifecycle()).stream()
                .map(each -> codec.decode(each.headers(), each.value()).podUid())
                .toList();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private double published(String result) {
        return counter("headroom_kafka_publish", "result", result);
    }

    private double dropped(String reason) {
        return counter("headroom_publish_dropped", "reason", reason);
    }

    private double counter(String metric, String label, String value) {
        return registry.scrape(metric::equals).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> value.equals(point.getLabels().get(label)))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    /** How often the broker was asked for something. */
    private static double requests(String kind) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        var name =
                new ObjectName(
                        "kafka.network:type=RequestMetrics,name=RequestsPerSec,request="
                                + kind
                                + ",*");
        double requests = 0;
        for (ObjectName each : server.queryNames(name, null)) {
            requests += (Long) server.getAttribute(each, "Count");
        }
        assertThat(requests).isPositive();
        return requests;
    }

    private TopicContents contents() {
        return new TopicContents(adminClient());
    }

    private void createTopic(String name, Map<String, String> config) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(config))).all().get();
    }

    private void letIn(String user) throws Exception {
        admin.alterUserScramCredentials(
                        List.of(
                                new UserScramCredentialUpsertion(
                                        user,
                                        new ScramCredentialInfo(
                                                ScramMechanism.SCRAM_SHA_256, 4_096),
                                        PASSWORD)))
                .all()
                .get();
    }

    private void allow(AclOperation operation, String topic) throws Exception {
        admin.createAcls(
                        List.of(
                                new AclBinding(
                                        new ResourcePattern(
                                                ResourceType.TOPIC, topic, PatternType.LITERAL),
                                        new AccessControlEntry(
                                                "User:" + COLLECTOR,
                                                "*",
                                                operation,
                                                AclPermissionType.ALLOW))))
                .all()
                .get();
    }

    private Map<String, Object> adminClient() {
        return client("PLAIN", login("plain.Plain", "admin", "admin-secret"));
    }

    private Map<String, Object> client() {
        return client("SCRAM-SHA-256", login("scram.Scram", COLLECTOR, PASSWORD));
    }

    private Map<String, Object> client(String mechanism, String login) {
        return Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                login);
    }

    private static String login(String module, String user, String password) {
        return "org.apache.kafka.common.security.%sLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(module, user, password);
    }
}
