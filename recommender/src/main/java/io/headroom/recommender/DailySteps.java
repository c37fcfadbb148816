package io.headroom.recommender;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.needs.Demand;
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
 * rules and the gates; in between usage is followed upwards, at whole hours. What a step comes to
 * therefore depends on its midnight alone, not on when it is taken: one that was missed is made up
 * for from the same days, as long as the rings hold them.
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
     * Takes the steps that are due, and follows usage since the last midnight.
     *
     * @param now up to when usage is followed
     * @param before where the strategy stood after an earlier step; null to begin with the first
     * @return empty where none is due
     */
    static Optional<Progress> take(
            HeadroomStrategy strategy,
            Demand demand,
            Instant midnight,
            Instant now,
            @Nullable Standing before) {
        if (!demand.dayKnownAt(midnight)) {
            return Optional.empty();
        }
        Instant next = first(demand.seen());
        if (before != null && before.at().isAfter(next.minus(DAY))) {
            next = before.at().plus(DAY);
        }
        Standing standing = before;
        for (; !next.isAfter(midnight); next = next.plus(DAY)) {
            standing =
                    strategy.step(until(demand, next), within(demand, next), standing).standing();
        }
        return standing == null
                ? Optional.empty()
                : Optional.of(
                        strategy.followUp(within(demand, midnight.plus(DAY)).until(now), standing));
    }

    /** What is decided by at a midnight. */
    private static UsageHistory until(Demand demand, Instant midnight) {
        return demand.at(midnight).history().until(midnight).since(midnight.minus(Demand.REACH));
    }

    /**
     * What is followed on the day that ends at a midnight, by what counted when it began: no more
     * of the past than is decided by at its end, so that rings that hold the one hold the other.
     */
    private static UsageHistory within(Demand demand, Instant midnight) {
        Instant reach = midnight.minus(Demand.REACH);
        return demand.at(midnight.minus(DAY), reach).history().until(midnight).since(reach);
    }
}
