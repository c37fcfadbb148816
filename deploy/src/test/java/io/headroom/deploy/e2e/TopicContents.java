package io.headroom.deploy.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What is in Kafka, as anybody outside can read it.
 *
 * @param client bootstrap servers, security and the like
 */
public record TopicContents(Map<String, Object> client) {

    public TopicContents(String bootstrapServers) {
        this(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** The latest value of each key as text, without those whose latest is a tombstone. */
    public SortedMap<String, String> latest(String topic) {
        SortedMap<String, String> latest = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> each : all(topic)) {
            if (each.value() == null) {
                latest.remove(each.key());
            } else {
                latest.put(each.key(), new String(each.value(), StandardCharsets.UTF_8));
            }
        }
        return latest;
    }

    /** Everything that was committed until now, each partition in its order. */
    public List<ConsumerRecord<String, byte[]>> all(String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    /** How many records of the topics a group has read, and how many there are. */
    public Progress progress(String group, List<String> topics) {
        try (Admin admin = admin()) {
            var ends = ends(admin, topics, IsolationLevel.READ_COMMITTED);
            Map<TopicPartition, OffsetAndMetadata> read =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            long there = 0;
            long done = 0;
            for (var end : ends.entrySet()) {
                there += end.getValue();
                OffsetAndMetadata committed = read.get(end.getKey());
                done += committed == null ? 0 : committed.offset();
            }
            return new Progress(done, there);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("no progress of " + group, e);
        }
    }

    /**
     * Whether every transaction on the topics has ended: what follows an open one, such as that of
     * a process that was killed, is not visible before it has timed out.
     */
    public boolean settled(List<String> topics) {
        try (Admin admin = admin()) {
            return ends(admin, topics, IsolationLevel.READ_COMMITTED)
                    .equals(ends(admin, topics, IsolationLevel.READ_UNCOMMITTED));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("no offsets of " + topics, e);
        }
    }

    private Admin admin() {
        return Admin.create(client);
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, List<String> topics, IsolationLevel isolation)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((topic, description) ->
                        description
                                .partitions()
                                .forEach(info ->
                                        partitions.put(
                                                new TopicPartition(topic, info.partition()),
                                                OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(partitions, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Records read of those there are. */
    public record Progress(long read, long there) {
        public boolean complete() {
            return read >= there;
        }

        public double ratio() {
            return there == 0 ? 0 : (double) read / there;
        }
    }
}
