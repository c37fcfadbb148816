package io.headroom.analyzer;

import io.headroom.model.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running analyzer: Kafka Streams around {@link AssessmentTopology}. It keeps nothing on disk;
 * what it knows it reads back from its changelogs.
 */
public final class Analyzer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Analyzer.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final @Nullable Path ownStateDirectory;
    private final AtomicReference<String> lastFailure = new AtomicReference<>("");

    private Analyzer(KafkaStreams streams, @Nullable Path ownStateDirectory) {
        this.streams = streams;
        this.ownStateDirectory = ownStateDirectory;
    }

    /**
     * Starts it. The topics must exist.
     *
     * @param kafkaClient how to reach Kafka; settings of Streams in it, such as {@code
     *     replication.factor} or {@code num.standby.replicas}, go before the analyzer's own
     */
    public static Analyzer start(
            AnalyzerConfig config,
            Map<String, Object> kafkaClient,
            Topics topics,
            AnalyzerMetrics metrics) {
        Properties properties = properties(config, topics);
        Path ownStateDirectory = null;
        if (!kafkaClient.containsKey(StreamsConfig.STATE_DIR_CONFIG)) {
            ownStateDirectory = temporaryDirectory();
            properties.put(StreamsConfig.STATE_DIR_CONFIG, ownStateDirectory.toString());
        }
        properties.putAll(kafkaClient);
        KafkaStreams streams =
                new KafkaStreams(AssessmentTopology.build(topics, config, metrics), properties);
        Analyzer analyzer = new Analyzer(streams, ownStateDirectory);
        streams.setUncaughtExceptionHandler(analyzer::failed);
        Set<String> sources = Set.of(topics.usage(), topics.lifecycle(), topics.cluster());
        sources.forEach(metrics::reading);
        metrics.lagFrom(() -> lag(streams.metrics(), sources));
        streams.start();
        return analyzer;
    }

    /** Whether all state is read back and new records are being read. */
    public boolean ready() {
        return notReadyReason().isEmpty();
    }

    public Optional<String> notReadyReason() {
        KafkaStreams.State state = streams.state();
        if (state == KafkaStreams.State.RUNNING) {
            return Optional.empty();
        }
        String failure = lastFailure.get();
        return Optional.of(
                "the analyzer is "
                        + switch (state) {
                            case CREATED, REBALANCING -> "reading back its state";
                            case PENDING_SHUTDOWN, NOT_RUNNING -> "stopped";
                            case PENDING_ERROR, ERROR -> "broken";
                            case RUNNING -> "running";
                        }
                        + (failure.isEmpty() ? "" : "; the last failure was: " + failure));
    }

    @Override
    public void close() {
        streams.close(CLOSE_TIMEOUT);
        if (ownStateDirectory != null) {
            delete(ownStateDirectory);
        }
    }

    private StreamThreadExceptionResponse failed(Throwable failure) {
        lastFailure.set(String.valueOf(failure.getMessage()));
        LOGGER.atError().setCause(failure).log("stream thread failed, replacing it");
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static Properties properties(AnalyzerConfig config, Topics topics) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.prefix() + "-analyzer");
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        // a commit under exactly-once costs several round trips, and nobody waits for one
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 16L << 20);
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
        if (!config.instanceId().isEmpty()) {
            settings.put(
                    StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                    config.instanceId());
        }
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    private static Map<String, Double> lag(
            Map<MetricName, ? extends Metric> metrics, Set<String> topics) {
        Map<String, Double> lag = new TreeMap<>();
        metrics.forEach((name, metric) -> {
            String topic = name.tags().get("topic");
            if (name.name().equals("records-lag")
                    && topic != null
                    && topics.contains(topic)
                    && metric.metricValue() instanceof Double records
                    && !records.isNaN()) {
                lag.merge(topic, records, Double::sum);
            }
        });
        return lag;
    }

    /* Streams wants one, if only for a lock and an id: it belongs to this process alone. */
    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("headroom-analyzer-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("directory", directory)
                    .setCause(e)
                    .log("temporary directory is left behind");
        }
    }
}
