package io.headroom.recommender.size.headroom;

/** How the rules have done on one container, for {@link PriorFit}; whatever priors and prices. */
public final class RuleRecord {
    /** Before that the views of the past are not what they will be. */
    private static final int FIRST_CPU_DAY = 8;

    private static final int FIRST_MEMORY_DAY = 3;
    private static final double HALF = 0.5;
    static final int CLASSES = 4;

    private int cpuDays;
    private double use;
    private final double[] waste = new double[CpuOutlook.RULES];
    private final double[] unserved = new double[CpuOutlook.RULES];
    private final int[] memoryDays = new int[CLASSES + 1];
    private final int[][] breached = new int[CLASSES + 1][MemoryOutlook.RULES];

    private RuleRecord() {}

    public static RuleRecord of(Lessons lessons) {
        RuleRecord taken = new RuleRecord();
        for (int day = FIRST_CPU_DAY; day <= lessons.days(); day++) {
            CpuOutlook.Lesson lesson = lessons.cpu(day).lesson();
            if (lesson != null) {
                taken.take(lesson);
            }
        }
        for (int day = FIRST_MEMORY_DAY; day <= lessons.days(); day++) {
            DailyUsage.MemoryDay today = lessons.usage().memory(day);
            MemoryOutlook before = lessons.memory(day - 1);
            if (before.basesGib().length > 0
                    && today.samples() > 0
                    && today.samples() >= HALF * lessons.usage().days().windowsPerDay()) {
                taken.take(before, today.peakBytes() / MemoryOutlook.GIB);
            }
        }
        return taken;
    }

    private void take(CpuOutlook.Lesson day) {
        cpuDays++;
        use += day.use();
        for (int rule = 0; rule < CpuOutlook.RULES; rule++) {
            waste[rule] += day.waste()[rule];
            unserved[rule] += day.unserved()[rule];
        }
    }

    private void take(MemoryOutlook before, double peakGib) {
        memoryDays[before.volatility()]++;
        for (int rule = 0; rule < MemoryOutlook.RULES; rule++) {
            breached[before.volatility()][rule] += peakGib > before.candidateGib(rule) ? 1 : 0;
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
    int breached(int volatility, int rule) {
        return breached[volatility][rule];
    }
}
