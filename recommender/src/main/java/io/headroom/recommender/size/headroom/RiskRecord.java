package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.Decision;
import java.util.List;

/** How the decisions for one container have done, by its volatility: for {@link PriorFit}. */
public final class RiskRecord {
    private final int[] cpuDays = new int[Priors.RISK_CLASSES];
    private final int[] cpuStarved = new int[Priors.RISK_CLASSES];
    private final int[] memoryDays = new int[Priors.RISK_CLASSES];
    private final int[] memoryBreached = new int[Priors.RISK_CLASSES];

    private RiskRecord() {}

    /**
     * What became of each decision on the day after it.
     *
     * @param decisions one at the end of each day
     */
    public static RiskRecord of(Lessons lessons, List<Decision> decisions) {
        RiskRecord taken = new RiskRecord();
        DailyUsage usage = lessons.usage();
        for (int day = 2; day <= lessons.days(); day++) {
            Decision before = decisions.get(day - 2);
            if (Safety.tellsCpu(usage, day, before)) {
                int volatility = Safety.cpuVolatility(usage, day - 1);
                taken.cpuDays[volatility]++;
                taken.cpuStarved[volatility] += Safety.starved(usage, day, before) ? 1 : 0;
            }
            if (Safety.tellsMemory(usage, day, before)) {
                int volatility = Safety.memoryVolatility(usage, day - 1);
                taken.memoryDays[volatility]++;
                taken.memoryBreached[volatility] += Safety.breached(usage, day, before) ? 1 : 0;
            }
        }
        return taken;
    }

    int cpuDays(int volatility) {
        return cpuDays[volatility];
    }

    /** On how many of them more than 1 % of the use was above the request. */
    int cpuStarved(int volatility) {
        return cpuStarved[volatility];
    }

    int memoryDays(int volatility) {
        return memoryDays[volatility];
    }

    /** On how many of them the peak was above the request. */
    int memoryBreached(int volatility) {
        return memoryBreached[volatility];
    }
}
