package io.headroom.recommender.replay.trace;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A file with the usage of one container.
 *
 * @param set the folder that it is in, or what an index says
 * @param series its name without ending
 * @param workload whose replica it is; its own name where no index says
 * @param step the length of a window, where an index says
 */
public record TraceFile(
        Path path, String set, String series, String workload, Optional<Duration> step) {}
