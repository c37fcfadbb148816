package io.headroom.recommender.size;

import java.util.OptionalDouble;

/**
 * What is requested from a moment on, and how likely it is said to suffice on the next day.
 *
 * @param cpuSafety the probability that at most 1 % of the day's use is above the request; empty
 *     where nothing is said
 * @param memorySafety the probability that the day's peak is not above the request; likewise
 */
public record Stated(Amounts requests, OptionalDouble cpuSafety, OptionalDouble memorySafety) {

    /** Amounts of which nothing more is said. */
    public static Stated silently(Amounts requests) {
        return new Stated(requests, OptionalDouble.empty(), OptionalDouble.empty());
    }
}
