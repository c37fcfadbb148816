package io.headroom.recommender.scale.hpa;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod, as the controller looks at it.
 *
 * @param deleting whether it has been told to go
 * @param startedAt when the kubelet took it on; null before
 * @param readiness its Ready condition; null where it has none
 * @param requests in thousandths of the base unit, by container (init containers that keep running
 *     are among them) and resource
 * @param podRequests the same for the pod as a whole, where it says so
 */
public record ObservedPod(
        String name,
        Phase phase,
        boolean deleting,
        @Nullable Instant startedAt,
        @Nullable Readiness readiness,
        Map<String, Map<String, Long>> requests,
        Map<String, Long> podRequests) {

    /** Where a pod is in its life. */
    public enum Phase {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        UNKNOWN
    }

    /** Whether a pod is Ready, and since when it is or is not. */
    public record Readiness(boolean ready, Instant since) {}

    public ObservedPod {
        requests = Map.copyOf(requests);
        podRequests = Map.copyOf(podRequests);
    }

    boolean isIgnored() {
        return deleting || phase == Phase.FAILED;
    }

    boolean servesNow() {
        return phase == Phase.RUNNING && readiness != null && readiness.ready();
    }
}
