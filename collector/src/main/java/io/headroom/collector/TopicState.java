package io.headroom.collector;

import io.headroom.collector.scrape.KnownCluster;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.TopicReader;
import io.headroom.model.topic.Topics;
import io.headroom.model.topic.UnreadableRecordException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the collector's own compacted topics hold: first what an earlier run left there, then, for
 * the scraper, whatever comes.
 */
final class TopicState implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicState.class);

    private final RecordCodec<InventoryEntry> inventoryCodec =
            new RecordCodec<>(InventoryEntry.class);
    private final RecordCodec<ClusterEntry> clusterCodec = new RecordCodec<>(ClusterEntry.class);
    private final Topics topics;
    private final KnownCluster known;
    private final TopicReader reader;
    private @Nullable Left left = new Left(new HashMap<>(), new HashMap<>());

    /** What an earlier run left, by key. */
    record Left(Map<String, InventoryEntry> inventory, Map<String, ClusterEntry> cluster) {}

    TopicState(Map<String, Object> kafkaClient, Topics topics, KnownCluster known) {
        this.topics = topics;
        this.known = known;
        this.reader =
                TopicReader.start(
                        "headroom-collector-reader",
                        kafkaClient,
                        List.of(topics.inventory(), topics.cluster()),
                        this::take);
    }

    CompletableFuture<Void> catchUp() {
        return reader.catchUp();
    }

    /** What was there when the reader had caught up; from now on only the scraper is told. */
    synchronized Left takeLeft() {
        Left taken = left;
        if (taken == null) {
            throw new IllegalStateException("taken twice");
        }
        left = null;
        return taken;
    }

    @Override
    public void close() {
        reader.close();
    }

    private void take(ConsumerRecord<String, byte[]> received) {
        try {
            if (received.topic().equals(topics.inventory())) {
                InventoryEntry entry =
                        received.value() == null
                                ? null
                                : inventoryCodec.decode(received.headers(), received.value());
                known.inventory(received.key(), entry);
                remember(received.key(), entry, null);
            } else {
                ClusterEntry entry =
                        received.value() == null
                                ? null
                                : clusterCodec.decode(received.headers(), received.value());
                known.cluster(received.key(), entry);
                remember(received.key(), null, entry);
            }
        } catch (UnreadableRecordException e) {
            LOGGER.atWarn()
                    .addKeyValue("topic", received.topic())
                    .addKeyValue("partition", received.partition())
                    .addKeyValue("offset", received.offset())
                    .log("unreadable state, left out: {}", e.getMessage());
        }
    }

    private synchronized void remember(
            String key, @Nullable InventoryEntry inventory, @Nullable ClusterEntry cluster) {
        Left remembered = left;
        if (remembered == null) {
            return;
        }
        remembered.inventory().remove(key);
        remembered.cluster().remove(key);
        if (inventory != null) {
            remembered.inventory().put(key, inventory);
        }
        if (cluster != null) {
            remembered.cluster().put(key, cluster);
        }
    }
}
