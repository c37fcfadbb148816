package io.headroom.recommender.replay;

import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * When advice is given, and how long it holds: from the first window's end plus the warm-up on,
 * every horizon.
 *
 * @param warmUp how much history the first advice sees
 * @param warmUpOf the same for sets that differ
 * @param horizon from one advice to the next; a day, or a part or multiple of it
 * @param delay from an advice until it is in force
 * @param prices what waste and harm cost
 */
public record Protocol(
        Duration warmUp,
        Map<String, Duration> warmUpOf,
        Duration horizon,
        Duration delay,
        Prices prices) {
    static final Duration DAY = Duration.ofDays(1);

    /** A week of warm-up and advice once a day, in force at once. */
    public static final Protocol DAILY =
            new Protocol(
                    Duration.ofDays(7),
                    Map.of("kruize-openshift", Duration.ofDays(3)),
                    DAY,
                    Duration.ZERO,
                    Prices.DEFAULT);

    public Protocol {
        warmUpOf = Map.copyOf(warmUpOf);
        if (!horizon.isPositive()
                || (DAY.toMillis() % horizon.toMillis() != 0
                        && horizon.toMillis() % DAY.toMillis() != 0)) {
            throw new IllegalArgumentException(
                    "horizon must divide a day or be whole days: " + horizon);
        }
        if (!warmUp.isPositive()) {
            throw new IllegalArgumentException("warmUp must be positive: " + warmUp);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative: " + delay);
        }
    }

    public Duration warmUp(String set) {
        return warmUpOf.getOrDefault(set, warmUp);
    }

    /** The moments of advice: none where the usage is no longer than the warm-up. */
    public List<Instant> origins(ContainerSeries series) {
        UsageHistory usage = series.usage();
        List<Instant> origins = new ArrayList<>();
        if (usage.size() == 0) {
            return origins;
        }
        Instant last = usage.end(usage.size() - 1);
        for (Instant origin = usage.end(0).plus(warmUp(series.set()));
                origin.isBefore(last);
                origin = origin.plus(horizon)) {
            origins.add(origin);
        }
        return origins;
    }
}
