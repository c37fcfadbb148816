package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.restarts.RestartHistory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the topics may hold, as tests need it. */
final class States {
    private static final Ring NO_RING = new Ring(0, new byte[0]);

    private States() {}

    static WorkloadRef deployment(String namespace, String name) {
        return new WorkloadRef(namespace, "Deployment", "apps", name);
    }

    static Resources resources(long millicores, long bytes) {
        return new Resources(new Cpu(millicores), new Memory(bytes));
    }

    /** An hour of steady usage. */
    static ContainerProfile steady(String container, double cores, double bytes) {
        return Profiles.of(container)
                .requests(resources(1_000, 1L << 30))
                .steady(cores, bytes, 61, Duration.ofMinutes(1))
                .build();
    }

    static UsageAssessment assessment(WorkloadRef workload, ContainerProfile... containers) {
        return new UsageAssessment(
                workload,
                Profiles.START.plus(Duration.ofHours(1)),
                List.of(containers),
                NO_RING,
                NO_RING,
                NO_RING,
                new Completeness(12, 12));
    }

    static WorkloadState state(WorkloadRef workload, String... containers) {
        return state(workload, Map.of(), null, containers);
    }

    static WorkloadState annotated(WorkloadRef workload, Map<String, String> annotations) {
        return state(workload, annotations, null, "web");
    }

    /** One of which somebody sets the replicas; null for nobody but its scale. */
    static WorkloadState owned(WorkloadRef workload, WorkloadState.@Nullable ReplicasOwner owner) {
        return state(workload, Map.of(), owner, "web");
    }

    private static WorkloadState state(
            WorkloadRef workload,
            Map<String, String> annotations,
            WorkloadState.@Nullable ReplicasOwner owner,
            String... containers) {
        return new WorkloadState(
                        workload,
                        "uid-" + workload.name(),
                        Profiles.START,
                        2,
                        2,
                        Arrays.stream(containers).map(States::container).toList(),
                        annotations)
                .owned(owner);
    }

    static PodState pod(WorkloadRef workload, String name, String... containers) {
        return new PodState(
                workload,
                name,
                "uid-" + name,
                "node-1",
                "Running",
                true,
                Profiles.START,
                Profiles.START,
                Arrays.stream(containers).map(States::container).toList());
    }

    static ContainerSpec container(String name) {
        return new ContainerSpec(
                name, ContainerType.APP, resources(1_000, 1L << 30), Resources.NONE);
    }

    /** Nothing is known but what is asked for, and what was said before. */
    static Surroundings surroundings(Policy policy, @Nullable Recommendation before) {
        return new Surroundings(
                null,
                PodShape.UNKNOWN,
                Set.of(),
                LimitRangeRules.NONE,
                NodeSizes.UNKNOWN,
                null,
                Set.of(),
                policy,
                RestartHistory.NONE,
                before);
    }
}
