package io.headroom.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.model.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker on real files, restarted, killed and kept from starting. */
class EmbeddedKafkaIT {
    private static final Topics TOPICS = new Topics("headroom");

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @TempDir Path directory;
    @TempDir Path logs;

    @Test
    void keepsItsRecordsOverARestartOnOtherPorts() throws Exception {
        // Given
        try (var kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            createTopics(kafka.bootstrapServers());
            send(kafka.bootstrapServers(), 100);
        }

        // When
        try (var kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            createTopics(kafka.bootstrapServers());

            // Then
            assertThat(count(kafka.bootstrapServers())).isEqualTo(100);
        }
    }

    @Test
    void keepsItsRecordsOverAKill() throws Exception {
        // Given
        Path log = logs.resolve("log");
        try (var broker = EmbeddedKafkaProcess.launch(List.of(), directory, log, "sent")) {
            await().atMost(DEADLINE)
                    .until(() -> {
                        broker.assertAlive();
                        return Files.readAllLines(log).contains("sent");
                    });
            broker.kill();
        }

        // When
        long start = System.nanoTime();
        try (var kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            // Then
            assertThat(count(kafka.bootstrapServers())).isEqualTo(EmbeddedKafkaProcess.RECORDS);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
    }

    @Test
    void refusesADirectoryInUse() throws Exception {
        try (var kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:");
            assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory)))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use by another Headroom")
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data-dir");
        }
    }

    @Test
    void saysWhyWhenItsLogDirectoryFails() throws Exception {
        // Given a broker whose files may not grow beyond 2 MiB: as good as a full disk
        Path log = logs.resolve("log");
        try (var broker =
                EmbeddedKafkaProcess.launch(
                        List.of("bash", "-c", "ulimit -f 2048; exec \"$@\"", "bash"),
                        directory,
                        log,
                        "flood")) {
            // When
            int code = broker.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS);

            // Then
            assertThat(code).isEqualTo(1);
        }
        assertThat(Files.readAllLines(log).getLast())
                .contains("log directory " + directory.resolve("kafka"))
                .contains("failed");
    }

    static void createTopics(String bootstrapServers) {
        TopicSetup.run(
                Map.of("bootstrap.servers", bootstrapServers),
                TOPICS.specs(4, (short) 1),
                DEADLINE,
                progress -> {});
    }

    static void send(String bootstrapServers, int records) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                var _ = producer.send(new ProducerRecord<>(TOPICS.usage(), "key" + i, "value" + i));
            }
            producer.flush();
        }
    }

    private static int count(String bootstrapServers) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrapServers);
        try (var consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(TOPICS.usage()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long expected =
                    consumer.endOffsets(partitions).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            List<Integer> counts = new ArrayList<>();
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> {
                        counts.add(consumer.poll(Duration.ofMillis(200)).count());
                        return counts.stream().mapToInt(Integer::intValue).sum() >= expected;
                    });
            return counts.stream().mapToInt(Integer::intValue).sum();
        }
    }

    @Test
    void forgetsTheOldestBeyondItsSizeButNothingOfWhatIsCompacted() throws Exception {
        // Given
        long retention = 4 << 20;
        var few = new EmbeddedKafkaConfig(directory, retention, 1);
        try (var kafka =
                EmbeddedKafka.start(
                        few,
                        sentence -> {
                            throw new AssertionError(sentence);
                        },
                        Map.of(
                                "log.retention.check.interval.ms", "300",
                                "log.initial.task.delay.ms", "100"))) {
            TopicSetup.run(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()),
                    TOPICS.specs(1, (short) 1),
                    DEADLINE,
                    _ -> {});

            // When four times as much is written
            byte[] noise = new byte[256 << 10];
            RandomGeneratorFactory.of("L64X128MixRandom").create(7).nextBytes(noise);
            int records = (int) (4 * retention / noise.length);
            try (var producer =
                    new KafkaProducer<>(
                            Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                            new StringSerializer(),
                            new ByteArraySerializer())) {
                for (int i = 0; i < records; i++) {
                    for (String topic : List.of(TOPICS.usage(), TOPICS.inventory())) {
                        var _ = producer.send(new ProducerRecord<>(topic, "key" + i, noise));
                    }
                }
            }

            // Then no more is kept than that and the segment that is being written
            var contents = new TopicContents(kafka.bootstrapServers());
            await().atMost(DEADLINE)
                    .until(() ->
                            (long) contents.all(TOPICS.usage()).size() * noise.length
                                    <= retention + (2 << 20));
            assertThat(contents.all(TOPICS.usage()).size() * (long) noise.length)
                    .isGreaterThanOrEqualTo(retention - (1 << 20));
            assertThat(contents.all(TOPICS.usage()).getLast().key())
                    .isEqualTo("key" + (records - 1));
            assertThat(contents.all(TOPICS.inventory())).hasSize(records);
        }
    }

    @Test
    void leavesNothingOpenWhenItCannotStart() throws Exception {
        // Given
        var noRoom = new EmbeddedKafkaConfig(directory, 1 << 20, Long.MAX_VALUE);

        // When
        assertThatThrownBy(() -> EmbeddedKafka.start(noRoom))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("nearly full");

        // Then
        EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory)).close();
        assertThat(Files.exists(directory.resolve("kafka/meta.properties"))).isTrue();
    }
}
