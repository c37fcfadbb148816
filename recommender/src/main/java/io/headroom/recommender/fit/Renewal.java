package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who puts new pods in the place of old ones when what the next pod is like has changed. */
public enum Renewal {
    /** A controller, as soon as the template changes. */
    ROLLOUT,
    /** A controller, as soon as the template changes, and only once all old ones have gone. */
    RECREATE,
    /** A controller makes new ones, but only once somebody has deleted the old ones. */
    ON_DELETE,
    /** A controller, but by one that is as it was: it takes up no other template for now. */
    HELD,
    /** Nobody: the pod is one of its own, without a template. */
    NONE,
    /** They end by themselves, and the next ones wait for that or put an end to them. */
    NEXT_RUN,
    /** They end by themselves, and the next ones may come beside them. */
    NEXT_RUN_BESIDE;

    private static final Set<String> WITHOUT_ROLLOUT =
            Set.of("ReplicaSet.apps", "ReplicationController");

    private static final Set<String> NOT_BESIDE = Set.of("Forbid", "Replace");

    /**
     * Of a kind.
     *
     * @param strategy the type of its update strategy, or of a CronJob its policy of concurrency,
     *     as its object says it; null where it does not
     */
    public static Renewal of(WorkloadRef workload, @Nullable String strategy) {
        String kind = workload.qualifiedKind();
        return switch (kind) {
            case "Pod" -> NONE;
            case "CronJob.batch" ->
                    strategy != null && NOT_BESIDE.contains(strategy) ? NEXT_RUN : NEXT_RUN_BESIDE;
            default ->
                    WITHOUT_ROLLOUT.contains(kind) || "OnDelete".equals(strategy)
                            ? ON_DELETE
                            : "Recreate".equals(strategy) ? RECREATE : ROLLOUT;
        };
    }

    /** Whether they are changed by no step, but have what the next run has. */
    boolean isNextRun() {
        return this == NEXT_RUN || this == NEXT_RUN_BESIDE;
    }

    /** Whether somebody makes another pod for one that goes, as the template says. */
    boolean replaces() {
        return rollsOut() || this == ON_DELETE;
    }

    /** Whether a change of the template is all that it takes. */
    boolean rollsOut() {
        return this == ROLLOUT || this == RECREATE;
    }
}
