package io.headroom.recommender.output;

import io.headroom.model.WorkloadRef;
import java.util.Map;

/**
 * The {@code apiVersion} of a workload, of which only the group is known.
 *
 * @param certain whether the group is one whose version is known here
 */
record ApiVersion(String text, boolean certain) {

    /** The version that each group's workloads are served in. */
    private static final Map<String, String> VERSIONS =
            Map.of(
                    "apps", "v1",
                    "batch", "v1",
                    "argoproj.io", "v1alpha1",
                    "apps.openshift.io", "v1",
                    "apps.kruise.io", "v1alpha1",
                    "leaderworkerset.x-k8s.io", "v1",
                    "core.strimzi.io", "v1beta2");

    static ApiVersion of(WorkloadRef workload) {
        String group = workload.group();
        if (group.isEmpty()) {
            return new ApiVersion("v1", true);
        }
        String version = VERSIONS.get(group);
        return new ApiVersion(group + '/' + (version == null ? "v1" : version), version != null);
    }
}
