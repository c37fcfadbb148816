package io.headroom.recommender.scale.lint;

import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.cluster.Finding.Severity;

/**
 * Something about an autoscaler that its owners should know.
 *
 * @param message one plain sentence: what is, and the way out
 */
public record ScalingFinding(Code code, Severity severity, String message) {

    ScalingFinding(Code code, String message) {
        this(code, code.severity, message);
    }

    /** What is found. The label is the word on the wire and in metric labels. */
    public enum Code {
        // settings that no controller can do anything with
        MIN_ABOVE_MAX("min-above-max", Severity.WARNING),
        NO_METRICS("no-metrics", Severity.WARNING),
        UNKNOWN_METRIC("unknown-metric", Severity.WARNING),
        INVALID_SETTINGS("invalid-settings", Severity.WARNING),
        // settings that do not do what they seem to
        MIN_EQUALS_MAX("min-equals-max", Severity.WARNING),
        TARGET_UNREACHABLE("target-unreachable", Severity.WARNING),
        REQUEST_MISSING("request-missing", Severity.WARNING),
        REQUEST_ZERO("request-zero", Severity.WARNING),
        CONTAINER_MISSING("container-missing", Severity.WARNING),
        STATEFUL_TARGET("stateful-target", Severity.INFO),
        // what the controller says of itself
        TARGET_MISSING("target-missing", Severity.WARNING),
        METRIC_FAILING("metric-failing", Severity.WARNING),
        METRIC_DEAD("metric-dead", Severity.WARNING),
        SCALING_DISABLED("scaling-disabled", Severity.INFO),
        SCALE_REFUSED("scale-refused", Severity.WARNING),
        PINNED_AT_MAX("pinned-at-max", Severity.WARNING),
        // who else sets the replicas, or the requests that they are held against
        TWO_AUTOSCALERS("two-autoscalers", Severity.WARNING),
        KEDA_AND_AUTOSCALER("keda-and-autoscaler", Severity.WARNING),
        REPLICAS_SET_ELSEWHERE("replicas-set-elsewhere", Severity.WARNING),
        VERTICAL_AUTOSCALER("vertical-autoscaler", Severity.WARNING),
        // what the cluster can hold
        MAX_ABOVE_QUOTA("max-above-quota", Severity.WARNING),
        MAX_ABOVE_NODES("max-above-nodes", Severity.INFO),
        NO_ROOM_FOR_NODE_LOSS("no-room-for-node-loss", Severity.INFO),
        NO_ROOM_FOR_ZONE_LOSS("no-room-for-zone-loss", Severity.INFO),
        // what the past shows
        USAGE_UNKNOWN("usage-unknown", Severity.INFO),
        USAGE_OLD("usage-old", Severity.WARNING),
        FLAPPING("flapping", Severity.WARNING),
        OFTEN_AT_MAX("often-at-max", Severity.WARNING),
        MIN_TOO_HIGH_AT_NIGHT("min-too-high-at-night", Severity.INFO),
        UNEVEN_LOAD("uneven-load", Severity.WARNING);

        private final String label;
        private final Severity severity;

        Code(String label, Severity severity) {
            this.label = label;
            this.severity = severity;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }
}
