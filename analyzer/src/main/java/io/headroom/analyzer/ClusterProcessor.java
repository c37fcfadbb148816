package io.headroom.analyzer;

import io.headroom.analyzer.quota.QuotaUse;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.QuotaState;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads the cluster topic: quotas in, how full they are out. */
final class ClusterProcessor extends TopicProcessor<ClusterEntry> {
    private static final String QUOTA_PREFIX = "/quota/";

    ClusterProcessor(AnalyzerMetrics metrics) {
        super(
                AssessmentTopology.QUOTA_ASSESSMENTS,
                AssessmentTopology.CLUSTER_DEAD_LETTERS,
                metrics);
    }

    @Override
    @Nullable String problem(String key, ClusterEntry entry) {
        if (!(entry instanceof QuotaState quota)) {
            return null;
        }
        if (quota.namespace() == null || quota.name() == null) {
            return "namespace or name is missing";
        }
        return quota.key().equals(key) ? null : "the key is not that of the quota " + quota.key();
    }

    @Override
    void handle(String key, ClusterEntry entry, long timestamp) {
        if (entry instanceof QuotaState quota) {
            Instant observedAt = quota.observedAt();
            say(
                    QuotaUse.assess(
                            quota,
                            observedAt == null ? Instant.ofEpochMilli(timestamp) : observedAt));
        }
    }

    /** What is gone from the cluster is gone from what is said of it. */
    @Override
    void tombstone(String key, Record<byte[], Incoming<ClusterEntry>> received) {
        if (key.startsWith(QUOTA_PREFIX)) {
            unsay(key, received.timestamp());
        }
    }
}
