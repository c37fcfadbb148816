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
 * @param starved of a probe's kill for want of CPU: what was read of it before it ended, as a
 *     sentence. Null of any other, and where nothing was read: then who knows usage may add it
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
        Instant asOf,
        @Nullable String starved)
        implements IncidentEntry {

    public Incident {
        pods = List.copyOf(pods);
        containers = List.copyOf(containers);
    }

    /** For want of nothing, as far as is known. */
    public Incident(
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
            Instant asOf) {
        this(
                workload,
                id,
                classification,
                cause,
                crashLoop,
                startedAt,
                lastAt,
                restarts,
                disruptions,
                pods,
                containers,
                outcome,
                asOf,
                null);
    }

    /** The same, for want of CPU. */
    public Incident starved(String sentence) {
        return new Incident(
                workload,
                id,
                classification,
                cause,
                crashLoop,
                startedAt,
                lastAt,
                restarts,
                disruptions,
                pods,
                containers,
                outcome,
                asOf,
                sentence);
    }
}
