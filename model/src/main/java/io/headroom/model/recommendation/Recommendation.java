package io.headroom.model.recommendation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a workload's containers should request, or why there is no answer yet. Key: the workload's.
 *
 * @param asOf the input's own time that the answer holds for
 * @param strategy the name of the strategy that computed it
 * @param policy what was asked for, in the order of the keys; what is not in it is the strategy's
 *     own choice
 * @param idle that it does next to nothing; null where it does something, or little is known
 * @param retarget what its autoscaler has to be changed to together with the requests; null where
 *     no autoscaler goes by them, and where they stay
 */
@JsonPropertyOrder("key")
public record Recommendation(
        WorkloadRef workload,
        Instant asOf,
        String strategy,
        Completeness completeness,
        List<ContainerRecommendation> containers,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<PolicyValue> policy,
        @Nullable Idle idle,
        @Nullable Retarget retarget) {

    /**
     * The version of the strategies' arithmetic: raised whenever the same input gives another
     * answer.
     */
    public static final int STRATEGY_VERSION = 2;

    public Recommendation {
        containers = List.copyOf(containers);
        policy = policy == null ? List.of() : List.copyOf(policy);
    }

    /** One that nobody asked anything of, and that no autoscaler has to follow. */
    public Recommendation(
            WorkloadRef workload,
            Instant asOf,
            String strategy,
            Completeness completeness,
            List<ContainerRecommendation> containers) {
        this(workload, asOf, strategy, completeness, containers, List.of(), null, null);
    }

    /** What was asked for; empty where nothing was. */
    @Override
    public List<PolicyValue> policy() {
        return policy == null ? List.of() : policy;
    }

    /** The key on the topic, written along so that a reader need not put it together. */
    @JsonProperty(value = "key", access = JsonProperty.Access.READ_ONLY)
    public String key() {
        return workload.key();
    }

    /** The same for the same answer, however often it is computed. */
    public String id() {
        return workload.key() + '@' + asOf.toEpochMilli() + '/' + strategy + STRATEGY_VERSION;
    }

    /** Whether every container has numbers. */
    public boolean complete() {
        return !containers.isEmpty()
                && containers.stream()
                        .allMatch(container -> container.advice() instanceof Advice.Resize);
    }
}
