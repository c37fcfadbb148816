package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.RestartAssessment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workload of the inventory with what is known of it.
 *
 * @param key the workload's, as it is written everywhere else
 * @param uid of its own object; null where that is not watched
 * @param desiredReplicas what its specification asks for, of a CronJob for its next run; null for
 *     kinds without such a number
 * @param pods how many of its pods exist
 * @param readyPods how many of them are Ready
 * @param containers of its template, or of its pods where it has none, in alphabetical order
 * @param autoscalers the names of the HorizontalPodAutoscalers that scale it
 * @param restarts of its containers since they were first seen
 * @param usageAsOf the time up to which its usage is known; null when none is
 * @param completeness of that usage
 */
public record WorkloadOverview(
        String key,
        WorkloadRef workload,
        @Nullable String uid,
        @Nullable Integer desiredReplicas,
        int pods,
        int readyPods,
        List<ContainerSpec> containers,
        List<String> autoscalers,
        List<RestartAssessment.Container> restarts,
        @Nullable Instant usageAsOf,
        @Nullable Completeness completeness) {

    public WorkloadOverview {
        containers = List.copyOf(containers);
        autoscalers = List.copyOf(autoscalers);
        restarts = List.copyOf(restarts);
    }
}
