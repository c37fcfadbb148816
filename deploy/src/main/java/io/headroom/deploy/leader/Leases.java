package io.headroom.deploy.leader;

import java.io.IOException;
import java.util.Optional;

/** Where one Lease is kept. */
interface Leases {
    /** The Lease as it is, empty when there is none yet. */
    Optional<LeaseState> read() throws IOException;

    /**
     * Creates the Lease where there was none, or replaces the very one that {@code state} names by
     * its version, with the time of now as its sign of life.
     *
     * @return what is there now
     * @throws IOException when somebody else was quicker, or the API server cannot be reached
     */
    LeaseState write(LeaseState state) throws IOException;
}
