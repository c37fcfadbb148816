package io.headroom.analyzer.usage;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one window of a workload came to.
 *
 * @param containers by name, those that had a sample
 * @param cpuDemandCores over all replicas; null without a sample of CPU
 * @param readyReplicas the mean number
 * @param due how many readings of containers there should have been
 * @param got how many there were
 */
record FoldedWindow(
        long window,
        SortedMap<String, Container> containers,
        @Nullable Double cpuDemandCores,
        double readyReplicas,
        int due,
        int got) {

    /**
     * One container's figures over all replicas; null where there is no sample of them.
     *
     * @param residentBytes the most memory of a replica that is no file page
     * @param heldBackCores how much more the replica would have used that waited the most
     * @param starting what those used that had just started; null where none had
     * @param steadyCores the hottest of the others
     */
    record Container(
            @Nullable Double cpuMeanCores,
            @Nullable Double cpuHottestCores,
            @Nullable Long memoryPeakBytes,
            @Nullable Long residentBytes,
            @Nullable Double heldBackCores,
            @Nullable Starting starting,
            @Nullable Double steadyCores) {}
}
