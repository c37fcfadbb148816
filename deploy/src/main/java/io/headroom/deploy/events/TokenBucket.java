package io.headroom.deploy.events;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Lets so many pass at once, and so many a second in the long run. Not thread-safe. */
final class TokenBucket {
    private final int most;
    private final double perSecond;
    private double tokens;
    private @Nullable Instant filledAt;

    TokenBucket(int most, double perSecond) {
        this.most = most;
        this.perSecond = perSecond;
        this.tokens = most;
    }

    boolean take(Instant now) {
        Instant before = filledAt;
        if (before != null && now.isAfter(before)) {
            double seconds = Duration.between(before, now).toMillis() / 1_000.0;
            tokens = Math.min(most, tokens + seconds * perSecond);
        }
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
