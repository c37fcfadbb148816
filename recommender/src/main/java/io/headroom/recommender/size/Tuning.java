package io.headroom.recommender.size;

/** What may be asked for of a strategy that starts from a percentile of usage. */
public record Tuning(Rule cpu, Rule memory) {
    /** As the upstream Vertical Pod Autoscaler has it. */
    public static final Tuning DEFAULT = new Tuning(Rule.DEFAULT, Rule.DEFAULT);

    /**
     * How the target of one resource comes about.
     *
     * @param percentile of usage, as a fraction
     * @param marginFraction what is put on top of it, as a fraction of it
     * @param podMinimum whether the strategy's smallest pod holds; not where a floor is asked for
     */
    public record Rule(double percentile, double marginFraction, boolean podMinimum) {
        public static final Rule DEFAULT = new Rule(0.9, 0.15, true);
    }
}
