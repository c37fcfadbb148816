package io.headroom.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.CollectorMetrics;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is lost without a broker is counted, with the reason. */
class PublisherTest {
    private static final Topics TOPICS = new Topics("headroom");
    private static final int ROOM_FOR_A_FEW_BYTES = 2_000;
    private static final int TOLD = 20;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void everyRecordThatIsNotKeptIsCountedWithItsReason() {
        Publisher publisher =
                new Publisher(
                        Map.of("bootstrap.servers", "127.0.0.1:1"),
                        TOPICS,
                        ROOM_FOR_A_FEW_BYTES,
                        new CollectorMetrics(registry));
        for (int i = 0; i < TOLD; i++) {
            publisher.cluster(new NamespaceState("team-" + i, "uid-" + i, Map.of()));
        }
        assertThat(dropped("buffer_full")).isPositive();

        publisher.close();
        publisher.cluster(new NamespaceState("late", "uid", Map.of()));

        assertThat(dropped("buffer_full") + dropped("closed")).isEqualTo(TOLD + 1);
        assertThat(dropped("closed")).isGreaterThanOrEqualTo(1);
        assertThat(publisher.notReadyReason()).isPresent();
    }

    private double dropped(String reason) {
        return registry.scrape(name -> name.equals("headroom_publish_dropped")).stream()
                .map(CounterSnapshot.class::cast)
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .filter(point -> reason.equals(point.getLabels().get("reason")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }
}
