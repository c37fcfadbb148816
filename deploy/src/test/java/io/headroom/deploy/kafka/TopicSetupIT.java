package io.headroom.deploy.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.deploy.CannotStartException;
import io.headroom.model.topic.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The topics against a real broker: each test has a prefix of its own. */
class TopicSetupIT {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @TempDir static Path directory;
    private static EmbeddedKafka kafka;

    private final List<String> progress = new ArrayList<>();

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void createsEveryTopicAsDocumented() throws Exception {
        Topics topics = new Topics("created");
        setUp(topics, 2);
        try (Admin admin = Admin.create(client())) {
            for (Topics.Spec spec : topics.specs(2, (short) 1)) {
                assertThat(partitions(admin, spec.name())).isEqualTo(spec.partitions());
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
                var config =
                        requireNonNull(
                                admin.describeConfigs(List.of(resource)).all().get().get(resource));
                spec.config()
                        .forEach((key, value) ->
                                assertThat(config.get(key).value())
                                        .as(spec.name() + ' ' + key)
                                        .isEqualTo(value));
            }
        }
    }

    @Test
    void leavesGoodTopicsAlone() {
        Topics topics = new Topics("again");
        setUp(topics, 2);
        setUp(topics, 2);
        assertThat(progress).isEmpty();
    }

    @Test
    void createsTheOnesThatAreMissing() throws Exception {
        Topics topics = new Topics("some");
        setUp(topics, 2);
        try (Admin admin = Admin.create(client())) {
            admin.deleteTopics(List.of(topics.incidents())).all().get();
            await().atMost(DEADLINE)
                    .until(() -> !admin.listTopics().names().get().contains(topics.incidents()));
            setUp(topics, 2);
            assertThat(partitions(admin, topics.incidents())).isEqualTo(2);
        }
    }

    @Test
    void refusesAnotherNumberOfPartitions() {
        Topics topics = new Topics("partitions");
        setUp(topics, 2);
        assertThatThrownBy(() -> setUp(topics, 3))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("topic partitions.usage has 2 partitions where 3")
                .hasMessageContaining("kafka.partitions");
    }

    @Test
    void refusesAPolicyThatLosesRecordsAndSaysHowToMendIt() throws Exception {
        Topics topics = new Topics("policy");
        setUp(topics, 1);
        try (Admin admin = Admin.create(client())) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    new ConfigResource(
                                            ConfigResource.Type.TOPIC, topics.assessments()),
                                    List.of(
                                            new AlterConfigOp(
                                                    new ConfigEntry("cleanup.policy", "delete"),
                                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, topics.assessments());
            await().atMost(DEADLINE)
                    .until(() ->
                            requireNonNull(
                                            admin.describeConfigs(List.of(resource))
                                                    .all()
                                                    .get()
                                                    .get(resource))
                                    .get("cleanup.policy")
                                    .value()
                                    .equals("delete"));
        }
        assertThatThrownBy(() -> setUp(topics, 1))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("topic policy.assessments has cleanup.policy=delete")
                .hasMessageContaining("kafka-configs.sh --bootstrap-server")
                .hasMessageContaining("--add-config cleanup.policy=compact");
    }

    @Test
    void refusesMoreReplicasThanThereAreBrokers() {
        assertThatThrownBy(() ->
                        TopicSetup.run(
                                client(),
                                new Topics("replicas").specs(1, (short) 3),
                                Duration.ofSeconds(30),
                                progress::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("kafka.replication");
    }

    @Test
    void saysThatNobodyAnswersOnceThePatienceIsOver() throws Exception {
        int closedPort;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        Map<String, Object> client =
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + closedPort,
                        "default.api.timeout.ms",
                        500,
                        "request.timeout.ms",
                        400);
        assertThatThrownBy(() ->
                        TopicSetup.run(
                                client,
                                new Topics("nobody").specs(1, (short) 1),
                                Duration.ofSeconds(1),
                                progress::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("Kafka at 127.0.0.1:" + closedPort + " does not answer")
                .hasMessageContaining("kafka.bootstrap-servers");
        assertThat(progress).containsExactly("waiting for Kafka at 127.0.0.1:" + closedPort);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "security.protocol|SECRET|Invalid value SECRET",
                "ssl.truststore.location|/no/such.jks|/no/such.jks",
                "sasl.mechanism|PLAIN|JAAS",
                "bootstrap.servers|kafka|Invalid url in bootstrap.servers: kafka",
                "request.timeout.ms|soon|Invalid value soon"
            })
    void whatNoClientCanBeMadeOfIsSaidAtOnce(String key, String value, String reason) {
        Map<String, Object> client = new HashMap<>(client());
        client.put(
                "security.protocol",
                key.startsWith("ssl") ? "SSL" : key.startsWith("sasl") ? "SASL_SSL" : "PLAINTEXT");
        client.put(key, value);
        List<Topics.Spec> specs = new Topics("malformed").specs(1, (short) 1);

        assertThatThrownBy(() -> TopicSetup.run(client, specs, DEADLINE, progress::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("kafka.bootstrap-servers and kafka.client.*")
                .hasMessageContaining(reason);
        assertThat(progress).isEmpty();
    }

    @Test
    void waitsForAHostThatNobodyKnowsYet() {
        Map<String, Object> client = Map.of("bootstrap.servers", "kafka.invalid:9092");
        List<Topics.Spec> specs = new Topics("unknown").specs(1, (short) 1);

        assertThatThrownBy(
                        () -> TopicSetup.run(client, specs, Duration.ofSeconds(1), progress::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("Kafka at kafka.invalid:9092 does not answer")
                .hasMessageContaining("No resolvable bootstrap urls");
        assertThat(progress).containsExactly("waiting for Kafka at kafka.invalid:9092");
    }

    private void setUp(Topics topics, int partitions) {
        TopicSetup.run(client(), topics.specs(partitions, (short) 1), DEADLINE, progress::add);
    }

    private static int partitions(Admin admin, String topic) throws Exception {
        return requireNonNull(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
                .partitions()
                .size();
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }
}
