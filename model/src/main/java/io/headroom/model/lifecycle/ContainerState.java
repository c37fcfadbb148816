package io.headroom.model.lifecycle;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Waiting to run, running, or ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ContainerState.Waiting.class, name = "waiting"),
    @JsonSubTypes.Type(value = ContainerState.Running.class, name = "running"),
    @JsonSubTypes.Type(value = ContainerState.Terminated.class, name = "terminated")
})
public sealed interface ContainerState {

    record Waiting(@Nullable String reason) implements ContainerState {}

    record Running(@Nullable Instant startedAt) implements ContainerState {}

    /**
     * Ended.
     *
     * @param containerId the runtime's id of the instance that ended
     */
    record Terminated(
            int exitCode,
            @Nullable Integer signal,
            @Nullable String reason,
            @Nullable String message,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String containerId)
            implements ContainerState {
        private static final String OOM_KILLED = "OOMKilled";

        /** Whether the runtime says that it was killed for want of memory. */
        public boolean oomKilled() {
            return OOM_KILLED.equals(reason);
        }
    }
}
