package io.headroom.recommender.size;

import java.time.Instant;

/**
 * What was to be requested from a moment on.
 *
 * @param cpu how the amount of CPU was chosen
 * @param memory likewise
 */
public record Decision(Instant at, Amounts requests, Choice cpu, Choice memory) {

    /** One by the strategy's own fixed rule. */
    public Decision(Instant at, Amounts requests) {
        this(at, requests, Choice.RULE, Choice.RULE);
    }

    /** Where an amount came from. */
    public enum Choice {
        /** The strategy's own fixed rule. */
        RULE,
        /** A plain rule, because usage hardly varies. */
        STEADY,
        /** Rules weighted by what each would have cost so far. */
        WEIGHED,
        /** What its runs needed, each counting once. */
        RUN
    }
}
