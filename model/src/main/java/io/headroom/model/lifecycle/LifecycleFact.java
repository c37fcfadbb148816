package io.headroom.model.lifecycle;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.headroom.model.WorkloadRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that was seen to happen to a pod or another object. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PodFact.class, name = "pod"),
    @JsonSubTypes.Type(value = PodGone.class, name = "pod-gone"),
    @JsonSubTypes.Type(value = EventDelta.class, name = "event"),
    @JsonSubTypes.Type(value = ProcessKills.class, name = "process-kills")
})
public sealed interface LifecycleFact permits PodFact, PodGone, EventDelta, ProcessKills {

    /** The workload concerned; null for an event about something that belongs to none. */
    @Nullable WorkloadRef workload();

    /** When the collector saw it. */
    Instant observedAt();
}
