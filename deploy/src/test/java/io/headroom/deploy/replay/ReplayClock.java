package io.headroom.deploy.replay;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands where the replay is. */
public final class ReplayClock implements InstantSource {
    private volatile Instant now;

    public ReplayClock(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void set(Instant instant) {
        now = instant;
    }
}
