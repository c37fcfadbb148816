package io.headroom.recommender;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.needs.Demand;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy.Progress;
import io.headroom.recommender.size.headroom.Lessons;
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
    private static final Duration DAY = Duration.ofDays(1);

    private DailySteps() {}

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
            HeadroomStrategy strategy, Demand demand, Instant midnight, @Nullable Standing before) {
        if (!demand.dayKnownAt(midnight)) {
            return Optional.empty();
        }
        Instant next = first(demand.seen());
        if (before != null && before.at().isAfter(next.minus(DAY))) {
            next = before.at().isBefore(midnight) ? before.at().plus(DAY) : midnight;
        }
        Progress progress = null;
        for (; !next.isAfter(midnight); next = next.plus(DAY)) {
            progress =
                    strategy.goOn(
                            Lessons.of(
                                    demand.at(next)
                                            .history()
                                            .until(next)
                                            .since(next.minus(Demand.REACH))),
                            progress == null ? before : progress.standing());
        }
        return Optional.ofNullable(progress);
    }
}
