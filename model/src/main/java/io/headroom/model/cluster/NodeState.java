package io.headroom.model.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.Resources;
import io.headroom.model.topic.Keys;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node: its size, and where its kubelet answers. Key: {@code /node/NAME}.
 *
 * @param address where the kubelet is reached; null when the node reports none
 * @param kubeletPort the port its status names, 10250 when it names none
 * @param resourceMetricsPath the annotation {@code metrics.k8s.io/resource-metrics-path}
 * @param labels its labels; empty in records of older collectors
 * @param pods how many pods it takes at most; null where it does not say, and in records of older
 *     collectors
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
        @Nullable String resourceMetricsPath,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, String> labels,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long pods)
        implements ClusterEntry {

    public NodeState {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }

    /** A node of which it is not known how many pods it takes. */
    public NodeState(
            String name,
            String uid,
            Resources capacity,
            Resources allocatable,
            boolean ready,
            boolean unschedulable,
            @Nullable String address,
            int kubeletPort,
            @Nullable String resourceMetricsPath,
            @Nullable Map<String, String> labels) {
        this(
                name,
                uid,
                capacity,
                allocatable,
                ready,
                unschedulable,
                address,
                kubeletPort,
                resourceMetricsPath,
                labels,
                null);
    }

    /** Likewise, and of which no labels are known. */
    public NodeState(
            String name,
            String uid,
            Resources capacity,
            Resources allocatable,
            boolean ready,
            boolean unschedulable,
            @Nullable String address,
            int kubeletPort,
            @Nullable String resourceMetricsPath) {
        this(
                name,
                uid,
                capacity,
                allocatable,
                ready,
                unschedulable,
                address,
                kubeletPort,
                resourceMetricsPath,
                Map.of());
    }

    /** Its labels; empty where none are known. */
    @Override
    public Map<String, String> labels() {
        return labels == null ? Map.of() : labels;
    }

    @Override
    public String key() {
        return Keys.node(name);
    }
}
