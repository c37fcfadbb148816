package io.headroom.model.assessment;

import io.headroom.model.WorkloadRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of one pod. Key: the workload's.
 *
 * @param lostAt from when on it was missing: its deletion was asked for, or its containers ended
 * @param replacement the pod that took its place
 * @param incident the incident that it is part of; null until its class has settled
 * @param counted of a Job's pod that failed: whether the Job counts it as one of its failures, as
 *     its {@code podFailurePolicy} says; null of any other
 */
public record DisruptionRecord(
        WorkloadRef workload,
        String pod,
        String podUid,
        @Nullable String node,
        Instant lostAt,
        Classification classification,
        Outcome outcome,
        @Nullable String replacement,
        @Nullable String incident,
        Instant observedAt,
        @Nullable Boolean counted)
        implements IncidentEntry {

    @Override
    public String id() {
        return podUid;
    }
}
