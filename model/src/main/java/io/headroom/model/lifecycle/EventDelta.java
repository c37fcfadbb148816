package io.headroom.model.lifecycle;

import io.headroom.model.WorkloadRef;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Kubernetes event added since it was last seen.
 *
 * @param count how often it has happened, as the API says; with the UID this names the delta
 * @param delta how much of that is new; 0 when a relist shows what was already known
 * @param annotations those that explain an eviction, such as {@code offending_containers}
 */
public record EventDelta(
        @Nullable WorkloadRef workload,
        String uid,
        Regarding regarding,
        String eventType,
        String reason,
        @Nullable String note,
        @Nullable String reportingController,
        int count,
        int delta,
        @Nullable Instant firstAt,
        @Nullable Instant lastAt,
        Map<String, String> annotations,
        Instant observedAt)
        implements LifecycleFact {

    public EventDelta {
        annotations = Map.copyOf(annotations);
    }

    /** The object that the event is about. */
    public record Regarding(
            String kind,
            @Nullable String namespace,
            String name,
            @Nullable String uid,
            @Nullable String fieldPath) {}
}
