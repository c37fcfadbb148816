package io.headroom.analyzer;

import static io.headroom.analyzer.DrivenTopology.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzerIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final AnalyzerConfig CONFIG =
            new AnalyzerConfig(Duration.ofMinutes(5), Duration.ofHours(1), 1, "analyzer");

    private InProcessKafka kafka;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AnalyzerMetrics metrics = new AnalyzerMetrics(registry);

    @BeforeEach
    void startKafka(@TempDir Path directory) throws Exception {
        kafka = InProcessKafka.start(directory);
        kafka.createTopics();
    }

    @AfterEach
    void stopKafka() {
        kafka.close();
    }

    @Test
    void goesOnWhereItWasWhenItIsStoppedInTheMiddle() throws Exception {
        List<UsageReading> readings = readings();
        Map<String, List<String>> expected = undisturbed(readings);

        produce(readings.subList(0, readings.size() / 3));
        for (int stop = 0; stop < 3; stop++) {
            int before = count(said());
            try (Analyzer analyzer = start()) {
                await().atMost(PATIENCE).until(analyzer::ready);
                if (stop == 1) {
                    produce(readings.subList(readings.size() / 3, readings.size()));
                }
                await().atMost(PATIENCE)
                        .until(() -> count(said()) > before || said().equals(expected));
            }
        }
        try (Analyzer analyzer = start()) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(said()).isEqualTo(expected));
            // All may have been said before this one was ready.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(analyzer.notReadyReason()).isEmpty());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lag(TOPICS.usage())).contains(0.0));
        }
    }

    @Test
    void needsNoRocksDb() {
        assertThatThrownBy(() -> Class.forName("org.rocksdb.RocksDB"))
                .isInstanceOf(ClassNotFoundException.class);
        try (Analyzer analyzer = start()) {
            await().atMost(PATIENCE).until(analyzer::ready);
        }
    }

    private Analyzer start() {
        return Analyzer.start(CONFIG, kafka.client(), TOPICS, metrics);
    }

    private static List<UsageReading> readings() {
        List<UsageReading> readings = new ArrayList<>();
        for (String name : List.of("api", "web", "db", "cache", "queue")) {
            readings.addAll(
                    Readings.life(
                            Readings.deployment(name),
                            List.of("a", "b"),
                            Readings.START,
                            Duration.ofMinutes(5),
                            2 * 288,
                            name.hashCode()));
        }
        return readings;
    }

    private static Map<String, List<String>> undisturbed(List<UsageReading> readings) {
        Map<String, List<String>> said = new TreeMap<>();
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(readings);
            topology.said()
                    .forEach(one ->
                            said.computeIfAbsent(one.key(), key -> new ArrayList<>())
                                    .add(one.json()));
        }
        return said;
    }

    private void produce(List<UsageReading> readings) throws Exception {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        try (var producer =
                new KafkaProducer<>(
                        kafka.client(), new StringSerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (UsageReading reading : readings) {
                WorkloadRef workload = reading.workload();
                sent.add(producer.send(codec.record(TOPICS.usage(), workload.key(), reading)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    /** Everything that was committed to the assessments topic, by key, in its order. */
    private Map<String, List<String>> said() {
        Map<String, List<String>> said = new TreeMap<>();
        Map<String, Object> settings = new HashMap<>(kafka.client());
        settings.put("isolation.level", "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(TOPICS.assessments()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    said.computeIfAbsent(record.key(), key -> new ArrayList<>())
                            .add(new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return said;
    }

    /** The lag of the topic as the metrics tell it; empty where they tell none. */
    private Optional<Double> lag(String topic) {
        return registry.scrape(name -> name.equals("headroom_stream_lag_records")).stream()
                .map(GaugeSnapshot.class::cast)
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .filter(point -> topic.equals(point.getLabels().get("topic")))
                .map(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .findFirst();
    }

    private static int count(Map<String, List<String>> said) {
        return said.values().stream().mapToInt(List::size).sum();
    }
}
