package io.headroom.recommender.replay;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.UsageHistory;
import java.time.Instant;
import java.util.Optional;

/**
 * What the day after an answer showed, as far as 90 % of it is known.
 *
 * @param cpuServed whether at most 1 % of the use was above the request
 * @param memorySufficed whether no window was above it
 */
record NextDay(Optional<Boolean> cpuServed, Optional<Boolean> memorySufficed) {
    private static final double FULL = 0.9;
    private static final double UNSERVED = 0.01;

    static NextDay of(UsageHistory usage, Instant origin, Amounts requests) {
        UsageHistory after = usage.until(origin.plus(Protocol.DAY));
        double used = 0;
        double unserved = 0;
        boolean sufficed = true;
        int cpu = 0;
        int memory = 0;
        for (int i = usage.until(origin).size(); i < after.size(); i++) {
            double cores = after.cpuCores(i);
            double bytes = after.memoryBytes(i);
            if (!Double.isNaN(cores)) {
                used += cores;
                unserved += Math.max(cores - requests.cpuCores(), 0);
                cpu++;
            }
            if (!Double.isNaN(bytes)) {
                sufficed &= bytes <= requests.memoryBytes();
                memory++;
            }
        }
        double due = FULL * Protocol.DAY.dividedBy(usage.step());
        return new NextDay(
                cpu >= due ? Optional.of(unserved <= UNSERVED * used) : Optional.empty(),
                memory >= due ? Optional.of(sufficed) : Optional.empty());
    }
}
