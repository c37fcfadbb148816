package io.headroom.deploy.kafka;

import io.headroom.model.settings.Settings;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the embedded broker keeps its data, and how much of it.
 *
 * @param dataDirectory created when it is not there
 * @param retentionBytes the most that each partition of a topic that is not compacted keeps; at
 *     least 1 MiB
 * @param minFreeBytes with less free space than this in the data directory's file system the broker
 *     does not start, and stops when it runs: a full disk would damage more than a stop does
 */
public record EmbeddedKafkaConfig(Path dataDirectory, long retentionBytes, long minFreeBytes) {

    /** The defaults. */
    public static EmbeddedKafkaConfig of(Path dataDirectory) {
        return from(Settings.of(Map.of()), dataDirectory);
    }

    public static EmbeddedKafkaConfig from(Settings settings, Path dataDirectory) {
        return new EmbeddedKafkaConfig(
                dataDirectory,
                settings.bytes(
                        "kafka.embedded.retention-bytes",
                        "256Mi",
                        "1Mi",
                        "embedded Kafka: the most that a partition of a topic that is not compacted"
                                + " keeps"),
                settings.bytes(
                        "kafka.embedded.min-free-bytes",
                        "256Mi",
                        "0",
                        "embedded Kafka: does not start, and stops, with less free space than"
                                + " this"));
    }
}
