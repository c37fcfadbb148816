package io.headroom.recommender.replay;

import io.headroom.recommender.size.UsageHistory;

/**
 * The usage of one container that a replay runs over.
 *
 * @param set what it is reported with
 * @param name within the set
 * @param workload whose replica it is
 * @param usage all of it, what a strategy sees and what comes after
 */
public record ContainerSeries(String set, String name, String workload, UsageHistory usage) {}
