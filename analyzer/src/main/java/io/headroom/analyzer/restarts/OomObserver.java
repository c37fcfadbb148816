package io.headroom.analyzer.restarts;

import io.headroom.model.assessment.OomKill;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells kills for want of memory, as the upstream VPA's observer does: once each, from two sights
 * of a container or from the kubelet's event of an eviction.
 */
final class OomObserver {
    private OomObserver() {}

    /**
     * The kill that lies between two sights of a container. It is seen as the end of the current
     * instance, or, when the next one runs already, as the end of the last; a relist that shows
     * either again shows nothing new.
     *
     * @param at when it is seen
     */
    static Optional<OomKill> between(ContainerSight before, ContainerFact now, Instant at) {
        boolean restarted = now.restartCount() > before.restartCount();
        if (now.state() instanceof ContainerState.Terminated end
                && end.oomKilled()
                && (!before.ended() || restarted)) {
            return Optional.of(kill(now.name(), end, at, ContainerSight.of(now)));
        }
        if (now.state() instanceof ContainerState.Running && before.running() && restarted) {
            // what was killed had the request and the limit of the sight before
            return now.oomKilledBefore().map(end -> kill(now.name(), end, at, before));
        }
        return Optional.empty();
    }

    private static OomKill kill(
            String container, ContainerState.Terminated end, Instant seenAt, ContainerSight sight) {
        return new OomKill(
                container,
                end.finishedAt() == null ? seenAt : end.finishedAt(),
                sight.memoryRequest(),
                sight.memoryLimit());
    }

    /**
     * The containers that a kubelet names as using too much of the memory that the node was short
     * of, with what they used; none when the annotations of the event do not match up.
     */
    static List<OomKill> evicted(EventDelta event) {
        if (!event.reason().equals("Evicted") || !event.regarding().kind().equals("Pod")) {
            return List.of();
        }
        String[] containers = list(event, "offending_containers");
        String[] used = list(event, "offending_containers_usage");
        String[] starved = list(event, "starved_resource");
        if (containers.length != used.length || containers.length != starved.length) {
            return List.of();
        }
        Instant at = event.lastAt() == null ? event.observedAt() : event.lastAt();
        List<OomKill> kills = new ArrayList<>();
        for (int i = 0; i < containers.length; i++) {
            if (starved[i].equals("memory")) {
                try {
                    kills.add(new OomKill(containers[i], at, Memory.parse(used[i])));
                } catch (IllegalArgumentException e) {
                    return List.of();
                }
            }
        }
        return kills;
    }

    private static String[] list(EventDelta event, String annotation) {
        String value = event.annotations().get(annotation);
        return value == null ? new String[0] : value.split(",", -1);
    }
}
