package io.headroom.recommender.scale.advice;

/**
 * How many replicas of a workload the quotas of its namespace let in beside all else that is there.
 *
 * @param today of its pods as they are
 * @param then of its pods with the requests that are recommended
 */
public record Most(int today, int then) {
    /** No quota counts them. */
    public static final Most UNLIMITED = new Most(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Whether it is no more than another, neither of the one nor of the other. */
    boolean isWithin(Most other) {
        return today <= other.today && then <= other.then;
    }

    /** The larger of each. */
    Most or(Most other) {
        return new Most(Math.max(today, other.today), Math.max(then, other.then));
    }
}
