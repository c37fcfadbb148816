package io.headroom.model.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics from their beginning, or from some time on, and then as they grow, on a thread of
 * its own: how a process learns the latest state that compacted topics hold. What is there at the
 * start is read topic by topic, what comes later as it comes. An error of the outside world makes
 * it wait and go on where it was; it ends only when closed.
 */
public final class TopicReader implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Map<String, Object> clientConfig;
    private final List<String> topics;
    private final @Nullable Instant since;
    private final Handler handler;
    private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;

    /** Takes each record, on the reader's thread; a null value is a tombstone. */
    @FunctionalInterface
    public interface Handler {
        void accept(ConsumerRecord<String, byte[]> received);

        /** Called after each batch, when everything that had arrived was handled. */
        default void batchDone() {}
    }

    private TopicReader(
            String name,
            Map<String, Object> clientConfig,
            List<String> topics,
            @Nullable Instant since,
            Handler handler) {
        this.clientConfig = new HashMap<>(clientConfig);
        this.topics = List.copyOf(topics);
        this.since = since;
        this.handler = handler;
        this.clientConfig.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.clientConfig.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.clientConfig.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.clientConfig.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /**
     * Starts reading.
     *
     * @param name of the thread and of the Kafka client
     * @param clientConfig bootstrap servers, security and the like
     * @param topics in the order in which what they hold at the start is read
     */
    public static TopicReader start(
            String name, Map<String, Object> clientConfig, List<String> topics, Handler handler) {
        TopicReader reader = new TopicReader(name, clientConfig, topics, null, handler);
        reader.thread.start();
        return reader;
    }

    /**
     * Starts reading what was written since some time, by the brokers' clocks.
     *
     * @param name of the thread and of the Kafka client
     */
    public static TopicReader startSince(
            Instant since,
            String name,
            Map<String, Object> clientConfig,
            List<String> topics,
            Handler handler) {
        TopicReader reader = new TopicReader(name, clientConfig, topics, since, handler);
        reader.thread.start();
        return reader;
    }

    /**
     * Completes when everything that is in the topics at the time of this call has been handled.
     * Cancelled when the reader is closed.
     */
    public CompletableFuture<Void> catchUp() {
        CompletableFuture<Void> caughtUp = new CompletableFuture<>();
        asked.add(caughtUp);
        if (isClosed()) {
            caughtUp.cancel(false);
        }
        return caughtUp;
    }

    /** Stops reading and waits until the handler is no longer called. */
    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        if (Thread.currentThread() != thread) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        pending.forEach(waiting -> waiting.caughtUp().cancel(false));
        asked.forEach(caughtUp -> caughtUp.cancel(false));
    }

    private void run() {
        while (!isClosed()) {
            try (KafkaConsumer<String, byte[]> reading =
                    new KafkaConsumer<>(
                            clientConfig, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = reading;
                // whoever closes sees the consumer and wakes it, or is seen here
                if (!isClosed()) {
                    read(reading);
                }
            } catch (WakeupException e) {
                LOGGER.atDebug().addKeyValue("topic", topics).log("no longer reading");
            } catch (KafkaException e) {
                LOGGER.atWarn()
                        .addKeyValue("topic", topics)
                        .setCause(e)
                        .log("reading failed, trying again");
            } catch (RuntimeException e) {
                // a thread that ends unseen would leave its process ready and deaf
                LOGGER.atError()
                        .addKeyValue("topic", topics)
                        .setCause(e)
                        .log("a record could not be taken in, trying again");
            } finally {
                consumer = null;
            }
            pause();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void read(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        Map<TopicPartition, OffsetAndTimestamp> begins = begins(consumer, partitions);
        for (TopicPartition partition : partitions) {
            Long position = positions.get(partition);
            OffsetAndTimestamp begin = begins.get(partition);
            if (position != null) {
                consumer.seek(partition, position);
            } else if (begin != null) {
                consumer.seek(partition, begin.offset());
            } else if (since == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seekToEnd(List.of(partition));
            }
        }
        Backlog backlog = new Backlog(consumer, topics);
        while (!isClosed()) {
            backlog.resume(consumer);
            for (var next = asked.poll(); next != null; next = asked.poll()) {
                pending.add(new Pending(next, consumer.endOffsets(partitions)));
            }
            for (ConsumerRecord<String, byte[]> received : consumer.poll(POLL)) {
                handler.accept(received);
                positions.put(
                        new TopicPartition(received.topic(), received.partition()),
                        received.offset() + 1);
            }
            handler.batchDone();
            pending.removeIf(waiting ->
                    waiting.ends().entrySet().stream()
                                    .allMatch(end ->
                                            consumer.position(end.getKey()) >= end.getValue())
                            && waiting.caughtUp().complete(null));
        }
    }

    /** Where to begin in the partitions that hold something of {@link #since} or later. */
    private Map<TopicPartition, OffsetAndTimestamp> begins(
            KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        Instant from = since;
        Map<TopicPartition, OffsetAndTimestamp> begins = new HashMap<>();
        if (from != null) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
            // where there is nothing so late it is null
            consumer.offsetsForTimes(times)
                    .forEach((partition, begin) -> {
                        if (begin != null) {
                            begins.put(partition, begin);
                        }
                    });
        }
        return begins;
    }

    private void pause() {
        try {
            boolean _ = closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    /** What the topics hold at the start; a topic waits until those before it are read so far. */
    private static final class Backlog {
        private final Deque<String> waiting;
        private final Map<TopicPartition, Long> ends;

        Backlog(KafkaConsumer<String, byte[]> consumer, List<String> topics) {
            this.waiting = new ArrayDeque<>(topics);
            this.ends = consumer.endOffsets(consumer.assignment());
            consumer.pause(consumer.assignment());
        }

        /** Lets the next topics be read when those before them are. */
        void resume(KafkaConsumer<String, byte[]> consumer) {
            while (!waiting.isEmpty()
                    && consumer.assignment().stream()
                            .filter(partition -> !consumer.paused().contains(partition))
                            .allMatch(read ->
                                    consumer.position(read)
                                            >= Objects.requireNonNull(ends.get(read)))) {
                String next = waiting.pop();
                consumer.resume(
                        consumer.assignment().stream()
                                .filter(partition -> partition.topic().equals(next))
                                .toList());
            }
        }
    }

    private record Pending(CompletableFuture<Void> caughtUp, Map<TopicPartition, Long> ends) {}
}
