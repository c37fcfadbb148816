package io.headroom.recommender;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps from midnight to midnight (UTC) by which the strategy {@code headroom} comes to its
 * answer: each looks at the whole days behind it, and goes on from where the one before it left the
 * gates. What a step comes to therefore depends on its midnight alone, not on when it is taken: one
 * that was missed is made up for from the same days, as long as the rings hold them.
 */
final class DailySteps {
    /**
     * How far a step looks back. The rings reach fourteen days back from the latest window, so that
     * at any time of a day they hold all that the steps of its last three midnights look at.
     */
    private static final Duration LOOKED_AT = Duration.ofDays(10);

    private static final Duration DAY = Duration.ofDays(1);

    private DailySteps() {}

    /** Whether any step is due by a midnight: there is a whole day behind it. */
    static boolean due(UsageHistory all, Instant midnight) {
        return all.size() > 0 && !first(all).isAfter(midnight);
    }

    private static Instant first(UsageHistory all) {
        Instant dayOld = all.end(0).minus(all.step()).plus(DAY);
        Instant midnight = dayOld.truncatedTo(ChronoUnit.DAYS);
        return midnight.equals(dayOld) ? midnight : midnight.plus(DAY);
    }

    /**
     * Takes the steps that are due; the last one again where none is.
     *
     * @param before where the gates stood after an earlier step; null to begin with the first
     * @return empty where none is due
     */
    static Optional<Progress> take(
            HeadroomStrategy strategy,
            UsageHistory all,
            Instant midnight,
            @Nullable Standing before) {
        if (!due(all, midnight)) {
            return Optional.empty();
        }
        Instant next = first(all);
        if (before != null && before.at().isAfter(next.minus(DAY))) {
            next = before.at().isBefore(midnight) ? before.at().plus(DAY) : midnight;
        }
        Progress progress = null;
        for (; !next.isAfter(midnight); next = next.plus(DAY)) {
            progress =
                    strategy.goOn(
                            all.until(next).since(next.minus(LOOKED_AT)),
                            progress == null ? before : progress.standing());
        }
        return Optional.ofNullable(progress);
    }
}
