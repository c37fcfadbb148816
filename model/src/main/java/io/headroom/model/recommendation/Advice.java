package io.headroom.model.recommendation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to do about one container. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Advice.Resize.class, name = "resize"),
    @JsonSubTypes.Type(value = Advice.Hold.class, name = "hold")
})
public sealed interface Advice {

    /**
     * Request these amounts. A part that is not set stays as it is; a reason says why.
     *
     * @param target what to request
     * @param lowerBound a request below this is too small
     * @param upperBound a request above this is too large
     * @param uncappedTarget the target before any clamp of the cluster acted
     * @param confidence how much history stands behind it, in days and at most as many as there
     *     were samples for, as the upstream VPA counts it
     * @param samples the number of CPU samples
     * @param reasons what shaped the numbers, in the order in which it acted
     */
    record Resize(
            Resources target,
            Resources lowerBound,
            Resources upperBound,
            Resources uncappedTarget,
            double confidence,
            long samples,
            List<Reason> reasons)
            implements Advice {
        public Resize {
            reasons = List.copyOf(reasons);
        }

        /** The same with one more reason, the latest to act. */
        public Resize because(Reason.Code code, String message) {
            List<Reason> all = new ArrayList<>(reasons);
            all.add(new Reason(code, message));
            return new Resize(
                    target, lowerBound, upperBound, uncappedTarget, confidence, samples, all);
        }
    }

    /**
     * Leave it as it is for now.
     *
     * @param until when there can be an answer at the earliest; null where nothing tells
     */
    record Hold(HoldCode code, String message, @Nullable Instant until) implements Advice {}

    /** Why there is no answer yet. The label is the word on the wire and in metrics. */
    enum HoldCode {
        /** No reading of this container has arrived. */
        NO_SAMPLES("no_samples"),
        /** Fewer samples than an answer needs. */
        TOO_FEW_SAMPLES("too_few_samples"),
        /** Samples of too short a time. */
        TOO_SHORT_HISTORY("too_short_history"),
        /** Somebody asked to leave it as it is. */
        EXCLUDED("excluded");

        private final String label;

        HoldCode(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }
}
