package io.headroom.recommender.fit;

import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.WorkloadRef;

/** One step of a change to a namespace: one workload, changed while all others stay. */
public record Step(WorkloadRef workload, How how) {

    /** How new sizes reach running pods. The label is the word in answers. */
    public enum How {
        /** New pods come before the old ones go: they need room for the surge. */
        ROLLOUT("rollout"),
        /** {@code pods/resize}: the pods stay, and only what they gain needs room. */
        IN_PLACE("in_place"),
        /**
         * Likewise, but at first only what they are to have less of: another waits for that, and
         * has what it waits for. The rest is another step.
         */
        GIVES_BACK("gives_back"),
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
    }
}
