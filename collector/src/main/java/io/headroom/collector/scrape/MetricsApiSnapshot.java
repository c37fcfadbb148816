package io.headroom.collector.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The latest answer of the metrics API, shared by all nodes that need it: it is asked once per
 * interval, not once per node. Thread-safe.
 */
final class MetricsApiSnapshot {
    private final MetricsApi api;
    private final Duration freshness;
    private final Consumer<List<PodUsage>> answered;
    private @Nullable Instant askedAt;
    private List<PodUsage> pods = List.of();
    private @Nullable RefusedException refused;

    /**
     * Asks nothing yet.
     *
     * @param answered takes each answer, once
     */
    MetricsApiSnapshot(MetricsApi api, Duration interval, Consumer<List<PodUsage>> answered) {
        this.api = api;
        this.answered = answered;
        // a little less than the interval, so that every node's place in it finds a new answer
        this.freshness = interval.multipliedBy(8).dividedBy(10);
    }

    synchronized List<PodUsage> at(Instant now) throws RefusedException {
        if (askedAt == null || now.isBefore(askedAt) || !now.isBefore(askedAt.plus(freshness))) {
            askedAt = now;
            refused = null;
            try {
                pods = api.pods();
                answered.accept(pods);
            } catch (RefusedException e) {
                pods = List.of();
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
        return pods;
    }
}
