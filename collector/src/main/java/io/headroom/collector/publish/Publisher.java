package io.headroom.collector.publish;

import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Outbox.Entry;
import io.headroom.collector.publish.Outbox.Lane;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends observations to Kafka. Callers only put into the outbox; one thread sends, so that no
 * source ever waits for a broker. Every record is kept until Kafka has it, also while Kafka cannot
 * be reached or refuses this client, unless the outbox is full or closed or Kafka will never take
 * the record: those are counted with their reason.
 */
public final class Publisher implements Sink, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Publisher.class);
    private static final Duration STALLED = Duration.ofSeconds(30);
    private static final Duration LAST_CHANCE = Duration.ofSeconds(10);
    private static final Duration LAST_SENDING = Duration.ofSeconds(2);
    private static final long REST_MILLIS = 1_000;

    private final RecordCodec<UsageReading> usageCodec = new RecordCodec<>(UsageReading.class);
    private final RecordCodec<LifecycleFact> lifecycleCodec =
            new RecordCodec<>(LifecycleFact.class);
    private final RecordCodec<InventoryEntry> inventoryCodec =
            new RecordCodec<>(InventoryEntry.class);
    private final RecordCodec<ClusterEntry> clusterCodec = new RecordCodec<>(ClusterEntry.class);

    private final Topics topics;
    private final CollectorMetrics metrics;
    private final Outbox outbox;
    private final Map<String, Object> producerConfig;
    private final Thread sender;

    /** Why records of a topic wait, by topic. */
    private final Map<String, String> waitingFor = new ConcurrentHashMap<>();

    private volatile Duration lastSending = LAST_SENDING;
    private volatile boolean closed;

    /**
     * Starts sending.
     *
     * @param kafkaClient bootstrap servers, security and the like
     * @param bufferBytes how much may wait for Kafka
     */
    public Publisher(
            Map<String, Object> kafkaClient,
            Topics topics,
            long bufferBytes,
            CollectorMetrics metrics) {
        this.topics = topics;
        this.metrics = metrics;
        this.outbox = new Outbox(bufferBytes, System.nanoTime());
        this.producerConfig = producerConfig(kafkaClient);
        List.of(topics.usage(), topics.lifecycle(), topics.inventory(), topics.cluster())
                .forEach(metrics::publishing);
        this.sender = Thread.ofPlatform().name("headroom-publisher").daemon().start(this::run);
    }

    @Override
    public void usage(UsageReading reading) {
        add(Lane.USAGE, topics.usage(), usageCodec, reading.workload().key(), reading);
    }

    @Override
    public void lifecycle(LifecycleFact fact) {
        add(Lane.FACTS, topics.lifecycle(), lifecycleCodec, key(fact), fact);
    }

    @Override
    public void inventory(InventoryEntry entry) {
        add(Lane.STATES, topics.inventory(), inventoryCodec, entry.key(), entry);
    }

    @Override
    public void inventoryGone(String key) {
        add(Lane.STATES, topics.inventory(), inventoryCodec, key, null);
    }

    @Override
    public void cluster(ClusterEntry entry) {
        add(Lane.STATES, topics.cluster(), clusterCodec, entry.key(), entry);
    }

    @Override
    public void clusterGone(String key) {
        add(Lane.STATES, topics.cluster(), clusterCodec, key, null);
    }

    /**
     * The same, for sources that make their observations up and can wait: each call waits while the
     * buffer is more than half full, so that nothing is dropped.
     */
    public Sink waiting() {
        return new WaitingSink(this, outbox);
    }

    /** Waits until everything given before is in Kafka, or was given up and counted. */
    public void flush() {
        flush(Duration.ofDays(1));
    }

    /** One sentence when records have waited long and none has arrived; empty when they do. */
    public Optional<String> notReadyReason() {
        if (!closed && outbox.stalledNanos(System.nanoTime()) < STALLED.toNanos()) {
            return Optional.empty();
        }
        String why = waitingFor.values().stream().sorted().collect(Collectors.joining("; "));
        return Optional.of(
                "Kafka does not take the collector's records"
                        + (why.isEmpty() ? "" : " (" + why + ")"));
    }

    /** Sends what waits, for some seconds at most; what remains is counted as dropped. */
    @Override
    public void close() {
        close(LAST_CHANCE);
    }

    /** The same, with this long for what waits and at most as long again for what is on its way. */
    public void close(Duration patience) {
        flush(patience);
        lastSending = patience.compareTo(LAST_SENDING) < 0 ? patience : LAST_SENDING;
        closed = true;
        outbox.close();
        if (outbox.bytes() > 0) {
            LOGGER.atWarn()
                    .addKeyValue("bytes", outbox.bytes())
                    .log("closing before Kafka has taken all records, the rest is dropped");
        }
        try {
            sender.join(LAST_CHANCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outbox.clear().forEach(left -> metrics.dropped(left.message().topic(), "closed"));
        metrics.buffered(outbox.bytes());
    }

    private void flush(Duration timeout) {
        try {
            outbox.awaitEmpty(timeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> void add(
            Lane lane, String topic, RecordCodec<T> codec, String key, @Nullable T value) {
        outbox.add(lane, codec.record(topic, key, value))
                .forEach(evicted ->
                        metrics.dropped(
                                evicted.message().topic(), closed ? "closed" : "buffer_full"));
        metrics.buffered(outbox.bytes());
    }

    private void run() {
        do {
            try {
                sendAll();
            } catch (InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOGGER.atWarn().setCause(e).log("the Kafka producer failed, starting another");
            }
        } while (!closed && pause());
    }

    /** Sends with one producer, until closed or until that one is of no more use. */
    private void sendAll() {
        var producer = new KafkaProducer<String, byte[]>(producerConfig);
        var givenUp = new AtomicBoolean();
        try {
            send(producer, givenUp);
        } finally {
            // What it has not got through comes back now. A batch that Kafka has, and has not yet
            // said so, is then written twice: readers know records by their ids.
            givenUp.set(true);
            producer.close(lastSending);
        }
    }

    private void send(Producer<String, byte[]> producer, AtomicBoolean givenUp) {
        while (!closed && !givenUp.get()) {
            Entry entry;
            try {
                entry = outbox.take();
            } catch (InterruptedException e) {
                return;
            }
            if (entry == null) {
                return;
            }
            try {
                var _ =
                        producer.send(
                                entry.message(),
                                (_, failure) -> completed(entry, failure, givenUp));
            } catch (KafkaException | IllegalStateException e) {
                outbox.putBack(entry, REST_MILLIS);
                throw e instanceof KafkaException known ? known : new KafkaException(e);
            }
        }
    }

    /** On the producer's thread, or the sender's own when the record was never accepted. */
    private void completed(Entry entry, @Nullable Exception failure, AtomicBoolean givenUp) {
        String topic = entry.message().topic();
        if (failure == null) {
            metrics.published(topic, "ok");
            waitingFor.remove(topic);
            outbox.finished(entry, true);
        } else if (!closed && (givenUp.get() || passes(failure))) {
            metrics.published(topic, "retry");
            String why = String.valueOf(failure.getMessage());
            if (!why.equals(waitingFor.put(topic, why))) {
                LOGGER.atWarn()
                        .addKeyValue("topic", topic)
                        .log("Kafka does not take records now, they wait: {}", why);
            }
            outbox.putBack(entry, REST_MILLIS);
            if (!(failure instanceof TimeoutException)) {
                // A producer that was not let in while it asked for its id never asks again, so
                // that its records would wait for ever; one that may not have an id asks for it
                // thousands of times a second.
                givenUp.set(true);
            }
        } else {
            String reason = closed ? "closed" : reason(failure);
            metrics.published(topic, "error");
            metrics.dropped(topic, reason);
            outbox.finished(entry, false);
            LOGGER.atLevel(closed ? Level.DEBUG : Level.WARN)
                    .addKeyValue("topic", topic)
                    .addKeyValue("reason", reason)
                    .log("Kafka does not take a record: {}", failure.getMessage());
        }
        metrics.buffered(outbox.bytes());
    }

    /**
     * Whether the same record may be taken later: the brokers or the topic cannot be found, or this
     * client is not let in, which its operators will mend. The record has not been written, so that
     * its place at the head of the queue keeps the order.
     */
    private static boolean passes(Exception failure) {
        return failure instanceof TimeoutException
                || failure instanceof AuthenticationException
                || failure instanceof AuthorizationException;
    }

    private static String reason(Exception failure) {
        return failure instanceof RecordTooLargeException ? "too_large" : "rejected";
    }

    private boolean pause() {
        try {
            Thread.sleep(REST_MILLIS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static String key(LifecycleFact fact) {
        var workload = fact.workload();
        if (workload != null) {
            return workload.key();
        }
        if (fact instanceof EventDelta event) {
            var regarding = event.regarding();
            String namespace = regarding.namespace();
            return "/event/"
                    + (namespace == null ? "" : namespace)
                    + '/'
                    + regarding.kind()
                    + '/'
                    + regarding.name();
        }
        throw new IllegalArgumentException("neither a workload nor an event: " + fact);
    }

    private static Map<String, Object> producerConfig(Map<String, Object> kafkaClient) {
        Map<String, Object> config = new HashMap<>(kafkaClient);
        config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 50);
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        config.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "headroom-collector");
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // With more, a partition that is just getting its leader may refuse a producer's first
        // batch and take the second, after which the first is refused for ever (KAFKA-15591).
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // A batch that has been sent once is retried for ever: giving up would open a hole in the
        // order of facts. What waits behind it is bounded by the outbox.
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        // Closing waits for a call that blocks, and has little time where a Lease was lost.
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        return config;
    }
}
