package io.headroom.deploy.collect;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.collector.Collector;
import io.headroom.collector.CollectorConfig;
import io.headroom.collector.CollectorMetrics;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.headroom.model.usage.UsageReading;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.RecommenderConfig;
import io.headroom.recommender.RecommenderMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A broker of a test's own, a collector that may come and go, and what it has told so far. */
final class Collecting implements AutoCloseable {
    private static final Topics TOPICS = new Topics("headroom");

    private final EmbeddedKafka kafka;
    private final TopicContents contents;
    private final Map<String, String> settings;
    private @Nullable Collector collector;
    private PrometheusRegistry registry = new PrometheusRegistry();

    Collecting(Path directory, Map<String, String> settings) {
        this.kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
        this.contents = new TopicContents(kafka.bootstrapServers());
        this.settings = new TreeMap<>(Map.of("collector.scrape-interval", "1s"));
        this.settings.putAll(settings);
        TopicSetup.run(client(), TOPICS.specs(1, (short) 1), Duration.ofMinutes(2), _ -> {});
    }

    Collector start(KubernetesClient kubernetes, InstantSource clock) {
        registry = new PrometheusRegistry();
        Collector started =
                Collector.start(
                        CollectorConfig.from(Settings.of(settings)),
                        kubernetes,
                        client(),
                        TOPICS,
                        new CollectorMetrics(registry),
                        clock);
        collector = started;
        return started;
    }

    Collector startReady(KubernetesClient kubernetes) {
        Collector started = start(kubernetes, InstantSource.system());
        await().atMost(Duration.ofMinutes(3)).until(started::ready);
        return started;
    }

    /** A recommender that reads what was told. */
    Recommender recommend() {
        return Recommender.start(
                RecommenderConfig.from(Settings.of(Map.of())),
                client(),
                TOPICS,
                new RecommenderMetrics(new PrometheusRegistry()),
                () -> true);
    }

    void stop() {
        Collector running = collector;
        if (running != null) {
            running.close();
        }
        collector = null;
    }

    /** A counter of the running collector, of one resource and one value of a label. */
    double counter(String name, String label, String resource, String value) {
        return registry.scrape().stream()
                .filter(metric -> metric.getMetadata().getName().equals(name))
                .map(CounterSnapshot.class::cast)
                .flatMap(metric -> metric.getDataPoints().stream())
                .filter(point ->
                        resource.equals(point.getLabels().get("resource"))
                                && value.equals(point.getLabels().get(label)))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    Map<String, InventoryEntry> inventory() {
        return decoded(TOPICS.inventory(), new RecordCodec<>(InventoryEntry.class));
    }

    Map<String, ClusterEntry> cluster() {
        return decoded(TOPICS.cluster(), new RecordCodec<>(ClusterEntry.class));
    }

    List<LifecycleFact> lifecycle() {
        RecordCodec<LifecycleFact> codec = new RecordCodec<>(LifecycleFact.class);
        return contents.all(TOPICS.lifecycle()).stream()
                .map(each -> codec.decode(each.headers(), each.value()))
                .toList();
    }

    List<UsageReading> usage() {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        return contents.all(TOPICS.usage()).stream()
                .map(each -> codec.decode(each.headers(), each.value()))
                .toList();
    }

    @Override
    public void close() {
        stop();
        kafka.close();
    }

    private <T> Map<String, T> decoded(String topic, RecordCodec<T> codec) {
        Map<String, T> decoded = new TreeMap<>();
        contents.latest(topic)
                .forEach((key, text) ->
                        decoded.put(key, codec.decode(text.getBytes(StandardCharsets.UTF_8))));
        return decoded;
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }
}
