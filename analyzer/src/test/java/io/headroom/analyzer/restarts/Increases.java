package io.headroom.analyzer.restarts;

import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By how much counts rise in what the API shows of one workload, found by the plainest loop. What a
 * list shows first of a pod counts when the pod was made after the workload was first seen, and is
 * given when it was there before. Of facts that were overtaken nothing counts.
 */
final class Increases {
    private final Map<String, Instant> latest = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Set<String> sighted = new HashSet<>();
    private final Set<String> endedBefore = new HashSet<>();

    private @Nullable Instant since;

    long in(LifecycleFact fact) {
        return switch (fact) {
            case PodFact pod -> overtaken(pod.podUid(), pod.observedAt()) ? 0 : in(pod);
            case PodGone gone -> {
                // of a pod that was never seen nothing is kept
                if (latest.containsKey(gone.podUid())) {
                    overtaken(gone.podUid(), gone.observedAt());
                }
                yield 0;
            }
            default -> 0;
        };
    }

    /** The pods that had ended before anybody looked. */
    Set<String> endedBefore() {
        return endedBefore;
    }

    private long in(PodFact pod) {
        if (since == null) {
            since = pod.observedAt();
        }
        boolean given = pod.snapshot() && !pod.createdAt().isAfter(since);
        if (!sighted.add(pod.podUid())) {
            given = false;
        } else if (given && (pod.phase().equals("Failed") || pod.phase().equals("Succeeded"))) {
            endedBefore.add(pod.podUid());
        }
        long sum = 0;
        for (ContainerFact container : pod.containers()) {
            int count = container.restartCount();
            Integer before = counts.put(pod.podUid() + '/' + container.name(), count);
            int from = before != null ? before : given ? count : 0;
            sum += Math.max(0, count - from);
        }
        return sum;
    }

    private boolean overtaken(String podUid, Instant at) {
        Instant before = latest.get(podUid);
        if (before != null && at.isBefore(before)) {
            return true;
        }
        latest.put(podUid, at);
        return false;
    }
}
