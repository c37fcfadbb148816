package io.headroom.recommender.scale.backtest;

import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FinerDemand;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Instant;

/** What of a demand a search is shown. It is scored on all of it, whatever was seen. */
public enum Sight {
    /** Each window that was measured. */
    MEASURED {
        @Override
        Demand past(Demand demand, Instant origin, ReplayedPod pod) {
            return demand.until(origin);
        }
    },
    /**
     * What the product has: means of five minutes in the steps of a ring, and what it makes of
     * them. A pod serves a core.
     */
    RINGS {
        @Override
        Demand past(Demand demand, Instant origin, ReplayedPod pod) {
            Demand means =
                    demand.averagedTo(Math.toIntExact(Windows.LENGTH.toSeconds())).until(origin);
            Demand.Builder kept = Demand.withStep(Windows.LENGTH);
            for (int i = 0; i < means.size(); i++) {
                byte step = ByteScale.CPU_CORES.encode(means.amount(i) / pod.capacity());
                kept.add(means.end(i), pod.capacity() * ByteScale.CPU_CORES.decode(step));
            }
            return FinerDemand.of(kept.build());
        }
    };

    /** What is known at that moment. */
    abstract Demand past(Demand demand, Instant origin, ReplayedPod pod);
}
