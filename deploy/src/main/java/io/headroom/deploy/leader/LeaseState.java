package io.headroom.deploy.leader;

import org.jspecify.annotations.Nullable;

/**
 * What a Lease says.
 *
 * @param holder empty when its last holder gave it up
 * @param renewTime as written, only ever compared with itself: the clocks of two machines differ
 * @param version changes with every write, so that a write based on an old one is refused
 */
record LeaseState(String holder, String renewTime, int transitions, @Nullable String version) {

    /** The same holder's same sign of life. */
    boolean sameSignOfLife(LeaseState other) {
        return holder.equals(other.holder) && renewTime.equals(other.renewTime);
    }
}
