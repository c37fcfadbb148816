package io.headroom.deploy.leader;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One candidate's view of one Lease: when to take it, and when to stop trusting that it is held.
 * Time is this process's own monotonic clock, in nanoseconds. Not thread-safe.
 *
 * <p>As in client-go, nobody compares clocks: a candidate takes a Lease over once it has itself
 * seen no sign of life for a whole lease duration; the holder gives up earlier, at the renew
 * deadline.
 */
final class Election {
    private final String identity;
    private final Duration leaseDuration;
    private final Duration renewDeadline;
    private @Nullable LeaseState observed;
    private long observedNanos;
    private boolean leading;
    private long renewedNanos;

    Election(String identity, Duration leaseDuration, Duration renewDeadline) {
        this.identity = identity;
        this.leaseDuration = leaseDuration;
        this.renewDeadline = renewDeadline;
    }

    /** What to write after this was read, empty when the Lease is somebody else's. */
    Optional<LeaseState> toWrite(Optional<LeaseState> read, long nowNanos) {
        if (read.isEmpty()) {
            return Optional.of(new LeaseState(identity, "", 0, null));
        }
        LeaseState state = read.get();
        if (observed == null || !observed.sameSignOfLife(state)) {
            observed = state;
            observedNanos = nowNanos;
        }
        if (state.holder().equals(identity)) {
            return Optional.of(state);
        }
        leading = false;
        boolean free = state.holder().isEmpty();
        boolean abandoned = nowNanos - observedNanos >= leaseDuration.toNanos();
        return free || abandoned
                ? Optional.of(
                        new LeaseState(
                                identity,
                                state.renewTime(),
                                state.transitions() + 1,
                                state.version()))
                : Optional.empty();
    }

    /** The write went through, having been begun at this time. */
    void written(LeaseState state, long begunNanos) {
        observed = state;
        observedNanos = begunNanos;
        renewedNanos = begunNanos;
        leading = true;
    }

    /** Whether this process may act as the leader at this time. */
    boolean leads(long nowNanos) {
        return leading && nowNanos - renewedNanos < renewDeadline.toNanos();
    }

    /** What to write to let the next one in at once; empty when the Lease is not ours. */
    Optional<LeaseState> toRelease(long nowNanos) {
        return leads(nowNanos) && observed != null
                ? Optional.of(
                        new LeaseState(
                                "",
                                observed.renewTime(),
                                observed.transitions(),
                                observed.version()))
                : Optional.empty();
    }
}
