package io.headroom.analyzer;

import io.headroom.analyzer.quota.QuotaUse;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.topic.Keys;
import io.headroom.model.topic.RecordCodec;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads the cluster topic: quotas in, how full they are and were out. */
final class ClusterProcessor extends TopicProcessor<ClusterEntry> {
    /** By the key of an assessment what was said last, as it is on the topic. */
    static final String QUOTAS = "quotas";

    private static final String QUOTA_PREFIX = "/quota/";
    private static final String SHARED_PREFIX = "/clusterquota/";
    private static final String OUT_OF_RANGE = "observedAt is out of range";

    private final RecordCodec<QuotaAssessment> assessments =
            new RecordCodec<>(QuotaAssessment.class);
    private @Nullable KeyValueStore<String, byte[]> said;

    ClusterProcessor(AnalyzerMetrics metrics) {
        super(
                AssessmentTopology.QUOTA_ASSESSMENTS,
                AssessmentTopology.CLUSTER_DEAD_LETTERS,
                metrics);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        said = context.getStateStore(QUOTAS);
    }

    @Override
    @Nullable String problem(String key, ClusterEntry entry) {
        if (entry instanceof ClusterQuotaState shared) {
            if (shared.name() == null || !shared.key().equals(key)) {
                return "the key is not that of the cluster's quota " + shared.name();
            }
            return EventTime.plausibleIfKnown(shared.observedAt()) ? null : OUT_OF_RANGE;
        }
        if (!(entry instanceof QuotaState quota)) {
            return null;
        }
        if (quota.namespace() == null || quota.name() == null) {
            return "namespace or name is missing";
        }
        if (!quota.key().equals(key)) {
            return "the key is not that of the quota " + quota.key();
        }
        return EventTime.plausibleIfKnown(quota.observedAt()) ? null : OUT_OF_RANGE;
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
        if (said == null) {
            return;
        }
        Instant observedAt = quota.observedAt();
        byte[] before = said.get(quota.key());
        QuotaAssessment assessment =
                QuotaUse.assess(
                        quota,
                        observedAt == null
                                ? Instant.ofEpochMilli(Math.max(0, timestamp))
                                : observedAt,
                        before == null ? null : assessments.decode(before));
        said.put(assessment.key(), assessments.encode(assessment));
        say(assessment);
    }

    /** What is gone from the cluster is gone from what is said of it. */
    @Override
    void tombstone(String key, Record<byte[], Incoming<ClusterEntry>> received) {
        if (key.startsWith(QUOTA_PREFIX)) {
            forget(key, received.timestamp());
        } else if (key.startsWith(SHARED_PREFIX)) {
            forget(
                    Keys.quota(
                            "", ClusterQuotaState.PREFIX + key.substring(SHARED_PREFIX.length())),
                    received.timestamp());
        }
    }

    private void forget(String key, long timestamp) {
        if (said != null) {
            said.delete(key);
        }
        unsay(key, timestamp);
    }
}
