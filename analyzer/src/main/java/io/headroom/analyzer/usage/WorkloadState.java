package io.headroom.analyzer.usage;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is kept of a workload beside its pods, profiles and rings. Not thread-safe. */
final class WorkloadState {
    private static final int LAYOUT = 1;

    private final long firstReadingMillis;
    private long firstWindow;
    private long watermarkMillis;
    private long boundaryMillis;
    private final SortedMap<String, KnownContainer> containers = new TreeMap<>();

    /**
     * A container that a reading has named.
     *
     * @param requests in force at the latest reading
     * @param limits likewise
     * @param lastSeenMillis when that was
     */
    record KnownContainer(
            String name,
            ContainerType type,
            Resources requests,
            Resources limits,
            long lastSeenMillis) {}

    /** A workload of which the first reading is at {@code eventMillis}. */
    WorkloadState(long eventMillis, long firstWindow) {
        this.firstReadingMillis = eventMillis;
        this.firstWindow = firstWindow;
        this.watermarkMillis = eventMillis;
        this.boundaryMillis = eventMillis;
    }

    long firstReadingMillis() {
        return firstReadingMillis;
    }

    /** The first window with a sample. */
    long firstWindow() {
        return firstWindow;
    }

    void firstWindow(long window) {
        firstWindow = window;
    }

    /**
     * The latest time of any reading. What is stored may lag behind: the pods' own times go with
     * it.
     */
    long watermarkMillis() {
        return watermarkMillis;
    }

    void advanceTo(long eventMillis) {
        watermarkMillis = Math.max(watermarkMillis, eventMillis);
    }

    /** The next time up to which an assessment is published. */
    long boundaryMillis() {
        return boundaryMillis;
    }

    void boundary(long millis) {
        boundaryMillis = millis;
    }

    /** By name. */
    SortedMap<String, KnownContainer> containers() {
        return containers;
    }

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(firstReadingMillis)
                .number(firstWindow)
                .number(watermarkMillis)
                .number(boundaryMillis)
                .number(containers.size());
        for (KnownContainer container : containers.values()) {
            to.text(container.name)
                    .type(container.type)
                    .resources(container.requests)
                    .resources(container.limits)
                    .number(container.lastSeenMillis);
        }
        return to.toBytes();
    }

    static WorkloadState of(byte[] stored) {
        StateReader from = new StateReader(stored, LAYOUT);
        WorkloadState state = new WorkloadState(from.number(), from.number());
        state.watermarkMillis = from.number();
        state.boundaryMillis = from.number();
        int count = from.count();
        for (int i = 0; i < count; i++) {
            KnownContainer container =
                    new KnownContainer(
                            from.text(),
                            from.type(),
                            from.resources(),
                            from.resources(),
                            from.number());
            state.containers.put(container.name, container);
        }
        return state;
    }
}
