package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.recommendation.Recommendation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read of workloads and has been replaced by something newer before it was answered, as
 * far as later answers depend on it: the last of each day, and the last before other requests. So
 * the next answer comes out as if each had been answered in its turn, however many were read at
 * once. Not thread-safe.
 */
final class PassedUsage {
    /**
     * More than a month's days of one workload are not kept when nobody answers: its first, which
     * tells what was requested to begin with, and the last of them.
     */
    private static final int MOST = 32;

    private final Map<WorkloadRef, List<KnownUsage>> passed = new HashMap<>();

    /**
     * Takes what was replaced.
     *
     * @param answered the workload's latest recommendation; null while there is none
     */
    void replaced(
            WorkloadRef workload,
            KnownUsage before,
            KnownUsage now,
            @Nullable Recommendation answered) {
        if (answered != null && !before.asOf().isAfter(answered.asOf())) {
            return;
        }
        if (!DecidedHistory.decidedAt(before.asOf()).equals(DecidedHistory.decidedAt(now.asOf()))
                || !before.requests().equals(now.requests())) {
            List<KnownUsage> earlier = passed.computeIfAbsent(workload, _ -> new ArrayList<>());
            earlier.add(before);
            if (earlier.size() > MOST) {
                earlier.remove(1);
            }
        }
    }

    /** What was answered, or that the workload is gone: then nothing of before counts any more. */
    void answered(WorkloadRef workload, @Nullable Recommendation answer) {
        List<KnownUsage> earlier = passed.get(workload);
        if (earlier != null) {
            earlier.removeIf(usage -> answer == null || !usage.asOf().isAfter(answer.asOf()));
            if (earlier.isEmpty()) {
                passed.remove(workload);
            }
        }
    }

    /** Oldest first. */
    List<KnownUsage> of(WorkloadRef workload) {
        List<KnownUsage> earlier = passed.get(workload);
        return earlier == null ? List.of() : List.copyOf(earlier);
    }
}
