package io.headroom.collector.history;

import java.time.Duration;
import java.time.Instant;

/** Answers range queries. */
@FunctionalInterface
interface RangeSource {
    /**
     * The values at {@code start}, {@code start + step} and so on up to and including {@code end}.
     *
     * @throws PrometheusException when there is no answer, also after trying again where that may
     *     help
     */
    Matrix range(String query, Instant start, Instant end, Duration step)
            throws PrometheusException, InterruptedException;
}
