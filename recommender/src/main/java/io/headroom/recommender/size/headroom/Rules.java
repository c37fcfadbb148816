package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.UsageHistory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rules of both resources over one history, day by day. Not thread-safe. */
final class Rules {
    private final Days days;
    private final CpuRules cpu;
    private final MemoryRules memory;

    Rules(UsageHistory history, Tuned tuned, Priors priors) {
        this.days = new Days(history);
        this.cpu = new CpuRules(history, days, priors, tuned.risk());
        this.memory = new MemoryRules(history, days, priors, tuned.breachPrice());
    }

    int days() {
        return days.count();
    }

    Instant end(int day) {
        return Instant.ofEpochMilli(days.endMillis(day));
    }

    CpuRules cpu() {
        return cpu;
    }

    MemoryRules memory() {
        return memory;
    }

    /** Takes a day in, the one after that of the call before. */
    void see(int day) {
        cpu.see(day);
        memory.see(day);
    }

    /** Learns what the wishes before have come to on the day seen last. */
    void learn(int day) {
        cpu.learn(day);
        memory.learn(day);
    }

    /** What would be best at the end of the day seen last. */
    Wish wish(int day) {
        double cores = cpu.wanted(day);
        double bytes = memory.wanted(day);
        return new Wish(
                end(day), cores, cpu.steady(), cpu.samples(day) > 0, bytes, memory.steady());
    }

    /** What would be best at the end of all days, with nothing learned of them. */
    Wish wishNow() {
        for (int day = 1; day <= days(); day++) {
            see(day);
        }
        return wish(days());
    }

    /** Goes on from what was learned; false, and nothing changed, where that is not possible. */
    boolean resume(@Nullable String learned) {
        return Learned.resume(learned, cpu, memory);
    }

    String learned() {
        return Learned.write(cpu, memory);
    }
}
