package io.headroom.recommender;

import io.headroom.model.settings.Settings;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.savings.PriceSettings;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the recommender sizes.
 *
 * @param strategy the name of what computes the numbers
 * @param vpa the upstream algorithm, and what must have been seen before any strategy is asked
 * @param policies who is heard, and what the installation asks for
 * @param prices what capacity costs
 */
public record RecommenderConfig(
        String strategy, VpaStrategy vpa, Policies policies, PriceSheet prices) {

    /** The strategies that may be asked for. */
    private static final Set<String> STRATEGIES = Set.copyOf(Strategies.names());

    public static RecommenderConfig from(Settings settings) {
        String strategy =
                settings.choice(
                        "recommender.strategy",
                        HeadroomStrategy.NAME,
                        STRATEGIES.stream().collect(Collectors.toMap(name -> name, name -> name)),
                        "what computes the numbers: headroom prices many rules by the container's"
                                + " own past, vpa is the Vertical Pod Autoscaler's algorithm");
        return new RecommenderConfig(
                strategy,
                new VpaStrategy(
                        new MinimumEvidence(
                                settings.integer(
                                        "recommender.min-samples",
                                        10,
                                        0,
                                        1_000_000,
                                        "CPU samples of a container before it gets numbers"),
                                settings.duration(
                                        "recommender.min-history",
                                        "10m",
                                        Duration.ZERO,
                                        Duration.ofDays(14),
                                        "time between the first and the latest of them")),
                        new VpaStrategy.Rounding(
                                settings.integer(
                                        "recommender.round-cpu-millicores",
                                        1,
                                        1,
                                        1_000_000,
                                        "CPU is rounded up to a multiple of this"),
                                settings.bytes(
                                        "recommender.round-memory-bytes",
                                        "1",
                                        "1",
                                        "memory is rounded up to a multiple of this"))),
                Policies.from(settings, STRATEGIES),
                PriceSettings.from(settings));
    }
}
