package io.headroom.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.deploy.CannotStartException;
import io.headroom.model.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka that asks who one is, and does not take every topic. */
class GuardedKafkaIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required";

    @TempDir static Path directory;
    private static EmbeddedKafka kafka;

    private final List<String> progress = new ArrayList<>();

    /** Takes no topic whose name starts with "forbidden". */
    public static final class Policy implements CreateTopicPolicy {
        @Override
        public void configure(Map<String, ?> configs) {
            // there is nothing to choose
        }

        @Override
        public void validate(RequestMetadata request) {
            if (request.topic().startsWith("forbidden")) {
                throw new PolicyViolationException("no topic may be named " + request.topic());
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    @BeforeAll
    static void startKafka() {
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
                                "PLAIN",
                                "sasl.mechanism.inter.broker.protocol",
                                "PLAIN",
                                "listener.name.plaintext.plain.sasl.jaas.config",
                                LOGIN
                                        + " username=\"broker\" password=\"b\" user_broker=\"b\""
                                        + " user_headroom=\"right\";",
                                "create.topic.policy.class.name",
                                Policy.class.getName()));
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void takesWhoIsKnown() {
        setUp("right", "allowed");
        assertThat(progress).isEmpty();
    }

    @Test
    void aWrongPasswordIsSaidAtOnceAndNotShown() {
        assertThatThrownBy(() -> setUp("wrong", "allowed"))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("Kafka at " + kafka.bootstrapServers())
                .hasMessageContaining("refuses this client")
                .hasMessageContaining("check kafka.client.*")
                .hasMessageNotContaining("wrong");
        assertThat(progress).isEmpty();
    }

    @Test
    void aTopicThatThePolicyDoesNotTakeIsSaidAtOnce() {
        assertThatThrownBy(() -> setUp("right", "forbidden"))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("does not take the topics as they must be")
                .hasMessageContaining("no topic may be named forbidden.");
        assertThat(progress).isEmpty();
    }

    private void setUp(String password, String prefix) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", kafka.bootstrapServers());
        client.put("security.protocol", "SASL_PLAINTEXT");
        client.put("sasl.mechanism", "PLAIN");
        client.put(
                "sasl.jaas.config",
                LOGIN + " username=\"headroom\" password=\"" + password + "\";");
        TopicSetup.run(client, new Topics(prefix).specs(1, (short) 1), PATIENCE, progress::add);
    }
}
