package io.headroom.recommender;

import io.headroom.model.profile.Windows;
import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.needs.Demand;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy.Progress;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is made from. Decisions are made once a day, at midnight UTC, over the whole days
 * behind: then each of them knows what the one before it knew, and a day more; where it turns out
 * too low, usage is followed upwards at whole hours. As long as there is no whole day they are made
 * from all that there is, every time anew.
 *
 * @param demand what is needed
 * @param decided what was known of that at the last midnight
 * @param all what is known now, of what counted at it
 * @param midnight the last one
 * @param asOf now
 * @param standing null where there is none to go on from
 */
record DecidedHistory(
        Demand demand,
        UsageHistory decided,
        UsageHistory all,
        Instant midnight,
        Instant asOf,
        @Nullable Standing standing) {
    /** After this no sample of a day can change what is known of it any more. */
    static final Duration SETTLED = Duration.ofMinutes(30);

    private static final Duration RING = Windows.LENGTH.multipliedBy(Windows.PER_RING);

    /** The midnight whose decision holds at this time. */
    static Instant decidedAt(Instant asOf) {
        return asOf.minus(SETTLED).truncatedTo(ChronoUnit.DAYS);
    }

    /** For what has no days of its own. */
    static DecidedHistory everyTimeAnew(Demand demand, Instant asOf) {
        UsageHistory all = demand.at(asOf).history();
        return new DecidedHistory(demand, all, all, Instant.MIN, asOf, null);
    }

    static DecidedHistory daily(Demand demand, Instant asOf, @Nullable Standing before) {
        Instant midnight = decidedAt(asOf);
        UsageHistory all = demand.at(midnight).history();
        boolean goesOn =
                before != null
                        && before.learned() != null
                        && !before.at().isAfter(midnight)
                        && !before.at().isBefore(all.asOf().minus(RING));
        return new DecidedHistory(
                demand,
                demand.dayKnownAt(midnight) ? all.until(midnight) : all,
                all,
                midnight,
                asOf,
                goesOn ? before : null);
    }

    /**
     * Takes the daily steps that are due, from where a strategy stood that took the same risk.
     *
     * @return empty where none is due
     */
    Optional<Progress> steps(HeadroomStrategy strategy, Risk risk) {
        return DailySteps.take(
                strategy,
                demand,
                midnight,
                asOf,
                standing != null && standing.riskPrice() == risk.price() ? standing : null);
    }

    /** The highest memory since then, in bytes; zero where there is none. */
    double memoryPeakSince() {
        double peak = 0;
        for (int window = decided.size(); window < all.size(); window++) {
            double bytes = all.memoryBytes(window);
            peak = Double.isNaN(bytes) ? peak : Math.max(peak, bytes);
        }
        return peak;
    }
}
