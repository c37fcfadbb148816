package io.headroom.recommender.size;

/**
 * A way to tell from what a container used what it should request. Stateless and pure: the same
 * past, the same answer, and nothing but the past is seen.
 */
public interface Strategy {

    /** What it is asked for by: lower case, words joined by hyphens. */
    String name();

    /** What to request from {@link UsageHistory#asOf} on. */
    Amounts advise(UsageHistory past);
}
