package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.UsageHistory;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How likely an answer is to suffice on the next day: what share of the days behind had been
 * answered well, with what was seen of other containers of the same volatility counting like some
 * weeks beside it. For any strategy's answers.
 *
 * @param cpu the probability that at most 1 % of a day's use is above the request; empty while
 *     nothing can be said
 * @param memory the probability that a day's peak is not above the request; likewise
 */
public record Safety(OptionalDouble cpu, OptionalDouble memory) {
    private static final Safety UNKNOWN =
            new Safety(OptionalDouble.empty(), OptionalDouble.empty());

    /**
     * Judges the last decision by the ones before it.
     *
     * @param decisions one at the end of each day of the history, as {@link
     *     io.headroom.recommender.size.Strategy#replay} gives them
     */
    public static Safety of(UsageHistory history, List<Decision> decisions) {
        return decisions.isEmpty()
                ? UNKNOWN
                : SafetyTrail.of(history, decisions).stated(Priors.shipped()).getLast();
    }
}
