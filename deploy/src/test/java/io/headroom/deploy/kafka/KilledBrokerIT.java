package io.headroom.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Publisher;
import io.headroom.model.WorkloadRef;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed, and does not come back while there is still time. */
class KilledBrokerIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:[0-9]+");
    private static final int TOLD = 30;

    @TempDir Path directory;
    @TempDir Path logs;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void whatWasOnItsWayToItIsCountedWhenThePublisherIsClosed() throws IOException {
        Path log = logs.resolve("log");
        try (var broker = EmbeddedKafkaProcess.launch(List.of(), directory, log, "serve")) {
            // Given
            await().atMost(DEADLINE)
                    .until(() -> {
                        broker.assertAlive();
                        return address(log).findAny().isPresent();
                    });
            Publisher publisher =
                    new Publisher(
                            Map.of("bootstrap.servers", address(log).findAny().orElseThrow()),
                            new Topics("headroom"),
                            16L << 20,
                            new CollectorMetrics(registry));
            tell(publisher);
            await().atMost(DEADLINE).until(() -> count("kafka_publish", "result", "ok") == TOLD);

            // When
            broker.kill();
            tell(publisher);
            tell(publisher);
            publisher.close();
            tell(publisher);

            // Then
            assertThat(count("kafka_publish", "result", "ok")).isEqualTo(TOLD);
            assertThat(count("publish_dropped", "reason", "closed")).isEqualTo(3 * TOLD);
            assertThat(publisher.notReadyReason()).isPresent();
        }
    }

    private static Stream<String> address(Path log) throws IOException {
        return Files.readAllLines(log).stream().filter(ADDRESS.asMatchPredicate());
    }

    private static void tell(Publisher publisher) {
        for (int i = 0; i < TOLD; i++) {
            publisher.lifecycle(
                    new PodGone(
                            new WorkloadRef("a", "Deployment", "apps", "web"),
                            "web",
                            String.valueOf(i),
                            Instant.EPOCH,
                            false));
        }
    }

    private double count(String metric, String label, String value) {
        return registry.scrape(name -> name.equals("headroom_" + metric)).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> value.equals(point.getLabels().get(label)))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }
}
