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
    private static final double UP = 1.05;
    private static final double DOWN = 0.8;
    private static final int DOWN_DAYS = 4;

    private int lowerDays;
    private double lowerLargest;

    MemoryGate() {
        super(Double.POSITIVE_INFINITY);
    }

    @Override
    void resume(Standing.Gate standing) {
        super.resume(standing);
        lowerDays = standing.lowerDays();
        lowerLargest = standing.lowerLargest();
    }

    @Override
    Standing.Gate standing() {
        return new Standing.Gate(decided(), requested(), 0, lowerDays, lowerLargest, 0);
    }

    @Override
    Band band(boolean steady) {
        return steady ? STEADY : VOLATILE;
    }

    @Override
    double decide(double before, double wanted, boolean steady) {
        double decided = 0;
        if (raisesAtOnce(before, wanted, steady)) {
            decided = wanted;
        } else if (wanted < (steady ? STEADY_DOWN : DOWN) * before) {
            lowerDays++;
            lowerLargest = Math.max(lowerLargest, wanted);
            if (lowerDays < (steady ? STEADY_DOWN_DAYS : DOWN_DAYS)) {
                return 0;
            }
            decided = lowerLargest;
        }
        forget();
        return decided;
    }

    @Override
    boolean raisesAtOnce(double before, double wanted, boolean steady) {
        return wanted > (steady ? STEADY_UP : UP) * before;
    }

    @Override
    void forget() {
        lowerDays = 0;
        lowerLargest = 0;
    }
}
