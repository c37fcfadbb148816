package io.headroom.recommender.scale.lint;

import java.time.Instant;

/**
 * Somebody who sets {@code spec.replicas} of a workload again and again, while it is scaled.
 *
 * @param manager as the API server calls it
 * @param last when the replicas last went from one of the two to the other
 */
public record ReplicasFight(String manager, Instant last) {}
