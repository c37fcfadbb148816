package io.headroom.model.lifecycle;

import io.headroom.model.WorkloadRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Processes of a container were killed for want of memory, and the container went on: no status
 * shows it.
 *
 * @param startedAt when the instance began; null where that is not known
 * @param count how many were killed since then; with the instance this names the record
 * @param more how many of them are new
 */
public record ProcessKills(
        WorkloadRef workload,
        String pod,
        String podUid,
        String container,
        @Nullable Instant startedAt,
        int count,
        int more,
        Instant observedAt)
        implements LifecycleFact {}
