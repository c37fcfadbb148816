package io.headroom.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** What part a container plays in its pod. */
public enum ContainerType {
    /** Listed under {@code containers}. */
    APP("app"),
    /** An init container with {@code restartPolicy: Always}: it runs beside the others. */
    SIDECAR("sidecar"),
    /** An init container that ends before the others start. */
    INIT("init"),
    /** Added to a running pod for debugging. */
    EPHEMERAL("ephemeral");

    private final String label;

    ContainerType(String label) {
        this.label = label;
    }

    /** The word on the wire and in metric labels. */
    @JsonValue
    public String label() {
        return label;
    }

    /** Whether the container runs as long as its pod does, and so can be sized by its usage. */
    public boolean longRunning() {
        return this == APP || this == SIDECAR;
    }
}
