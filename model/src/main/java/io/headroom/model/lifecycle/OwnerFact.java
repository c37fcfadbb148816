package io.headroom.model.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a pod's direct controller when something was told of the pod.
 *
 * @param replicas how many pods its specification asks for; null for kinds without such a number
 * @param replicasBefore how many before the latest change of that number; null when it was not seen
 * @param replicasChangedAt when the collector saw that change
 * @param currentRevision what its new pods, or those of the Deployment above it, have for {@link
 *     PodSettings#revision}
 * @param restartedAt what they have for {@link PodSettings#restartedAt}
 * @param deleting whether it, or what controls it, is being deleted
 * @param gone whether it is no longer in the API; the rest is then as it was last
 * @param finished of a Job: {@code Complete} or {@code Failed}; null while it goes on
 * @param finishedReason of a Job that failed: why
 */
public record OwnerFact(
        String kind,
        String name,
        @Nullable Integer replicas,
        @Nullable Integer replicasBefore,
        @Nullable Instant replicasChangedAt,
        @Nullable String currentRevision,
        @Nullable String restartedAt,
        boolean deleting,
        boolean gone,
        @Nullable String finished,
        @Nullable String finishedReason) {}
