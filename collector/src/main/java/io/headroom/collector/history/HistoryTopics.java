package io.headroom.collector.history;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.TopicReader;
import io.headroom.model.topic.Topics;
import io.headroom.model.topic.UnreadableRecordException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads once what the topics say of the workloads there are, and how far each was assessed. */
final class HistoryTopics {
    private static final Logger LOGGER = LoggerFactory.getLogger(HistoryTopics.class);

    private final Topics topics;
    private final RecordCodec<InventoryEntry> inventoryCodec =
            new RecordCodec<>(InventoryEntry.class);
    private final RecordCodec<Assessment> assessmentCodec = new RecordCodec<>(Assessment.class);
    private final Map<String, InventoryEntry> inventory = new HashMap<>();
    private final Map<WorkloadRef, Instant> assessedUntil = new HashMap<>();

    private HistoryTopics(Topics topics) {
        this.topics = topics;
    }

    /** Waits until all that is there now has been read. */
    static KnownWorkloads read(Map<String, Object> kafkaClient, Topics topics)
            throws InterruptedException {
        HistoryTopics read = new HistoryTopics(topics);
        try (TopicReader reader =
                TopicReader.start(
                        "headroom-history-reader",
                        kafkaClient,
                        List.of(topics.inventory(), topics.assessments()),
                        read::take)) {
            reader.catchUp().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topics cannot be read", e);
        }
        return KnownWorkloads.of(read.inventory.values(), read.assessedUntil);
    }

    private void take(ConsumerRecord<String, byte[]> received) {
        try {
            if (received.topic().equals(topics.inventory())) {
                if (received.value() == null) {
                    inventory.remove(received.key());
                } else {
                    inventory.put(
                            received.key(),
                            inventoryCodec.decode(received.headers(), received.value()));
                }
            } else if (received.value() != null
                    && assessmentCodec.decode(received.headers(), received.value())
                            instanceof UsageAssessment usage) {
                assessedUntil.put(usage.workload(), usage.asOf());
            }
        } catch (UnreadableRecordException e) {
            LOGGER.atWarn()
                    .addKeyValue("topic", received.topic())
                    .addKeyValue("partition", received.partition())
                    .addKeyValue("offset", received.offset())
                    .log("unreadable, left out: {}", e.getMessage());
        }
    }
}
