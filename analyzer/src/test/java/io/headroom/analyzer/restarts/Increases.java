package io.headroom.analyzer.restarts;

import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * By how much counts rise in what the API shows, found by the plainest loop, for pods that are seen
 * from their beginning. Of facts that were overtaken nothing counts.
 */
final class Increases {
    private final Map<String, Instant> latest = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

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

    private long in(PodFact pod) {
        long sum = 0;
        for (ContainerFact container : pod.containers()) {
            int count = container.restartCount();
            Integer before = counts.put(pod.podUid() + '/' + container.name(), count);
            sum += Math.max(0, count - (before == null ? 0 : before));
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
