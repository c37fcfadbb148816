package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of what ended.
 *
 * @param at when that was; null while it is open
 * @param recovery from the end to being Ready again; null unless healed
 */
public record Outcome(State state, @Nullable Instant at, @Nullable Duration recovery) {
    public static final Outcome OPEN = new Outcome(State.OPEN, null, null);

    public static Outcome healed(Instant endedAt, Instant readyAt) {
        Duration recovery = Duration.between(endedAt, readyAt);
        return new Outcome(State.HEALED, readyAt, recovery.isNegative() ? Duration.ZERO : recovery);
    }

    public boolean open() {
        return state == State.OPEN;
    }

    /** The label is the word on the wire. */
    public enum State {
        /** Not Ready again yet. */
        OPEN("open"),
        /** Ready again: the container's pod, or the pod that replaced it. */
        HEALED("healed"),
        /**
         * It ended again before it was Ready, or was not Ready for a long time; then it may be
         * healed after all.
         */
        UNHEALED("unhealed"),
        /** The pod ended before it was Ready again. */
        SUPERSEDED("superseded"),
        /** Nothing was to come after it. */
        NOTHING_TO_HEAL("nothing_to_heal");

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
