package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Amount.Given;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a rollout makes beside pods: one object that says what the new pods are like. Quotas may
 * count these objects; who resizes pods in place makes none. Likewise each run of a CronJob makes a
 * Job, whatever its pods are like.
 *
 * @param makes the quota's name for such an object
 * @param cpu what pods are like that need no new one, by container, in the order of the claim;
 *     empty where all need one
 * @param memory likewise
 */
record Rollout(String makes, List<Given> cpu, List<Given> memory) {
    private static final Map<String, String> MADE =
            Map.of(
                    "Deployment.apps", "count/replicasets.apps",
                    "StatefulSet.apps", "count/controllerrevisions.apps",
                    "DaemonSet.apps", "count/controllerrevisions.apps");

    private static final Set<String> LINES = Set.copyOf(MADE.values());

    private static final String JOBS = "count/jobs.batch";

    Rollout {
        cpu = List.copyOf(cpu);
        memory = List.copyOf(memory);
    }

    /** Whether a line of a quota counts what rollouts make. */
    static boolean isCountedBy(QuotaLine line) {
        return LINES.contains(line.resource());
    }

    /** Empty for kinds whose rollouts make nothing, or of which that is not known. */
    static Optional<Rollout> of(WorkloadRef workload, List<Given> cpu, List<Given> memory) {
        return Optional.ofNullable(MADE.get(workload.qualifiedKind()))
                .map(makes -> new Rollout(makes, cpu, memory));
    }

    /**
     * What the next run of a CronJob makes; empty for all others, and while a run goes on: its Job
     * is there, and counted.
     *
     * @param running how many pods it has
     */
    static Optional<Rollout> ofNextRun(WorkloadRef workload, int running) {
        return workload.qualifiedKind().equals("CronJob.batch") && running == 0
                ? Optional.of(new Rollout(JOBS, List.of(), List.of()))
                : Optional.empty();
    }

    /** Whether pods like these need a new one. */
    boolean isNeededFor(Grant grant) {
        return grant.pods() > 0 && !(grant.cpu().equals(cpu) && grant.memory().equals(memory));
    }
}
