package io.headroom.model.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a pod's direct controller when something was told of the pod.
 *
 * @param replicas how many pods its specification asks for; null for kinds without such a number
 * @param replicasBefore how many before the latest change of that number; null when it was not seen
 * @param replicasChangedAt when the collector saw that change
 * @param currentRevision what its new pods, or those of the Deployment above it, have for {@link
 *     PodSettings#revision}
 * @param restartedAt what they have for {@link PodSettings#restartedAt}
 * @param deleting whether it, or what controls it, is being deleted
 * @param gone whether it is no longer in the API; the rest is then as it was last
 * @param finished of a Job: {@code Complete} or {@code Failed}; null while it goes on
 * @param finishedReason of a Job that failed: why
 * @param autoscaledAt when an autoscaler of it, or of the Deployment above it, last changed its
 *     size; null when none has
 * @param failureRules of a Job: what it makes of a pod that fails, by the first rule that fits
 */
public record OwnerFact(
        String kind,
        String name,
        @Nullable Integer replicas,
        @Nullable Integer replicasBefore,
        @Nullable Instant replicasChangedAt,
        @Nullable String currentRevision,
        @Nullable String restartedAt,
        boolean deleting,
        boolean gone,
        @Nullable String finished,
        @Nullable String finishedReason,
        @Nullable Instant autoscaledAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FailureRule> failureRules) {

    public OwnerFact {
        failureRules = failureRules == null ? List.of() : List.copyOf(failureRules);
    }

    /** Without what autoscalers and failure rules say, as it was before those were kept. */
    public OwnerFact(
            String kind,
            String name,
            @Nullable Integer replicas,
            @Nullable Integer replicasBefore,
            @Nullable Instant replicasChangedAt,
            @Nullable String currentRevision,
            @Nullable String restartedAt,
            boolean deleting,
            boolean gone,
            @Nullable String finished,
            @Nullable String finishedReason) {
        this(
                kind,
                name,
                replicas,
                replicasBefore,
                replicasChangedAt,
                currentRevision,
                restartedAt,
                deleting,
                gone,
                finished,
                finishedReason,
                null,
                List.of());
    }

    /**
     * One rule of a Job's {@code podFailurePolicy}: by exit codes, or by conditions of the pod.
     *
     * @param action such as {@code Ignore}: the pod does not count as a failure
     * @param container that has to end so; null for any
     * @param except whether it is by all exit codes but these
     * @param exitCodes empty for a rule by conditions
     * @param conditions any of them is enough; empty for a rule by exit codes
     */
    public record FailureRule(
            String action,
            @Nullable String container,
            boolean except,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> exitCodes,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Condition> conditions) {

        public FailureRule {
            exitCodes = exitCodes == null ? List.of() : List.copyOf(exitCodes);
            conditions = conditions == null ? List.of() : List.copyOf(conditions);
        }

        /**
         * A condition that the pod has.
         *
         * @param status {@code True}, {@code False} or {@code Unknown}
         */
        public record Condition(String type, String status) {}
    }
}
