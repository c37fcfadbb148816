package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.Finding;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.RecommenderConfig;
import io.headroom.recommender.RecommenderMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Records that nobody can read, or nobody expected, do not keep the recommender from the others.
 */
class PoisonIT {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Topics TOPICS = new Topics("poison");
    private static final Finding GOOD =
            new Finding(
                    "usage-source",
                    Finding.Severity.INFO,
                    "node-1",
                    "read from the kubelet",
                    Instant.parse("2026-03-02T00:00:00Z"));

    @TempDir Path directory;
    private EmbeddedKafka kafka;
    private TopicContents contents;

    @BeforeEach
    void startBroker() {
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
        contents = new TopicContents(kafka.bootstrapServers());
        TopicSetup.run(client(), TOPICS.specs(1, (short) 1), DEADLINE, said -> {});
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void everyOddRecordIsSetAsideAndWhatComesAfterItIsRead() throws Exception {
        List<ProducerRecord<String, byte[]>> poison = poison();
        try (Recommender recommender =
                Recommender.start(
                        RecommenderConfig.from(Settings.of(Map.of())),
                        client(),
                        TOPICS,
                        new RecommenderMetrics(new PrometheusRegistry()),
                        () -> true)) {
            recommender.catchUp().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            send(poison);
            send(
                    List.of(
                            new RecordCodec<>(ClusterEntry.class)
                                    .record(TOPICS.cluster(), GOOD.key(), GOOD)));
            recommender.catchUp().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);

            assertThat(recommender.view().findings()).containsValue(GOOD);
            assertThat(recommender.ready()).isTrue();
            assertThat(recommender.ended()).isNotDone();
        }
        List<ConsumerRecord<String, byte[]>> dead = contents.all(TOPICS.deadLetters());
        assertThat(dead)
                .extracting(letter -> text(letter.value()))
                .containsExactlyInAnyOrderElementsOf(
                        poison.stream().map(each -> text(each.value())).toList());
        assertThat(dead)
                .allSatisfy(letter ->
                        assertThat(text(letter.headers().lastHeader("error").value()))
                                .isNotBlank());
    }

    /**
     * Of every topic that is read: no JSON, a kind that is not known, and parts that are missing.
     */
    private static List<ProducerRecord<String, byte[]>> poison() {
        List<ProducerRecord<String, byte[]>> poison = new ArrayList<>();
        Map<String, List<String>> types =
                Map.of(
                        TOPICS.assessments(), List.of("usage", "summary", "restarts", "quota"),
                        TOPICS.inventory(), List.of("workload", "pod", "autoscaler"),
                        TOPICS.cluster(),
                                List.of("node", "namespace", "quota", "limit-range", "finding"),
                        TOPICS.incidents(), List.of("restart", "disruption", "incident"),
                        TOPICS.recommendations(), List.of(""));
        types.forEach((topic, known) -> {
            String key = "shop/Deployment.apps/cart";
            poison.add(record(topic, null, "{\"no\":\"key\"}"));
            poison.add(record(topic, key, "not JSON"));
            poison.add(record(topic, key, "null"));
            poison.add(record(topic, key, "{\"type\":\"of another version\"}"));
            known.forEach(type -> poison.add(record(topic, key, "{\"type\":\"" + type + "\"}")));
        });
        return poison;
    }

    private static ProducerRecord<String, byte[]> record(
            String topic, @Nullable String key, String value) {
        return new ProducerRecord<>(topic, key, value.getBytes(UTF_8));
    }

    private void send(List<ProducerRecord<String, byte[]>> records) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        new HashMap<>(client()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (ProducerRecord<String, byte[]> each : records) {
                producer.send(each).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }
}
