package io.headroom.collector.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was last read of the containers of each pod, for as long as the pod is read. Not
 * thread-safe.
 *
 * @param <T> what is kept of a container
 */
final class ReadPods<T> {
    /** A pod that is not read for so long is gone. */
    private static final Duration UNREAD = Duration.ofHours(1);

    /** By UID, those that were not read for the longest time first. */
    private final Map<String, Pod<T>> pods = new LinkedHashMap<>();

    private record Pod<T>(Instant readAt, Map<String, T> containers) {}

    /** By container name; empty for a pod of which nothing is known. */
    Map<String, T> of(String podUid) {
        Pod<T> pod = pods.get(podUid);
        return pod == null ? Map.of() : pod.containers();
    }

    /** Keeps this in place of what was known of a pod; of an empty one nothing is kept. */
    void put(String podUid, Instant readAt, Map<String, T> containers) {
        pods.remove(podUid);
        if (!containers.isEmpty()) {
            pods.put(podUid, new Pod<>(readAt, containers));
        }
        Iterator<Pod<T>> oldest = pods.values().iterator();
        while (oldest.hasNext() && oldest.next().readAt().isBefore(readAt.minus(UNREAD))) {
            oldest.remove();
        }
    }
}
