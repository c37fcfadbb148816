package io.headroom.recommender.size;

import java.time.Instant;
import java.util.List;

/**
 * A way to tell from what a container used what it should request. Stateless and pure: the same
 * past, the same answer, and nothing but the past is seen.
 */
public interface Strategy {

    /** What it is asked for by: lower case, words joined by hyphens. */
    String name();

    /** What to request from {@link UsageHistory#asOf} on. */
    Amounts advise(UsageHistory past);

    /**
     * What to request from each of these moments on, which ascend; each answer knows only what had
     * ended by then.
     */
    default List<Amounts> advise(UsageHistory usage, List<Instant> moments) {
        return moments.stream().map(moment -> advise(usage.until(moment))).toList();
    }

    /**
     * The same, each with how likely it is said to suffice: most strategies say nothing of that.
     */
    default List<Stated> state(UsageHistory usage, List<Instant> moments) {
        return advise(usage, moments).stream().map(Stated::silently).toList();
    }

    /**
     * What would have been requested at the end of each day, counted back from the end of the
     * history; each decision knows the days before it only.
     */
    default List<Decision> replay(UsageHistory past) {
        return past.days().map(end -> new Decision(end, advise(past.until(end)))).toList();
    }
}
