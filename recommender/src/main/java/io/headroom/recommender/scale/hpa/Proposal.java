package io.headroom.recommender.scale.hpa;

/** What one metric makes of the number of replicas. */
public sealed interface Proposal {

    /**
     * A number.
     *
     * @param usage what the metric came to: percent for a utilization, else thousandths; per pod
     *     where the target is
     */
    record Replicas(int replicas, long usage) implements Proposal {}

    /** None, because the metric cannot be used. */
    record Invalid(String why) implements Proposal {}
}
