package io.headroom.model.recommendation;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Something that somebody asked for, and that a recommendation keeps to.
 *
 * @param key the word after {@code headroom.io/} of the annotation, such as {@code cpu-min}
 * @param value as it was written
 * @param from who asked for it: of several the nearest to the workload counts
 */
public record PolicyValue(String key, String value, Origin from) {

    /** Who asked for it. The label is the word on the wire. */
    public enum Origin {
        /** An annotation of the workload. */
        WORKLOAD("workload"),
        /** An annotation of its namespace. */
        NAMESPACE("namespace"),
        /** The settings of the installation. */
        SETTINGS("settings");

        private final String label;

        Origin(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }
}
