package io.headroom.recommender.size;

import java.time.Duration;

/**
 * Crane's resource recommender: p99 of seven days, weighted by age (half-life 24 hours for CPU, 48
 * for memory), and 15 %. Its histograms have buckets of 0.1 core; here amounts are exact, as
 * buckets of that size are coarser than many containers.
 */
final class Crane {
    private static final Duration HISTORY = Duration.ofDays(7);
    private static final double FRACTION = 0.99;
    private static final double WITH_MARGIN = 1.15;

    private Crane() {}

    static Strategy resourceRecommender() {
        return new SimpleStrategy(
                "crane",
                past -> advise(past.cpu(HISTORY), Duration.ofHours(24)),
                past -> advise(past.memory(HISTORY), Duration.ofHours(48)));
    }

    private static double advise(Samples samples, Duration halfLife) {
        double[] weights = RankedSamples.weightsByAge(samples, halfLife);
        return WITH_MARGIN * RankedSamples.of(samples).quantile(FRACTION, weights, samples.size());
    }
}
