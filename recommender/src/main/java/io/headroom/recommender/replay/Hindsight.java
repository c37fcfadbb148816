package io.headroom.recommender.replay;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Samples;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;

/**
 * What advice would be with the next horizon known: no strategy, as it sees what comes, but the
 * scale that strategies are seen on.
 */
public enum Hindsight {
    /** The highest usage to come. */
    ORACLE_MAX("oracle-max", 1),

    /** p95 of the CPU to come; of memory the highest. */
    ORACLE_P95("oracle-p95", 0.95);

    private final String label;
    private final double cpuFraction;

    Hindsight(String label, double cpuFraction) {
        this.label = label;
        this.cpuFraction = cpuFraction;
    }

    /** Its name among the strategies. */
    public String label() {
        return label;
    }

    Amounts advise(UsageHistory usage, Instant origin, Duration horizon) {
        UsageHistory seen = usage.until(origin.plus(horizon));
        Samples cpu = seen.cpu(horizon);
        Samples memory = seen.memory(horizon);
        return new Amounts(cpu.quantile(cpuFraction), memory.max());
    }
}
