package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often something of a workload went away and came back, or failed and stayed, without anything
 * that ended: since it was first seen.
 *
 * @param container null for what concerns all of them
 */
public record Flaps(@Nullable String container, Kind kind, long count, Instant lastAt) {

    /** The label is the word on the wire. */
    public enum Kind {
        /** A container went on running and was no longer Ready. */
        READINESS("readiness"),
        /** The same for a moment, because its node's kubelet was restarted. */
        KUBELET_RESTART("kubelet_restart"),
        /** A probe failed. */
        LIVENESS_PROBE("liveness_probe"),
        READINESS_PROBE("readiness_probe"),
        STARTUP_PROBE("startup_probe"),
        /** An autoscaler went back on what it had done within half an hour. */
        AUTOSCALER("autoscaler"),
        /** A process was killed for want of memory, and its container went on. */
        PROCESS_OOM("process_oom");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }
}
