package io.headroom.collector.simulator;

import io.headroom.model.ContainerSpec;
import io.headroom.model.WorkloadRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulated workload: what its pods are, and when there are how many.
 *
 * @param rolloutEvery the time from one rollout to the next; null when it is never changed
 * @param rolloutAnchor the time of one of the rollouts
 */
record WorkloadPlan(
        WorkloadRef workload,
        Schedule schedule,
        List<ContainerPlan> containers,
        @Nullable Duration rolloutEvery,
        Instant rolloutAnchor) {

    WorkloadPlan {
        containers = List.copyOf(containers);
    }

    static WorkloadPlan of(WorkloadRef workload, Schedule schedule, ContainerPlan... containers) {
        return new WorkloadPlan(workload, schedule, List.of(containers), null, Instant.EPOCH);
    }

    WorkloadPlan rolledOut(Duration every, Instant anchor) {
        return new WorkloadPlan(workload, schedule, containers, every, anchor);
    }

    List<ContainerSpec> specs() {
        return containers.stream().map(ContainerPlan::spec).toList();
    }

    /** Whether its kind is one that a collector watches; of others the pods tell all there is. */
    boolean watched() {
        return List.of("apps", "batch").contains(workload.group());
    }

    /** How many rollouts there were up to {@code at}, counted from the anchor. */
    long generation(Instant at) {
        return rolloutEvery == null
                ? 0
                : Math.floorDiv(
                        Duration.between(rolloutAnchor, at).toMillis(), rolloutEvery.toMillis());
    }

    /** The time of the latest rollout up to {@code at}; null when there was none. */
    @Nullable Instant latestRollout(Instant at) {
        return rolloutEvery == null
                ? null
                : rolloutAnchor.plus(rolloutEvery.multipliedBy(generation(at)));
    }
}
