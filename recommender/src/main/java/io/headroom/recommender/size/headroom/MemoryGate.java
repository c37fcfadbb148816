package io.headroom.recommender.size.headroom;

import io.headroom.model.recommendation.Standing;

/**
 * The gate of memory: raised at once by more than a little, lowered when the wish to has lasted.
 */
final class MemoryGate extends Gate {
    private static final Band STEADY = new Band(0.92, 1.09);
    private static final Band VOLATILE = new Band(1, 1);
    private static final double STEADY_UP = 1.15;
    private static final double STEADY_DOWN = 0.87;
    private static final int STEADY_DOWN_DAYS = 2;

    private final Tuned.MemoryPace pace;
    private int lowerDays;
    private double lowerLargest;

    MemoryGate(Tuned.MemoryPace pace) {
        super(Double.POSITIVE_INFINITY);
        this.pace = pace;
    }

    @Override
    void resume(Standing.Gate standing) {
        super.resume(standing);
        lowerDays = standing.lowerDays();
        lowerLargest = standing.lowerLargest();
    }

    @Override
    Standing.Gate standing() {
        return new Standing.Gate(decided(), requested(), 0, lowerDays, lowerLargest, 0, raisedAt());
    }

    @Override
    Band band(boolean steady) {
        return steady ? STEADY : VOLATILE;
    }

    @Override
    double decide(double before, double wanted, boolean steady) {
        double decided = 0;
        if (raises(before, wanted, steady)) {
            decided = wanted;
        } else if (wanted < (steady ? STEADY_DOWN : pace.down()) * before) {
            lowerDays++;
            lowerLargest = Math.max(lowerLargest, wanted);
            if (lowerDays < (steady ? STEADY_DOWN_DAYS : pace.downDays())) {
                return 0;
            }
            decided = lowerLargest;
        }
        forget();
        return decided;
    }

    @Override
    boolean raises(double before, double wanted, boolean steady) {
        return wanted > (steady ? STEADY_UP : pace.up()) * before;
    }

    @Override
    void forget() {
        lowerDays = 0;
        lowerLargest = 0;
    }
}
