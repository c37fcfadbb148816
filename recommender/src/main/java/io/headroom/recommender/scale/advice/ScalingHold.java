package io.headroom.recommender.scale.advice;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why nothing is said of the scaling of a workload. The label is the word on the wire. */
public enum ScalingHold {
    /** Somebody asked to leave it as it is. */
    EXCLUDED("excluded"),
    /** Two or more autoscalers pull at it. */
    SEVERAL_AUTOSCALERS("several_autoscalers"),
    /** Nobody can go by what its autoscaler asks for. */
    UNUSABLE_SETTINGS("unusable_settings"),
    /** Its autoscaler goes by something of which no past is known. */
    OTHER_METRICS("other_metrics"),
    /** A utilization is a share of a request. */
    REQUEST_MISSING("request_missing"),
    /** Less than half a day is known up to the last midnight, or no demand. */
    TOO_LITTLE_HISTORY("too_little_history"),
    /** Others have been read for a day since it last was. */
    USAGE_OLD("usage_old");

    private final String label;

    ScalingHold(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }
}
