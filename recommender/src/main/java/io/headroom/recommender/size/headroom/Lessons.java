package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;

/**
 * What one container's whole past tells of how the rules do, for {@link PriorFit}. It depends on
 * neither priors nor prices.
 */
public final class Lessons {
    /** Before that the views of the past are not what they will be. */
    private static final int FIRST_CPU_DAY = 8;

    private static final int FIRST_MEMORY_DAY = 3;

    private int cpuDays;
    private double use;
    private final double[] waste = new double[CpuRules.RULES];
    private final double[] unserved = new double[CpuRules.RULES];
    private final int[] memoryDays = new int[MemoryRules.CLASSES + 1];
    private final int[][][] breached =
            new int[MemoryRules.CLASSES + 1][MemoryRules.BASES][MemoryRules.MARGINS.length];

    private Lessons() {}

    /** Of whole days, counted from the first window on. */
    public static Lessons of(UsageHistory usage) {
        Lessons lessons = new Lessons();
        if (usage.size() > 0) {
            lessons.take(wholeDays(usage));
        }
        return lessons;
    }

    private static UsageHistory wholeDays(UsageHistory usage) {
        Duration day = Duration.ofDays(1);
        long days = Duration.between(usage.end(0), usage.end(usage.size() - 1)).dividedBy(day);
        return usage.until(usage.end(0).plus(day.multipliedBy(days)));
    }

    private void take(UsageHistory usage) {
        Rules rules = new Rules(usage, Tuned.shipped(Risk.SAFE), Priors.shipped());
        for (int day = 1; day <= rules.days(); day++) {
            rules.see(day);
            rules.learn(day);
            rules.wish(day);
            CpuRules.Lesson ofCpu = rules.cpu().lesson();
            if (ofCpu != null && day >= FIRST_CPU_DAY) {
                take(ofCpu);
            }
            MemoryRules.Lesson ofMemory = rules.memory().lesson();
            if (ofMemory != null && day >= FIRST_MEMORY_DAY) {
                take(ofMemory);
            }
        }
    }

    private void take(CpuRules.Lesson day) {
        cpuDays++;
        use += day.use();
        for (int rule = 0; rule < CpuRules.RULES; rule++) {
            waste[rule] += day.waste()[rule];
            unserved[rule] += day.unserved()[rule];
        }
    }

    private void take(MemoryRules.Lesson day) {
        memoryDays[day.volatility()]++;
        for (int base = 0; base < MemoryRules.BASES; base++) {
            for (int margin = 0; margin < MemoryRules.MARGINS.length; margin++) {
                breached[day.volatility()][base][margin] += day.breached()[base][margin] ? 1 : 0;
            }
        }
    }

    /** On how many days rules of CPU were judged. */
    int cpuDays() {
        return cpuDays;
    }

    /** In core-hours, over those days. */
    double use() {
        return use;
    }

    /** CPU requested and not used, per CPU used. */
    double waste(int rule) {
        return waste[rule] / use;
    }

    /** CPU wanted beyond the request, per CPU used. */
    double unserved(int rule) {
        return unserved[rule] / use;
    }

    /** On how many days rules of memory were judged while the container was in this class. */
    int memoryDays(int volatility) {
        return memoryDays[volatility];
    }

    /** On how many of those the peak was higher. */
    int breached(int volatility, int base, int margin) {
        return breached[volatility][base][margin];
    }
}
