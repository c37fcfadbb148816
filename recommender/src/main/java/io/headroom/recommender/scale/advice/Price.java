package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.size.headroom.Risk;

/**
 * What demand that is not served costs, in replicas that would have served it: a core-hour is worth
 * {@code unserved} core-hours of replicas. The first of it is dearer: where little is missing an
 * objective is at stake, and where much is, the spikes are such that no autoscaler follows them.
 *
 * @param first how much more the first of it costs
 * @param firstRatio the share of the demand at which that extra has fallen to a half
 */
public record Price(double unserved, double first, double firstRatio) {
    /** For {@link Risk#SAFE}. */
    private static final Price SAFE = new Price(40, 120, 0.005);

    /** In the proportion of the prices that sizes go by. */
    public static Price of(Risk risk) {
        double part = risk.price() / Risk.SAFE.price();
        return new Price(SAFE.unserved() * part, SAFE.first() * part, SAFE.firstRatio());
    }

    /** What a replay cost, in replicas' requests for each unit of the demand. */
    double of(Outcome outcome, double request) {
        if (outcome.demand() <= 0) {
            return outcome.replicaSeconds() * request;
        }
        double missing = outcome.unservedRatio();
        return outcome.replicaSeconds() * request / outcome.demand()
                + unserved * missing
                + first * firstRatio * Math.log1p(missing / firstRatio);
    }
}
