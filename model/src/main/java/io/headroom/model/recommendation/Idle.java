package io.headroom.model.recommendation;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A workload that does next to nothing. Only its CPU is seen: whether anybody needs it is not.
 *
 * @param state how long that has been so
 * @param days for how long its CPU was seen to be idle
 * @param cpuPeakMillicores the most that any of its containers used in that time
 * @param sentence the same in words, with what scaling it to zero would free
 */
public record Idle(State state, double days, long cpuPeakMillicores, String sentence) {

    /** The label is the word on the wire. */
    public enum State {
        /** For some days. */
        IDLE("idle"),
        /** For as long as is known, and nobody has changed it in that time. */
        ABANDONED("abandoned");

        private final String label;

        State(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }
}
