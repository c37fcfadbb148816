package io.headroom.model.lifecycle;

import io.headroom.model.WorkloadRef;
import java.time.Instant;

/**
 * A pod is no longer in the API.
 *
 * @param snapshot whether a list showed that it is gone, rather than a deletion that was watched
 */
public record PodGone(
        WorkloadRef workload, String pod, String podUid, Instant observedAt, boolean snapshot)
        implements LifecycleFact {}
