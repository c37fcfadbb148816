package io.headroom.recommender.fit;

import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.WorkloadRef;
import org.jspecify.annotations.Nullable;

/**
 * One step of a change to a namespace: one workload, changed while all others stay.
 *
 * @param resource what alone is resized in place by it, {@code cpu} or {@code memory}; null where
 *     all changes at once
 */
public record Step(WorkloadRef workload, How how, @Nullable String resource) {

    /** One that changes all of it. */
    public Step(WorkloadRef workload, How how) {
        this(workload, how, null);
    }

    /** How new sizes reach running pods. The label is the word in answers. */
    public enum How {
        /** New pods come before the old ones go: they need room for the surge. */
        ROLLOUT("rollout"),
        /**
         * A rollout with room for a part of its surge, or for none: new pods are refused, and asked
         * for again until old ones have gone that may be unavailable.
         */
        SLOW_ROLLOUT("slow_rollout"),
        /**
         * {@code pods/resize}: the pods stay, and only what they gain needs room. The template
         * stays too, and with it what the next pod has.
         */
        IN_PLACE("in_place"),
        /** Its next pods have them when it runs again: those of now end by themselves. */
        NEXT_RUN("next_run");

        private final String label;

        How(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }

        /** Whether it is made by changing the template of a controller that replaces its pods. */
        boolean isRollout() {
            return this == ROLLOUT || this == SLOW_ROLLOUT;
        }
    }
}
