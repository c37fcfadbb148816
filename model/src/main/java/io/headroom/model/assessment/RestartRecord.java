package io.headroom.model.assessment;

import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One restart of one container, as its status showed it; or many of which nothing but their number
 * is known. Key: the workload's.
 *
 * @param restartCount the count that this restart brought it to
 * @param observed whether the API still said how the instance ended; a count that rose by more than
 *     one at once leaves the others unobserved
 * @param containerId the instance that ended
 * @param endedAt when it ended
 * @param resets how often the count had fallen before; null when it never had
 * @param classification why; null in records that were written before it was told
 * @param crashLoop whether it was part of a crash loop
 * @param outcome null likewise
 * @param incident the incident that it is part of
 * @param restarts how many it stands for; null for one
 */
public record RestartRecord(
        WorkloadRef workload,
        String pod,
        String podUid,
        String container,
        ContainerType containerType,
        int restartCount,
        boolean observed,
        @Nullable String containerId,
        @Nullable Instant endedAt,
        @Nullable Integer exitCode,
        @Nullable String reason,
        Instant observedAt,
        @Nullable Integer resets,
        @Nullable Classification classification,
        @Nullable Boolean crashLoop,
        @Nullable Outcome outcome,
        @Nullable String incident,
        @Nullable Integer restarts)
        implements IncidentEntry {

    /** How many restarts it stands for. */
    public int counted() {
        return restarts == null ? 1 : restarts;
    }

    /**
     * The same for every sight of this restart, whatever else is known of it. Two instances may
     * reach the same count when the kubelet resets it, so the instance is part of it, or else how
     * often that happened.
     */
    @Override
    public String id() {
        return podUid
                + '/'
                + container
                + '/'
                + (containerId == null
                        ? "#" + (resets == null ? "" : resets + ".") + restartCount
                        : containerId);
    }
}
