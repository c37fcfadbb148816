package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Counted.Kind;

/**
 * What becomes of one workload.
 *
 * @param now the pods that it has
 * @param then what they are to have, all of them at their most but none of a surge
 * @param stays whether it keeps what it has, whatever that is
 */
record Change(Standing now, Grant then, boolean stays) {

    WorkloadRef workload() {
        return then.claim().workload();
    }

    /** Whether its pods have other sizes then, or the next one has. */
    boolean isOne() {
        return !stays && now.changesTo(then);
    }

    boolean isOne(Kind kind) {
        return !stays && now.changesTo(then, kind);
    }

    Renewal renewal() {
        return now.renewal();
    }
}
