package io.headroom.analyzer;

import io.headroom.analyzer.quota.QuotaUse;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads the cluster topic: quotas in, how full they are out. */
final class ClusterProcessor extends TopicProcessor<ClusterEntry> {
    private static final String QUOTA_PREFIX = "/quota/";
    private static final String SHARED_PREFIX = "/clusterquota/";

    ClusterProcessor(AnalyzerMetrics metrics) {
        super(
                AssessmentTopology.QUOTA_ASSESSMENTS,
                AssessmentTopology.CLUSTER_DEAD_LETTERS,
                metrics);
    }

    @Override
    @Nullable String problem(String key, ClusterEntry entry) {
        if (entry instanceof ClusterQuotaState shared) {
            return shared.name() != null && shared.key().equals(key)
                    ? null
                    : "the key is not that of the cluster's quota " + shared.name();
        }
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
            assess(quota, timestamp);
        } else if (entry instanceof ClusterQuotaState shared) {
            assess(shared.ofNoNamespace(), timestamp);
        }
    }

    private void assess(QuotaState quota, long timestamp) {
        Instant observedAt = quota.observedAt();
        say(
                QuotaUse.assess(
                        quota,
                        observedAt == null ? Instant.ofEpochMilli(timestamp) : observedAt));
    }

    /** What is gone from the cluster is gone from what is said of it. */
    @Override
    void tombstone(String key, Record<byte[], Incoming<ClusterEntry>> received) {
        if (key.startsWith(QUOTA_PREFIX)) {
            unsay(key, received.timestamp());
        } else if (key.startsWith(SHARED_PREFIX)) {
            unsay(
                    Keys.quota("", ClusterQuotaState.PREFIX + key.substring(SHARED_PREFIX.length())),
                    received.timestamp());
        }
    }
}
