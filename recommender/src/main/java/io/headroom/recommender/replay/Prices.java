package io.headroom.recommender.replay;

import java.util.List;

/**
 * What waste and harm cost, in core-hours.
 *
 * @param unservedCoreHour λ: of CPU that was wanted and not requested, one or several to compare;
 *     the first one judges
 * @param memoryGibibyteHour κ: of memory that was requested and not used
 * @param oomKill Ω: of a container that ran out of memory
 * @param change χ: of a request that moves by more than 10 %
 */
public record Prices(
        List<Double> unservedCoreHour, double memoryGibibyteHour, double oomKill, double change) {
    public static final Prices DEFAULT = new Prices(List.of(20.0), 0.13, 5, 0.05);

    public Prices {
        unservedCoreHour = List.copyOf(unservedCoreHour);
        if (unservedCoreHour.isEmpty() || !unservedCoreHour.stream().allMatch(Prices::isPrice)) {
            throw new IllegalArgumentException(
                    "the price of an unserved core-hour must be at least 1, that of a wasted one: "
                            + unservedCoreHour);
        }
    }

    private static boolean isPrice(double price) {
        return price >= 1 && price < Double.POSITIVE_INFINITY;
    }

    public Prices withUnservedCoreHour(List<Double> prices) {
        return new Prices(prices, memoryGibibyteHour, oomKill, change);
    }

    double cpu(CpuTotals totals, double unservedPrice) {
        return totals.wasteCoreHours()
                + unservedPrice * totals.unservedCoreHours()
                + change * totals.changes().raw();
    }

    double memory(MemoryTotals totals) {
        return memoryGibibyteHour * totals.wasteGibibyteHours()
                + oomKill * totals.oomKills()
                + change * totals.changes().raw();
    }
}
