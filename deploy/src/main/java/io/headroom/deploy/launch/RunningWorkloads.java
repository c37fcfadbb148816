package io.headroom.deploy.launch;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.TopicReader;
import io.headroom.model.topic.Topics;
import io.headroom.model.topic.UnreadableRecordException;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The workloads that should have numbers soon: every Deployment, StatefulSet and DaemonSet of the
 * inventory with a running pod.
 */
final class RunningWorkloads implements AutoCloseable {
    private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "DaemonSet");
    private static final String POD_KEYS = "/pod/";

    private final RecordCodec<InventoryEntry> codec = new RecordCodec<>(InventoryEntry.class);
    private final Map<String, PodState> pods = new ConcurrentHashMap<>();
    private final TopicReader reader;

    RunningWorkloads(Map<String, Object> kafkaClient, Topics topics) {
        this.reader =
                TopicReader.start(
                        "headroom-running-workloads",
                        kafkaClient,
                        List.of(topics.inventory()),
                        this::read);
    }

    CompletableFuture<Void> catchUp() {
        return reader.catchUp();
    }

    NavigableSet<WorkloadRef> now() {
        NavigableSet<WorkloadRef> running = new TreeSet<>();
        for (PodState pod : pods.values()) {
            WorkloadRef workload = pod.workload();
            if (pod.phase().equals("Running")
                    && workload.group().equals("apps")
                    && KINDS.contains(workload.kind())) {
                running.add(workload);
            }
        }
        return running;
    }

    /** How many pods run, whosoever they are. */
    int pods() {
        return (int) pods.values().stream().filter(pod -> pod.phase().equals("Running")).count();
    }

    @Override
    public void close() {
        reader.close();
    }

    private void read(ConsumerRecord<String, byte[]> received) {
        if (!received.key().startsWith(POD_KEYS)) {
            return;
        }
        try {
            if (received.value() != null
                    && codec.decode(received.headers(), received.value()) instanceof PodState pod) {
                pods.put(received.key(), pod);
            } else {
                pods.remove(received.key());
            }
        } catch (UnreadableRecordException e) {
            // the recommender, which reads the same topic, counts and reports it
            pods.remove(received.key());
        }
    }
}
