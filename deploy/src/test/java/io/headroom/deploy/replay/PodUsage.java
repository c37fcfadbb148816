package io.headroom.deploy.replay;

import java.time.Instant;
import java.util.List;

/** What a kubelet knows of one pod's usage. */
public record PodUsage(
        String namespace, String name, String uid, Instant startedAt, List<Container> containers) {

    public PodUsage {
        containers = List.copyOf(containers);
    }

    /**
     * One container.
     *
     * @param at when the kubelet read these
     * @param coreNanos CPU time since {@code startedAt}
     */
    public record Container(
            String name, Instant startedAt, Instant at, long coreNanos, long workingSetBytes) {}
}
