package io.headroom.recommender.scale.trace;

import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.scale.replay.Demand;
import java.util.List;

/**
 * What a file held.
 *
 * @param demand empty where nothing of it can be used
 * @param problems what was left out, and why
 */
public record DemandTrace(String set, String series, Demand demand, List<Problem> problems) {
    public DemandTrace {
        problems = List.copyOf(problems);
    }
}
