package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;

/**
 * What a history teaches about the rules, day by day, whatever risk costs: made once for the
 * answers of all profiles of risk. Immutable.
 */
public final class Lessons {
    private final DailyUsage usage;
    private final CpuOutlook[] cpu;
    private final MemoryOutlook[] memory;

    private Lessons(DailyUsage usage, CpuOutlook[] cpu, MemoryOutlook[] memory) {
        this.usage = usage;
        this.cpu = cpu;
        this.memory = memory;
    }

    public static Lessons of(UsageHistory history) {
        DailyUsage usage = DailyUsage.of(history);
        return new Lessons(usage, CpuOutlook.of(usage), MemoryOutlook.of(usage, Priors.shipped()));
    }

    DailyUsage usage() {
        return usage;
    }

    /** How many days there are, numbered from 1. */
    int days() {
        return usage.days().count();
    }

    /** At the end of a day. */
    CpuOutlook cpu(int day) {
        return cpu[day];
    }

    /** At the end of a day. */
    MemoryOutlook memory(int day) {
        return memory[day];
    }
}
