package io.headroom.model.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The topics' names and configuration: the public contract.
 *
 * @param prefix what every name starts with, {@code headroom} unless set otherwise
 */
public record Topics(String prefix) {

    public Topics {
        if (!prefix.matches("[a-zA-Z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "topic prefix must be 1 to 100 of a-z A-Z 0-9 . _ -: '" + prefix + "'");
        }
    }

    /** {@link io.headroom.model.usage.UsageReading} by workload. */
    public String usage() {
        return prefix + ".usage";
    }

    /** {@link io.headroom.model.lifecycle.LifecycleFact} by workload. */
    public String lifecycle() {
        return prefix + ".lifecycle";
    }

    /** {@link io.headroom.model.inventory.InventoryEntry} by its key. */
    public String inventory() {
        return prefix + ".inventory";
    }

    /** {@link io.headroom.model.cluster.ClusterEntry} by its key. */
    public String cluster() {
        return prefix + ".cluster";
    }

    /** {@link io.headroom.model.assessment.Assessment} by its key. */
    public String assessments() {
        return prefix + ".assessments";
    }

    /** {@link io.headroom.model.assessment.RestartRecord} by workload. */
    public String incidents() {
        return prefix + ".incidents";
    }

    /** {@link io.headroom.model.recommendation.Recommendation} by workload, the latest. */
    public String recommendations() {
        return prefix + ".recommendations";
    }

    /** {@link io.headroom.model.recommendation.Recommendation} by workload, all. */
    public String recommendationsHistory() {
        return prefix + ".recommendations-history";
    }

    /** Records that nobody could read, as they were, with where they came from in the headers. */
    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    /**
     * Every topic as it is to be created.
     *
     * @param partitions of the topics that are spread by workload; the cluster and dead-letter
     *     topics have one
     * @param replicas how many brokers hold each partition
     */
    public List<Spec> specs(int partitions, short replicas) {
        return List.of(
                deleted(usage(), partitions, replicas, Duration.ofHours(24)),
                deleted(lifecycle(), partitions, replicas, Duration.ofDays(30)),
                compacted(inventory(), partitions, replicas),
                compacted(cluster(), 1, replicas),
                // of weeks that are caught up with in minutes each day counts: see the recommender
                compacted(assessments(), partitions, replicas)
                        .with("min.compaction.lag.ms", Duration.ofHours(1)),
                deleted(incidents(), partitions, replicas, Duration.ofDays(90)),
                compacted(recommendations(), partitions, replicas),
                deleted(recommendationsHistory(), partitions, replicas, Duration.ofDays(90)),
                deleted(deadLetters(), 1, replicas, Duration.ofDays(7)));
    }

    private static Spec deleted(String name, int partitions, short replicas, Duration retention) {
        return spec(
                name,
                partitions,
                replicas,
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(retention.toMillis())));
    }

    private static Spec compacted(String name, int partitions, short replicas) {
        return spec(
                name,
                partitions,
                replicas,
                Map.of(
                        "cleanup.policy",
                        "compact",
                        "min.cleanable.dirty.ratio",
                        "0.2",
                        // a tombstone must outlive the longest absence of a reader
                        "delete.retention.ms",
                        Long.toString(Duration.ofDays(7).toMillis())));
    }

    private static Spec spec(
            String name, int partitions, short replicas, Map<String, String> kept) {
        Map<String, String> config = new TreeMap<>(kept);
        // Records of replayed or imported history carry old event times: a log kept by those would
        // delete them at once, or refuse them. Event time is a field.
        config.put("message.timestamp.type", "LogAppendTime");
        config.put("compression.type", "producer");
        return new Spec(name, partitions, replicas, config);
    }

    /** A topic to create, or to check when it exists. */
    public record Spec(String name, int partitions, short replicas, Map<String, String> config) {

        private Spec with(String key, Duration value) {
            Map<String, String> more = new TreeMap<>(config);
            more.put(key, Long.toString(value.toMillis()));
            return new Spec(name, partitions, replicas, more);
        }
    }
}
