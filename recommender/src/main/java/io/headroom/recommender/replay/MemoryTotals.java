package io.headroom.recommender.replay;

import java.util.Arrays;

/**
 * Sums over container-days of one strategy's memory requests, each taken as the limit too.
 *
 * @param usedGibibyteHours what was used
 * @param wasteGibibyteHours what was requested above that
 * @param breachDays days with any sample above the request
 * @param days container-days
 * @param oomKills how often the container would have been killed; see {@link OomReplay}
 * @param seriousDays days with three kills or more
 * @param changes of the request
 */
public record MemoryTotals(
        double usedGibibyteHours,
        double wasteGibibyteHours,
        int breachDays,
        int days,
        int oomKills,
        int seriousDays,
        Changes changes) {
    static final MemoryTotals NONE = new MemoryTotals(0, 0, 0, 0, 0, 0, Changes.NONE);
    static final double GIBIBYTE = 1L << 30;
    private static final int SERIOUS = 3;

    /**
     * Holds requests against usage.
     *
     * @param requests in bytes, by window
     */
    static MemoryTotals of(ScoredUsage usage, double[] requests) {
        double used = 0;
        double waste = 0;
        int breachDays = 0;
        int lastBreach = -1;
        for (int i = 0; i < usage.size(); i++) {
            double left = requests[usage.window(i)] - usage.amount(i);
            used += usage.hours(i) * usage.amount(i);
            if (left >= 0) {
                waste += usage.hours(i) * left;
            } else if (usage.day(i) != lastBreach) {
                lastBreach = usage.day(i);
                breachDays++;
            }
        }
        int[] killsOfDay = new int[usage.days()];
        for (int from = 0; from < usage.size(); from = usage.windowEnd(from)) {
            for (int at :
                    OomReplay.kills(
                            usage, from, usage.windowEnd(from), requests[usage.window(from)])) {
                killsOfDay[usage.day(at)]++;
            }
        }
        return new MemoryTotals(
                used / GIBIBYTE,
                waste / GIBIBYTE,
                breachDays,
                usage.days(),
                Arrays.stream(killsOfDay).sum(),
                (int) Arrays.stream(killsOfDay).filter(kills -> kills >= SERIOUS).count(),
                Changes.of(usage.inForce(requests)));
    }

    MemoryTotals plus(MemoryTotals other) {
        return new MemoryTotals(
                usedGibibyteHours + other.usedGibibyteHours,
                wasteGibibyteHours + other.wasteGibibyteHours,
                breachDays + other.breachDays,
                days + other.days,
                oomKills + other.oomKills,
                seriousDays + other.seriousDays,
                changes.plus(other.changes));
    }

    /** Waste for each byte-hour used. */
    public double wasteRatio() {
        return Ratio.of(wasteGibibyteHours, usedGibibyteHours);
    }

    public double breachDayRatio() {
        return Ratio.of(breachDays, days);
    }
}
