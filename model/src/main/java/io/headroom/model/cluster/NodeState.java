package io.headroom.model.cluster;

import io.headroom.model.Resources;
import io.headroom.model.topic.Keys;
import org.jspecify.annotations.Nullable;

/**
 * A node: its size, and where its kubelet answers. Key: {@code /node/NAME}.
 *
 * @param address where the kubelet is reached; null when the node reports none
 * @param kubeletPort the port its status names, 10250 when it names none
 * @param resourceMetricsPath the annotation {@code metrics.k8s.io/resource-metrics-path}
 */
public record NodeState(
        String name,
        String uid,
        Resources capacity,
        Resources allocatable,
        boolean ready,
        boolean unschedulable,
        @Nullable String address,
        int kubeletPort,
        @Nullable String resourceMetricsPath)
        implements ClusterEntry {

    @Override
    public String key() {
        return Keys.node(name);
    }
}
