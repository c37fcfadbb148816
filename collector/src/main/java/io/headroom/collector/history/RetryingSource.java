package io.headroom.collector.history;

import io.headroom.collector.history.PrometheusException.Next;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again, after pauses that double, where that may help.
 *
 * @param attempts how often at most
 */
record RetryingSource(RangeSource source, int attempts, Duration firstPause, Pause pause)
        implements RangeSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(RetryingSource.class);

    /** Waits; a test does not. */
    @FunctionalInterface
    interface Pause {
        void of(Duration length) throws InterruptedException;
    }

    @Override
    public Matrix range(String query, Instant start, Instant end, Duration step)
            throws PrometheusException, InterruptedException {
        Duration next = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return source.range(query, start, end, step);
            } catch (PrometheusException e) {
                if (e.why().next() != Next.RETRY || attempt >= attempts) {
                    throw e;
                }
                LOGGER.atInfo()
                        .addKeyValue("reason", e.why().label())
                        .log(
                                "Prometheus is asked again in {} s: {}",
                                next.toSeconds(),
                                e.getMessage());
                pause.of(next);
                next = next.multipliedBy(2);
            }
        }
    }
}
