package io.headroom.collector.scrape;

import java.time.Duration;
import java.time.Instant;

/**
 * When a node is asked. Each node has its own fixed place within the interval, so that the load is
 * spread and the time between two readings stays the same; a node that fails is asked ever more
 * rarely.
 *
 * @param interval from one reading to the next
 */
record Timing(Duration interval) {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration NOT_READY = Duration.ofMinutes(1);

    /** The first moment after {@code now} that is this node's place in the interval. */
    Instant next(String node, Instant now) {
        long intervalMillis = Math.max(1, interval.toMillis());
        long phaseMillis = Math.floorMod(spread(node.hashCode()), intervalMillis);
        long sincePhase = Math.floorMod(now.toEpochMilli() - phaseMillis, intervalMillis);
        return Instant.ofEpochMilli(now.toEpochMilli() - sincePhase + intervalMillis);
    }

    /** When a node is asked again that failed that many times in a row. */
    Instant afterFailure(String node, int failures, Instant now) {
        long longestMillis = Math.max(interval.toMillis(), LONGEST.toMillis());
        long delayMillis =
                Math.min(
                        longestMillis,
                        interval.toMillis() << Math.min(20, Math.max(0, failures - 1)));
        // Nodes that failed together do not come back together. The jitter follows from the node
        // and the count, so that the same history gives the same times.
        double jitter = Math.floorMod(spread(node.hashCode() * 31 + failures), 1_000) / 1_000.0;
        return now.plusMillis((long) (delayMillis * (0.5 + 0.5 * jitter)));
    }

    /** When a node is asked again that says it is not ready. */
    Instant afterNotReady(Instant now) {
        return now.plus(interval.compareTo(NOT_READY) > 0 ? interval : NOT_READY);
    }

    /** Mixes the bits (the finalizer of MurmurHash3): names of nodes differ in a digit or two. */
    private static int spread(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
