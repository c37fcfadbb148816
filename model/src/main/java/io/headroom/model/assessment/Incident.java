package io.headroom.model.assessment;

import io.headroom.model.WorkloadRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of one workload that ended of one cause: a crash loop, a rollout, what a failed node
 * took along. Key: the workload's.
 *
 * @param id that of the first record in it
 * @param cause the same for incidents of other workloads with the same cause; null when it concerns
 *     this one alone
 * @param crashLoop whether its containers ended faster than they could become useful
 * @param startedAt the first end
 * @param lastAt the latest end
 * @param restarts how many restarts its records stand for
 * @param disruptions how many pods ended
 * @param pods the names of the first of them
 * @param containers the names of the first of them; empty when pods ended
 * @param asOf the time of the fact that it was last changed by
 */
public record Incident(
        WorkloadRef workload,
        String id,
        Classification classification,
        @Nullable String cause,
        boolean crashLoop,
        Instant startedAt,
        Instant lastAt,
        long restarts,
        int disruptions,
        List<String> pods,
        List<String> containers,
        Outcome outcome,
        Instant asOf)
        implements IncidentEntry {

    public Incident {
        pods = List.copyOf(pods);
        containers = List.copyOf(containers);
    }
}
