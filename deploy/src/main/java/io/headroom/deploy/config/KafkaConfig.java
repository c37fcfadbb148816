package io.headroom.deploy.config;

import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which Kafka is used, and how its topics are created.
 *
 * @param bootstrapServers of a Kafka that is there already; the embedded one where this is empty
 * @param client passed on to every client
 * @param partitions of the topics that are spread by workload
 * @param patience how long to wait at start for a broker to answer
 */
public record KafkaConfig(
        Optional<String> bootstrapServers,
        Map<String, String> client,
        Topics topics,
        int partitions,
        short replication,
        Duration patience,
        EmbeddedKafkaConfig embedded) {

    public KafkaConfig {
        client = Map.copyOf(client);
    }

    static KafkaConfig from(Settings settings, Path dataDirectory) {
        Optional<String> bootstrapServers =
                settings.optional(
                        "kafka.bootstrap-servers",
                        "host:port of an existing Kafka, several separated by commas; the embedded"
                                + " one where not set");
        short replication =
                (short)
                        settings.integer(
                                "kafka.replication",
                                1,
                                1,
                                16,
                                "how many brokers hold each partition of the topics that are"
                                        + " created");
        if (bootstrapServers.isEmpty() && replication > 1) {
            settings.reject(
                    "kafka.replication=" + replication + ": the embedded Kafka is one broker");
        }
        Map<String, String> client =
                settings.withPrefix(
                        "kafka.client.",
                        "passed on to every Kafka client, such as kafka.client.security.protocol");
        if (bootstrapServers.isEmpty() && !client.isEmpty()) {
            settings.reject(
                    client.keySet().stream()
                                    .sorted()
                                    .map(key -> "kafka.client." + key)
                                    .collect(Collectors.joining(", "))
                            + ": the embedded Kafka takes no client settings; set"
                            + " kafka.bootstrap-servers to use another, or leave them out");
        }
        return new KafkaConfig(
                bootstrapServers,
                client,
                settings.read(
                        "kafka.topic-prefix",
                        "headroom",
                        Topics::new,
                        "what the name of every topic starts with"),
                settings.integer(
                        "kafka.partitions",
                        4,
                        1,
                        10_000,
                        "of each topic that is spread by workload; fixed once the topics exist"),
                replication,
                settings.duration(
                        "kafka.patience", "1m", "how long to wait at start for a broker to answer"),
                EmbeddedKafkaConfig.from(settings, dataDirectory));
    }

    /** Without the client settings, which may hold passwords. */
    @Override
    public String toString() {
        return "KafkaConfig[" + bootstrapServers.orElse("embedded") + ", " + topics + "]";
    }
}
