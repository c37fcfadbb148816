package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.DeadLetters;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.headroom.model.topic.UnreadableRecordException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/**
 * What the recommender writes: recommendations, their history, and records that it could not read.
 * Except for {@link #flush} only the reader's thread calls it.
 */
final class Publication implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Publication.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String reader;
    private final Topics topics;
    private final KafkaProducer<String, byte[]> producer;
    private final RecordCodec<Recommendation> codec = new RecordCodec<>(Recommendation.class);
    private final List<ProducerRecord<String, byte[]>> deadLetters = new ArrayList<>();

    /** The latest that was sent of each workload and not yet read back; empty for a tombstone. */
    private final Map<WorkloadRef, Optional<Recommendation>> underWay = new HashMap<>();

    private final Queue<WorkloadRef> failed = new ConcurrentLinkedQueue<>();

    Publication(String reader, Map<String, Object> kafkaClient, Topics topics) {
        this.reader = reader;
        this.topics = topics;
        Map<String, Object> config = new HashMap<>(kafkaClient);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, reader);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // With more, a partition that is just getting its leader may refuse the first batch, take
        // the second and then refuse the first until it times out (KAFKA-15591).
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        this.producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Publishes the recommendation and adds it to the history; null takes back the latest. */
    void send(WorkloadRef workload, @Nullable Recommendation recommendation) {
        underWay.put(workload, Optional.ofNullable(recommendation));
        send(
                codec.record(topics.recommendations(), workload.key(), recommendation),
                "a recommendation could not be published",
                () -> failed.add(workload));
        if (recommendation != null) {
            send(
                    codec.record(topics.recommendationsHistory(), workload.key(), recommendation),
                    "a recommendation is missing in the history",
                    () -> {});
        }
    }

    /**
     * Whether {@code read} from the topic tells something new: not when something newer of this
     * recommender is under way, or when it is just that.
     */
    boolean confirms(WorkloadRef workload, @Nullable Recommendation read) {
        Optional<Recommendation> sent = underWay.get(workload);
        if (sent == null) {
            return true;
        }
        if (sent.equals(Optional.ofNullable(read))) {
            underWay.remove(workload);
        }
        return false;
    }

    /** The workloads whose recommendation did not arrive, each once: to be computed again. */
    Set<WorkloadRef> failed() {
        Set<WorkloadRef> drained = new HashSet<>();
        for (var next = failed.poll(); next != null; next = failed.poll()) {
            underWay.remove(next);
            drained.add(next);
        }
        return drained;
    }

    /** Notes a record that could not be read, for {@link #sendDeadLetters}. */
    void setAside(ConsumerRecord<String, byte[]> received, RuntimeException error) {
        String reason =
                error instanceof UnreadableRecordException
                        ? String.valueOf(error.getMessage())
                        : error.toString();
        LOGGER.atWarn()
                .addKeyValue("topic", received.topic())
                .addKeyValue("partition", received.partition())
                .addKeyValue("offset", received.offset())
                .addKeyValue("reason", reason)
                .log("a record could not be read");
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(topics.deadLetters(), received.key(), received.value());
        DeadLetters.headers(
                        received.topic(), received.partition(), received.offset(), reader, reason)
                .forEach(letter.headers()::add);
        deadLetters.add(letter);
    }

    void sendDeadLetters() {
        deadLetters.forEach(letter -> send(letter, "a dead letter could not be sent", () -> {}));
        deadLetters.clear();
    }

    /** Another replica leads: it reads the same records, and what it publishes counts. */
    void leaveToTheLeader() {
        deadLetters.clear();
        underWay.clear();
    }

    /** Waits until everything sent so far has arrived. Any thread may call it. */
    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    private void send(
            ProducerRecord<String, byte[]> sent, String failureMessage, Runnable onFailure) {
        Future<?> _ =
                producer.send(
                        sent,
                        (_, error) -> {
                            if (error != null) {
                                LOGGER.atWarn()
                                        .addKeyValue("topic", sent.topic())
                                        .addKeyValue("workload", sent.key())
                                        .addKeyValue("reason", error.getMessage())
                                        .log(failureMessage);
                                onFailure.run();
                            }
                        });
    }
}
