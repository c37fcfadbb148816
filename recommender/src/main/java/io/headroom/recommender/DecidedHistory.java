package io.headroom.recommender;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is made from. Decisions are made once a day, at midnight UTC, over the whole days
 * behind: then each of them knows what the one before it knew, and a day more. As long as there is
 * no whole day they are made from all that there is, every time anew.
 *
 * @param decided what was known at the last midnight
 * @param all what is known now
 * @param standing null where there is none to go on from
 */
record DecidedHistory(
        UsageHistory decided, UsageHistory all, boolean daily, @Nullable Standing standing) {
    /** After this no sample of a day can change what is known of it any more. */
    private static final Duration SETTLED = Duration.ofMinutes(30);

    /** For what has no days of its own. */
    static DecidedHistory everyTimeAnew(UsageHistory all) {
        return new DecidedHistory(all, all, false, null);
    }

    static DecidedHistory daily(UsageHistory all, Instant asOf, @Nullable Standing before) {
        Instant midnight = asOf.minus(SETTLED).truncatedTo(ChronoUnit.DAYS);
        boolean daily = wholeDay(all, midnight);
        return new DecidedHistory(
                daily ? all.until(midnight) : all,
                all,
                daily,
                before == null || before.at().isAfter(midnight) ? null : before);
    }

    private static boolean wholeDay(UsageHistory all, Instant midnight) {
        return all.size() > 0
                && !all.end(0).minus(all.step()).isAfter(midnight.minus(Duration.ofDays(1)));
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
