package io.headroom.model.assessment;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest closed window of a workload, for live metrics. Key: {@code /summary/} and the
 * workload's key.
 *
 * @param asOf the end of the window
 * @param replicas the mean number of Ready replicas
 */
public record UsageSummary(
        WorkloadRef workload, Instant asOf, double replicas, List<Container> containers)
        implements Assessment {

    public UsageSummary {
        containers = List.copyOf(containers);
    }

    @Override
    public String key() {
        return Keys.summary(workload.key());
    }

    /** One container's figures; null where the window has no sample of them. */
    public record Container(
            String name,
            Resources requests,
            Resources limits,
            @Nullable Double cpuMeanCores,
            @Nullable Double cpuHottestCores,
            @Nullable Long memoryPeakBytes) {}
}
