package io.headroom.recommender.size.headroom;

import io.headroom.model.recommendation.Standing;

/**
 * The gate of CPU. A volatile container is raised when that is worth it in cores or many times
 * over, lowered at once only by half a core and more, and otherwise when the wish to lower it has
 * lasted: the longer the smaller the saving. A steady one follows in both directions within days.
 */
final class CpuGate extends Gate {
    private static final Band STEADY = new Band(0.92, 1.09);
    private static final Band VOLATILE = new Band(1, 1.09);

    private static final double STEADY_UP = 1.25;
    private static final double STEADY_SLOW_UP = 1.15;
    private static final int STEADY_SLOW_UP_DAYS = 3;
    private static final double STEADY_DOWN = 0.8;
    private static final int STEADY_DOWN_DAYS = 2;

    private static final double UP = 1.15;
    private static final double FAR_UP = 1.6;
    private static final double DOWN = 0.9;
    private static final double SLOW_DOWN = 0.7;

    private static final int SLOW_DOWN_DAYS = 2;

    private final Tuned.CpuPace pace;
    private double lowerSum;
    private int lowerDays;
    private double lowerLargest;
    private int higherDays;

    CpuGate(Tuned.CpuPace pace) {
        super(1.09);
        this.pace = pace;
    }

    @Override
    void resume(Standing.Gate standing) {
        super.resume(standing);
        lowerSum = standing.lowerSum();
        lowerDays = standing.lowerDays();
        lowerLargest = standing.lowerLargest();
        higherDays = standing.higherDays();
    }

    @Override
    Standing.Gate standing() {
        return new Standing.Gate(
                decided(),
                requested(),
                lowerSum,
                lowerDays,
                lowerLargest,
                higherDays,
                raisedAt());
    }

    @Override
    Band band(boolean steady) {
        return steady ? STEADY : VOLATILE;
    }

    @Override
    double decide(double before, double wanted, boolean steady) {
        if (steady ? isSteadyUp(before, wanted) : moves(before, wanted)) {
            forget();
            return wanted;
        }
        if (wanted >= (steady ? STEADY_DOWN : SLOW_DOWN) * before) {
            lowerSum = 0;
            lowerDays = 0;
            lowerLargest = 0;
            return 0;
        }
        lowerSum += Math.log(before / wanted);
        lowerDays++;
        lowerLargest = Math.max(lowerLargest, wanted);
        boolean lasted =
                steady
                        ? lowerDays >= STEADY_DOWN_DAYS
                        : lowerSum >= pace.slowDownSum() && lowerDays >= SLOW_DOWN_DAYS;
        if (!lasted) {
            return 0;
        }
        double lowered = lowerLargest;
        forget();
        return lowered;
    }

    private boolean isSteadyUp(double before, double wanted) {
        higherDays = wanted > STEADY_SLOW_UP * before ? higherDays + 1 : 0;
        return wanted > STEADY_UP * before || higherDays >= STEADY_SLOW_UP_DAYS;
    }

    private boolean moves(double before, double wanted) {
        boolean down = wanted < DOWN * before && before - wanted > pace.downCores();
        return down || isFarUp(before, wanted);
    }

    private boolean isFarUp(double before, double wanted) {
        return wanted > UP * before
                && (wanted - before > pace.upCores() || wanted > FAR_UP * before);
    }

    @Override
    boolean raises(double before, double wanted, boolean steady) {
        return steady ? wanted > STEADY_UP * before : isFarUp(before, wanted);
    }

    @Override
    void forget() {
        lowerSum = 0;
        lowerDays = 0;
        lowerLargest = 0;
        higherDays = 0;
    }
}
