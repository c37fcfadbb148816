package io.headroom.recommender.replay;

/**
 * Sums over container-days of one strategy's CPU requests.
 *
 * @param usedCoreHours what was wanted
 * @param wasteCoreHours what was requested above that
 * @param unservedCoreHours what was wanted above the request
 * @param overDays days with any sample above the request
 * @param days container-days
 * @param overSamples samples above the request
 * @param samples all of them
 * @param changes of the request
 */
public record CpuTotals(
        double usedCoreHours,
        double wasteCoreHours,
        double unservedCoreHours,
        int overDays,
        int days,
        int overSamples,
        int samples,
        Changes changes) {
    static final CpuTotals NONE = new CpuTotals(0, 0, 0, 0, 0, 0, 0, Changes.NONE);

    /**
     * Holds requests against usage.
     *
     * @param requests in cores, by window
     */
    static CpuTotals of(ScoredUsage usage, double[] requests) {
        double used = 0;
        double waste = 0;
        double unserved = 0;
        int overSamples = 0;
        int overDays = 0;
        int lastOver = -1;
        for (int i = 0; i < usage.size(); i++) {
            double left = requests[usage.window(i)] - usage.amount(i);
            used += usage.hours(i) * usage.amount(i);
            if (left >= 0) {
                waste += usage.hours(i) * left;
                continue;
            }
            unserved -= usage.hours(i) * left;
            overSamples++;
            if (usage.day(i) != lastOver) {
                lastOver = usage.day(i);
                overDays++;
            }
        }
        return new CpuTotals(
                used,
                waste,
                unserved,
                overDays,
                usage.days(),
                overSamples,
                usage.size(),
                Changes.of(usage.inForce(requests)));
    }

    CpuTotals plus(CpuTotals other) {
        return new CpuTotals(
                usedCoreHours + other.usedCoreHours,
                wasteCoreHours + other.wasteCoreHours,
                unservedCoreHours + other.unservedCoreHours,
                overDays + other.overDays,
                days + other.days,
                overSamples + other.overSamples,
                samples + other.samples,
                changes.plus(other.changes));
    }

    /** Waste for each core-hour used. */
    public double wasteRatio() {
        return Ratio.of(wasteCoreHours, usedCoreHours);
    }

    public double unservedRatio() {
        return Ratio.of(unservedCoreHours, usedCoreHours);
    }
}
