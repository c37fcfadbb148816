package io.headroom.deploy.launch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How many records of some topics a consumer group has still to read. */
final class ConsumerLag implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final Admin admin;
    private final String group;
    private final List<String> topics;

    ConsumerLag(Map<String, Object> kafkaClient, String group, List<String> topics) {
        Map<String, Object> client = new HashMap<>(kafkaClient);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        this.admin = Admin.create(client);
        this.group = group;
        this.topics = topics;
    }

    /** What was committed is what counts: its results are visible to others. */
    long now() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
            topic.partitions()
                    .forEach(info ->
                            partitions.put(
                                    new TopicPartition(topic.name(), info.partition()),
                                    OffsetSpec.latest()));
        }
        var ends =
                admin.listOffsets(partitions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all()
                        .get();
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        long lag = 0;
        for (var end : ends.entrySet()) {
            OffsetAndMetadata read = committed.get(end.getKey());
            lag += Math.max(0, end.getValue().offset() - (read == null ? 0 : read.offset()));
        }
        return lag;
    }

    @Override
    public void close() {
        admin.close();
    }
}
