package io.headroom.recommender.size.headroom;

import io.headroom.model.recommendation.Standing;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Turns what would be best from day to day into what to request: raised at once where it matters,
 * lowered slowly, and otherwise left within a narrow band around the amount that was last decided.
 * One for each resource of a container, in days' order. Not thread-safe.
 */
abstract class Gate {
    private static final double LARGEST_STEP_DOWN = 0.91;

    private final double largestStepUp;
    private double decided;
    private double requested;
    private @Nullable Instant raisedAt;

    /**
     * @param largestStepUp how far the request may rise within the band, as a factor
     */
    Gate(double largestStepUp) {
        this.largestStepUp = largestStepUp;
    }

    /**
     * What to request from now on.
     *
     * @param wanted what would be best now
     * @param steady whether the container's usage hardly varies
     */
    final double pass(double wanted, boolean steady) {
        raisedAt = null;
        if (decided <= 0) {
            decided = wanted;
            requested = wanted;
            return requested;
        }
        double moved = decide(decided, wanted, steady);
        if (moved > 0) {
            decided = moved;
            requested = moved;
        } else {
            Band band = band(steady);
            double within = Math.clamp(wanted, band.low() * decided, band.high() * decided);
            requested =
                    Math.clamp(within, LARGEST_STEP_DOWN * requested, largestStepUp * requested);
        }
        return requested;
    }

    /**
     * Raises the request between two days, where it would be raised at the end of one; lowers
     * nothing.
     *
     * @param wanted what would be best at {@code moment}
     * @return whether it was raised
     */
    final boolean raise(double wanted, boolean steady, Instant moment) {
        if (!(wanted > requested) || !raises(decided, wanted, steady)) {
            return false;
        }
        forget();
        decided = wanted;
        requested = wanted;
        raisedAt = moment;
        return true;
    }

    /** Goes on from where a gate stood. */
    void resume(Standing.Gate standing) {
        decided = standing.decided();
        requested = standing.requested();
        raisedAt = standing.raisedAt();
    }

    /** Where it stands. */
    abstract Standing.Gate standing();

    final double decided() {
        return decided;
    }

    /** What was last given; 0 before anything was. */
    final double requested() {
        return requested;
    }

    final @Nullable Instant raisedAt() {
        return raisedAt;
    }

    /** How far the request may drift from what was decided, as factors of it. */
    record Band(double low, double high) {}

    abstract Band band(boolean steady);

    /** The amount to decide on now; 0 to stay with the one before. */
    abstract double decide(double before, double wanted, boolean steady);

    /** Whether that much more is wanted that the request is raised at once. */
    abstract boolean raises(double before, double wanted, boolean steady);

    /** Forgets for how long something else was wanted. */
    abstract void forget();
}
