package io.headroom.recommender.size;

import java.time.Duration;

/**
 * Robusta KRR: a percentile of 14 days of CPU, the highest memory of 14 days and 15 %.
 *
 * <p>Its "simple" strategy requests p95; its "simple-limit" strategy requests p66, and sets p96 as
 * the limit. Percentiles are exact and interpolated.
 */
final class Krr {
    private static final Duration HISTORY = Duration.ofDays(14);

    private Krr() {}

    static Strategy simple() {
        return of("krr", 0.95);
    }

    static Strategy simpleLimit() {
        return of("krr-limit", 0.66);
    }

    private static Strategy of(String name, double cpuFraction) {
        return new SimpleStrategy(
                name,
                past -> past.cpu(HISTORY).quantile(cpuFraction),
                past -> 1.15 * past.memory(HISTORY).max());
    }
}
