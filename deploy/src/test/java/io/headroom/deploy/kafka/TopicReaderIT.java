package io.headroom.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.topic.TopicReader;
import io.headroom.model.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that learns from several topics what there is. */
class TopicReaderIT {
    private static final Topics TOPICS = new Topics("read");
    private static final int RECORDS = 3_000;

    @TempDir Path directory;

    @Test
    void readsWhatIsThereTopicByTopicAndThenWhatComes() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            TopicSetup.run(client, TOPICS.specs(3, (short) 1), Duration.ofMinutes(2), _ -> {});
            List<String> read = new CopyOnWriteArrayList<>();
            try (Producer<String, byte[]> producer =
                    new KafkaProducer<>(
                            client, new StringSerializer(), new ByteArraySerializer())) {
                for (int i = 0; i < RECORDS; i++) {
                    send(producer, TOPICS.assessments(), i);
                    send(producer, TOPICS.recommendations(), i);
                }
                producer.flush();

                // When
                try (TopicReader reader =
                        TopicReader.start(
                                "reader",
                                client,
                                List.of(
                                        TOPICS.recommendations(),
                                        TOPICS.inventory(),
                                        TOPICS.assessments()),
                                each -> read.add(each.topic()))) {
                    reader.catchUp().get(60, TimeUnit.SECONDS);

                    // Then
                    assertThat(read).hasSize(2 * RECORDS);
                    assertThat(read.subList(0, RECORDS)).containsOnly(TOPICS.recommendations());

                    // And
                    send(producer, TOPICS.inventory(), 0);
                    send(producer, TOPICS.recommendations(), 0);
                    producer.flush();
                    reader.catchUp().get(60, TimeUnit.SECONDS);
                    assertThat(read.subList(2 * RECORDS, read.size()))
                            .containsExactlyInAnyOrder(
                                    TOPICS.inventory(), TOPICS.recommendations());
                }
            }
        }
    }

    @Test
    void readsOnlyWhatWasWrittenSinceSomeTime() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            TopicSetup.run(client, TOPICS.specs(3, (short) 1), Duration.ofMinutes(2), _ -> {});
            try (Producer<String, byte[]> producer =
                    new KafkaProducer<>(
                            client, new StringSerializer(), new ByteArraySerializer())) {
                long before = at(producer, 0);
                long since = at(producer, 1);
                while (since == before) {
                    since = at(producer, 1);
                }

                assertThat(readSince(client, since)).isNotEmpty().containsOnly("key-1");
                assertThat(readSince(client, before)).contains("key-0", "key-1");
                assertThat(readSince(client, since + 3_600_000)).isEmpty();
            }
        }
    }

    private static List<String> readSince(Map<String, Object> client, long millis)
            throws Exception {
        List<String> read = new CopyOnWriteArrayList<>();
        try (TopicReader reader =
                TopicReader.startSince(
                        Instant.ofEpochMilli(millis),
                        "reader",
                        client,
                        List.of(TOPICS.lifecycle()),
                        each -> read.add(each.key()))) {
            reader.catchUp().get(60, TimeUnit.SECONDS);
        }
        return read;
    }

    /** When the broker says that it was written. */
    private static long at(Producer<String, byte[]> producer, int key) throws Exception {
        return producer.send(new ProducerRecord<>(TOPICS.lifecycle(), "key-" + key, new byte[100]))
                .get()
                .timestamp();
    }

    private static void send(Producer<String, byte[]> producer, String topic, int key) {
        Future<?> _ = producer.send(new ProducerRecord<>(topic, "key-" + key, new byte[100]));
    }
}
