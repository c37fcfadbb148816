package io.headroom.collector.history;

import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.util.Optional;

/**
 * How closely the Prometheus has looked: what rates can be taken over.
 *
 * @param scrapeInterval the time between two samples of a series
 */
record Resolution(Duration scrapeInterval) {
    private static final Duration SHORTEST_PEAK = Duration.ofMinutes(1);
    private static final long STEP_SECONDS = 5;

    Resolution {
        if (scrapeInterval.isNegative() || scrapeInterval.isZero()) {
            throw new IllegalArgumentException("must be longer than zero: " + scrapeInterval);
        }
    }

    /** From how many samples a series had in {@code range}, to five seconds. */
    static Resolution of(double samples, Duration range) {
        double seconds = range.toSeconds() / Math.max(1, samples);
        return new Resolution(
                Duration.ofSeconds(Math.max(1, Math.round(seconds / STEP_SECONDS)) * STEP_SECONDS));
    }

    /** What the mean of a window is taken over: it takes two samples to make a rate. */
    Duration meanRange() {
        Duration two = scrapeInterval.multipliedBy(2);
        return two.compareTo(Windows.LENGTH) > 0 ? two : Windows.LENGTH;
    }

    /**
     * The shortest range that always has a rate; empty where a window has no room for several: then
     * its peak is not known.
     */
    Optional<Duration> peakRange() {
        Duration two = scrapeInterval.multipliedBy(2);
        Duration range = two.compareTo(SHORTEST_PEAK) > 0 ? two : SHORTEST_PEAK;
        return range.multipliedBy(2).compareTo(Windows.LENGTH) > 0
                ? Optional.empty()
                : Optional.of(range);
    }
}
