package io.headroom.deploy.e2e;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.collector.Collector;
import io.headroom.collector.CollectorConfig;
import io.headroom.collector.CollectorMetrics;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A collector that reads usage from one source, on topics of its own, and what it has told. */
final class ScrapedSource implements AutoCloseable {
    private final Topics topics;
    private final TopicContents contents;
    private final Collector collector;

    /**
     * Starts one.
     *
     * @param setting the value of {@code collector.source}, and the prefix of the topics
     */
    ScrapedSource(KubernetesClient kubernetes, String bootstrapServers, String setting) {
        this.topics = new Topics(setting);
        this.contents = new TopicContents(bootstrapServers);
        Map<String, Object> kafkaClient = Map.of("bootstrap.servers", bootstrapServers);
        TopicSetup.run(kafkaClient, topics.specs(1, (short) 1), Duration.ofMinutes(1), _ -> {});
        this.collector =
                Collector.start(
                        CollectorConfig.from(
                                Settings.of(
                                        Map.of(
                                                "collector.source",
                                                setting,
                                                "collector.scrape-interval",
                                                "5s"))),
                        kubernetes,
                        kafkaClient,
                        topics,
                        new CollectorMetrics(new PrometheusRegistry()),
                        InstantSource.system());
    }

    ObservedUsage usage() {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        return new ObservedUsage(
                contents.all(topics.usage()).stream()
                        .map(each -> codec.decode(each.headers(), each.value()))
                        .toList());
    }

    /** What the cluster topic says now under a key. */
    @Nullable ClusterEntry clusterEntry(String key) {
        String json = contents.latest(topics.cluster()).get(key);
        return json == null
                ? null
                : new RecordCodec<>(ClusterEntry.class)
                        .decode(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        collector.close();
    }
}
