package io.headroom.analyzer;

import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.topic.Topics;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * How the topics flow through the analyzer: three parts that know nothing of each other, so that no
 * result depends on how their topics were interleaved. The names are part of the stored state: a
 * renamed store is lost history.
 */
public final class AssessmentTopology {
    static final String USAGE_ASSESSMENTS = "usage-assessments";
    static final String USAGE_DEAD_LETTERS = "usage-dead-letters";
    static final String RESTART_ASSESSMENTS = "restart-assessments";
    static final String INCIDENTS = "incidents";
    static final String LIFECYCLE_DEAD_LETTERS = "lifecycle-dead-letters";
    static final String QUOTA_ASSESSMENTS = "quota-assessments";
    static final String CLUSTER_DEAD_LETTERS = "cluster-dead-letters";

    /**
     * After so long without a word a workload is forgotten: twice as long as a ring, so that
     * nothing of it is left that anybody could miss.
     */
    static final Duration SILENCE = Duration.ofDays(28);

    /*
     * Restoring reads a changelog from its start: it is kept short by compacting early and often.
     * Its records carry event times, which may be weeks old.
     */
    private static final Map<String, String> CHANGELOG =
            Map.of(
                    "cleanup.policy", "compact",
                    "message.timestamp.type", "LogAppendTime",
                    "segment.bytes", "16777216",
                    "segment.ms", "600000",
                    "min.cleanable.dirty.ratio", "0.1",
                    "delete.retention.ms", "3600000",
                    "compression.type", "producer");

    private AssessmentTopology() {}

    public static Topology build(Topics topics, AnalyzerConfig config, AnalyzerMetrics metrics) {
        Topology topology = new Topology();
        usage(topology, topics, config, metrics);
        lifecycle(topology, topics, metrics);
        cluster(topology, topics, metrics);
        return topology;
    }

    private static void usage(
            Topology topology, Topics topics, AnalyzerConfig config, AnalyzerMetrics metrics) {
        topology.addSource(
                        AutoOffsetReset.earliest(),
                        "usage-source",
                        Incoming.time(UsageReading.class, UsageReading::receivedAt),
                        new ByteArrayDeserializer(),
                        Incoming.reader(UsageReading.class),
                        topics.usage())
                .addProcessor("usage", () -> new UsageProcessor(config, metrics), "usage-source")
                .addStateStore(store(UsageProcessor.WORKLOADS), "usage")
                .addStateStore(store(UsageProcessor.PODS), "usage")
                .addStateStore(store(UsageProcessor.PROFILES), "usage")
                .addStateStore(store(UsageProcessor.DAYS), "usage");
        sink(topology, USAGE_ASSESSMENTS, topics.assessments(), "usage");
        sink(topology, USAGE_DEAD_LETTERS, topics.deadLetters(), "usage");
    }

    private static void lifecycle(Topology topology, Topics topics, AnalyzerMetrics metrics) {
        topology.addSource(
                        AutoOffsetReset.earliest(),
                        "lifecycle-source",
                        Incoming.time(LifecycleFact.class, LifecycleFact::observedAt),
                        new ByteArrayDeserializer(),
                        Incoming.reader(LifecycleFact.class),
                        topics.lifecycle())
                .addProcessor(
                        "lifecycle", () -> new LifecycleProcessor(metrics), "lifecycle-source")
                .addStateStore(store(LifecycleProcessor.WORKLOADS), "lifecycle")
                .addStateStore(store(LifecycleProcessor.PODS), "lifecycle")
                .addStateStore(store(LifecycleProcessor.INCIDENT_STATES), "lifecycle");
        sink(topology, RESTART_ASSESSMENTS, topics.assessments(), "lifecycle");
        sink(topology, INCIDENTS, topics.incidents(), "lifecycle");
        sink(topology, LIFECYCLE_DEAD_LETTERS, topics.deadLetters(), "lifecycle");
    }

    private static void cluster(Topology topology, Topics topics, AnalyzerMetrics metrics) {
        topology.addSource(
                        AutoOffsetReset.earliest(),
                        "cluster-source",
                        Incoming.time(ClusterEntry.class, AssessmentTopology::observedAt),
                        new ByteArrayDeserializer(),
                        Incoming.reader(ClusterEntry.class),
                        topics.cluster())
                .addProcessor("cluster", () -> new ClusterProcessor(metrics), "cluster-source")
                .addStateStore(store(ClusterProcessor.QUOTAS), "cluster");
        sink(topology, QUOTA_ASSESSMENTS, topics.assessments(), "cluster");
        sink(topology, CLUSTER_DEAD_LETTERS, topics.deadLetters(), "cluster");
    }

    private static void sink(Topology topology, String name, String topic, String from) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), from);
    }

    private static Instant observedAt(ClusterEntry entry) {
        Instant observedAt = entry instanceof QuotaState quota ? quota.observedAt() : null;
        return observedAt == null ? Instant.MIN : observedAt;
    }

    /* Cached: of many changes of one key between two commits, one is written to the changelog. */
    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(CHANGELOG);
    }
}
