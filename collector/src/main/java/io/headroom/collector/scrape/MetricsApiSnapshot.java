package io.headroom.collector.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest answer of the metrics API, shared by all nodes that need it: it is asked once per
 * interval, not once per node. Thread-safe.
 */
final class MetricsApiSnapshot {
    private final MetricsApi api;
    private final Duration freshness;
    private @Nullable Instant askedAt;
    private List<PodUsage> pods = List.of();
    private @Nullable RefusedException refused;

    MetricsApiSnapshot(MetricsApi api, Duration interval) {
        this.api = api;
        // a little less than the interval, so that every node's place in it finds a new answer
        this.freshness = interval.multipliedBy(8).dividedBy(10);
    }

    synchronized List<PodUsage> at(Instant now) throws RefusedException {
        if (askedAt == null || now.isBefore(askedAt) || !now.isBefore(askedAt.plus(freshness))) {
            askedAt = now;
            refused = null;
            try {
                pods = api.pods();
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
