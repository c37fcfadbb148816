package io.headroom.model.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * What a pod's own object says beside its status.
 *
 * @param deletionGraceSeconds how long before {@code deletionAt} the deletion was asked for
 * @param revision which of its owner's templates it was made of: the label {@code
 *     pod-template-hash}, {@code controller-revision-hash} or {@code pod-template-generation}
 * @param restartedAt the annotation that a restart of the whole workload leaves
 * @param completionIndex which part of an indexed Job it does
 */
public record PodSettings(
        @Nullable String restartPolicy,
        @Nullable Long deletionGraceSeconds,
        @Nullable Long generation,
        @Nullable String revision,
        @Nullable String restartedAt,
        @Nullable String completionIndex) {}
