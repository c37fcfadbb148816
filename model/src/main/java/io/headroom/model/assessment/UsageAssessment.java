package io.headroom.model.assessment;

import io.headroom.model.WorkloadRef;
import io.headroom.model.profile.Ring;
import java.time.Instant;
import java.util.List;

/**
 * What a workload has used. Key: {@link WorkloadRef#key}.
 *
 * @param asOf every sample up to and including this time is in, of open windows too
 * @param cpuDemand the CPU in use over all replicas, on the scale of CPU
 * @param readyReplicas the mean number of Ready replicas, on the scale of replicas
 * @param coverage the {@link WindowGrade} of each window, as its {@link WindowGrade#step}
 */
public record UsageAssessment(
        WorkloadRef workload,
        Instant asOf,
        List<ContainerProfile> containers,
        Ring cpuDemand,
        Ring readyReplicas,
        Ring coverage,
        Completeness completeness)
        implements Assessment {

    public UsageAssessment {
        containers = List.copyOf(containers);
    }

    @Override
    public String key() {
        return workload.key();
    }
}
