package io.headroom.model.lifecycle;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container's status as the API gave it.
 *
 * @param containerId the runtime's id of the current instance; the count may be reset or jump, the
 *     id tells instances apart
 * @param lastState how the instance before ended; null when there was none
 * @param requests in force, as the status reports them or else the specification; null in facts
 *     that were written before it was kept
 * @param settings null likewise
 * @param limits in force; null likewise
 */
public record ContainerFact(
        String name,
        ContainerType type,
        @Nullable String containerId,
        int restartCount,
        boolean ready,
        @Nullable Boolean started,
        ContainerState state,
        @Nullable ContainerState lastState,
        @Nullable Resources requests,
        @Nullable ContainerSettings settings,
        @Nullable Resources limits) {

    /** The end of the instance before for want of memory, if that is how it ended. */
    public Optional<ContainerState.Terminated> oomKilledBefore() {
        return lastState instanceof ContainerState.Terminated ended && ended.oomKilled()
                ? Optional.of(ended)
                : Optional.empty();
    }

    /** A fact without limits, as they were before those were kept. */
    public ContainerFact(
            String name,
            ContainerType type,
            @Nullable String containerId,
            int restartCount,
            boolean ready,
            @Nullable Boolean started,
            ContainerState state,
            @Nullable ContainerState lastState,
            @Nullable Resources requests,
            @Nullable ContainerSettings settings) {
        this(
                name,
                type,
                containerId,
                restartCount,
                ready,
                started,
                state,
                lastState,
                requests,
                settings,
                null);
    }

    /** A fact without settings either. */
    public ContainerFact(
            String name,
            ContainerType type,
            @Nullable String containerId,
            int restartCount,
            boolean ready,
            @Nullable Boolean started,
            ContainerState state,
            @Nullable ContainerState lastState,
            @Nullable Resources requests) {
        this(
                name,
                type,
                containerId,
                restartCount,
                ready,
                started,
                state,
                lastState,
                requests,
                null,
                null);
    }
}
