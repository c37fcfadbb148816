package io.headroom.deploy.kafka;

import io.headroom.model.settings.Settings;
import java.nio.file.Path;

/**
 * Where the embedded broker keeps its data, and how much of it.
 *
 * @param dataDirectory created when it is not there
 * @param retentionBytes the most that each partition of a topic that is not compacted keeps
 * @param minFreeBytes with less free space than this in the data directory's file system the broker
 *     does not start, and stops when it runs: a full disk would damage more than a stop does
 */
public record EmbeddedKafkaConfig(Path dataDirectory, long retentionBytes, long minFreeBytes) {
    private static final long DEFAULT_RETENTION_BYTES = 256L << 20;
    private static final long DEFAULT_MIN_FREE_BYTES = 256L << 20;

    public EmbeddedKafkaConfig {
        if (retentionBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "kafka.embedded.retention-bytes must be at least 1Mi: " + retentionBytes);
        }
    }

    /** The defaults. */
    public static EmbeddedKafkaConfig of(Path dataDirectory) {
        return new EmbeddedKafkaConfig(
                dataDirectory, DEFAULT_RETENTION_BYTES, DEFAULT_MIN_FREE_BYTES);
    }

    public static EmbeddedKafkaConfig from(Settings settings, Path dataDirectory) {
        long retentionBytes =
                settings.bytes(
                        "kafka.embedded.retention-bytes",
                        "256Mi",
                        "embedded Kafka: the most that a partition of a topic that is not compacted"
                                + " keeps");
        long minFreeBytes =
                settings.bytes(
                        "kafka.embedded.min-free-bytes",
                        "256Mi",
                        "embedded Kafka: does not start, and stops, with less free space than"
                                + " this");
        if (retentionBytes < 1 << 20) {
            settings.reject("kafka.embedded.retention-bytes: must be at least 1Mi");
            return of(dataDirectory);
        }
        return new EmbeddedKafkaConfig(dataDirectory, retentionBytes, minFreeBytes);
    }
}
