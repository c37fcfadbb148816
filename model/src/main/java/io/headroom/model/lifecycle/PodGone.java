package io.headroom.model.lifecycle;

import io.headroom.model.WorkloadRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pod is no longer in the API.
 *
 * @param snapshot whether a list showed that it is gone, rather than a deletion that was watched
 * @param around null when nothing was known any more
 */
public record PodGone(
        WorkloadRef workload,
        String pod,
        String podUid,
        Instant observedAt,
        boolean snapshot,
        @Nullable Surroundings around)
        implements LifecycleFact {

    /** Without surroundings, as it was before those were kept. */
    public PodGone(
            WorkloadRef workload, String pod, String podUid, Instant observedAt, boolean snapshot) {
        this(workload, pod, podUid, observedAt, snapshot, null);
    }
}
