package io.headroom.model.lifecycle;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a pod's node when something was told of the pod.
 *
 * @param ready null when the node says nothing of it
 * @param readyChangedAt since when it is so
 * @param bootId another one after each boot
 * @param maintenance whether a condition says that it is being maintained or drained
 * @param kubeletStartedAt when its kubelet last said that it started; null when that was not seen
 * @param gone whether it is no longer in the API; the rest is then as it was last
 */
public record NodeFact(
        String name,
        @Nullable Boolean ready,
        @Nullable Instant readyChangedAt,
        boolean unschedulable,
        @Nullable String bootId,
        List<Taint> taints,
        boolean maintenance,
        @Nullable Instant kubeletStartedAt,
        boolean gone) {

    public NodeFact {
        taints = taints == null ? List.of() : List.copyOf(taints);
    }

    /** Keeps pods off, or drives them away. */
    public record Taint(String key, @Nullable String effect) {}
}
