package io.headroom.recommender.replay;

import java.util.List;
import java.util.Optional;

/**
 * One strategy against others, on one resource.
 *
 * @param frontWasteRatio the waste of the others' front at this one's harm
 * @param wasteVsFront this one's waste as a part of that: below 1 is better than any mix of them
 * @param comparable whether the others' front reaches this one's harm; if not, the ratio says
 *     nothing
 * @param ci95 of the ratio, over resampled series
 * @param dominatedBy those that are no worse on waste and harm, and better on one
 * @param versusKrr against KRR, where that is among the others
 */
public record Verdict(
        double frontWasteRatio,
        double wasteVsFront,
        boolean comparable,
        Optional<Interval> ci95,
        List<String> dominatedBy,
        Optional<Versus> versusKrr) {

    public Verdict {
        dominatedBy = List.copyOf(dominatedBy);
    }

    /** The middle 95 % of resampled figures. */
    public record Interval(double low, double high) {}

    /**
     * A strategy against a single other.
     *
     * @param wasteRatio its waste as a part of the other's
     * @param harmDifference its harm less the other's
     */
    public record Versus(
            double wasteRatio,
            Optional<Interval> wasteCi95,
            double harmDifference,
            Optional<Interval> harmCi95) {}
}
