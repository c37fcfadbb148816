package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonValue;

/** How sure a class is, least first. The label is the word on the wire and in metrics. */
public enum Confidence {
    /** It fits what was seen, and so may others. */
    UNKNOWN("unknown"),
    /** What was seen usually means this. */
    LIKELY("likely"),
    /** Whoever did it said so. */
    CONFIRMED("confirmed");

    private final String label;

    Confidence(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }
}
