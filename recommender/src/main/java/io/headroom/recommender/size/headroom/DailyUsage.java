package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;

/** A history by its days: what replays, evidence and safety need of it. Immutable. */
final class DailyUsage {
    private final UsageHistory history;
    private final Days days;
    private final CpuDay[] cpu;
    private final MemoryDay[] memory;

    private DailyUsage(UsageHistory history, Days days, CpuDay[] cpu, MemoryDay[] memory) {
        this.history = history;
        this.days = days;
        this.cpu = cpu;
        this.memory = memory;
    }

    /**
     * One day of memory usage.
     *
     * @param samples the number of known windows
     * @param peakBytes {@code NaN} where none is known
     * @param sumBytes of all known windows
     */
    record MemoryDay(int samples, double peakBytes, double sumBytes) {}

    static DailyUsage of(UsageHistory history) {
        return of(history, true);
    }

    /** One whose CPU has no aged views. */
    static DailyUsage plain(UsageHistory history) {
        return of(history, false);
    }

    private static DailyUsage of(UsageHistory history, boolean aged) {
        Days days = new Days(history);
        CpuDay[] cpu = new CpuDay[days.count() + 1];
        MemoryDay[] memory = new MemoryDay[days.count() + 1];
        for (int day = 1; day <= days.count(); day++) {
            cpu[day] = aged ? CpuDay.of(history, days, day) : CpuDay.plain(history, days, day);
            memory[day] = memory(history, days, day);
        }
        return new DailyUsage(history, days, cpu, memory);
    }

    private static MemoryDay memory(UsageHistory history, Days days, int day) {
        double peak = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int samples = 0;
        for (int window = days.from(day); window < days.until(day); window++) {
            double bytes = history.memoryBytes(window);
            if (!Double.isNaN(bytes)) {
                peak = bytes > peak ? bytes : peak;
                sum += bytes;
                samples++;
            }
        }
        return new MemoryDay(samples, samples == 0 ? Double.NaN : peak, sum);
    }

    UsageHistory history() {
        return history;
    }

    Days days() {
        return days;
    }

    CpuDay cpu(int day) {
        return cpu[day];
    }

    MemoryDay memory(int day) {
        return memory[day];
    }
}
