package io.headroom.recommender.replay.trace;

import io.headroom.recommender.replay.ContainerSeries;
import java.util.List;
import java.util.Optional;

/**
 * What a file held.
 *
 * @param series empty where nothing of it can be used
 * @param rows how many lines it has beside the header
 * @param problems what was left out, and why
 */
public record Trace(Optional<ContainerSeries> series, int rows, List<Problem> problems) {
    public Trace {
        problems = List.copyOf(problems);
    }
}
