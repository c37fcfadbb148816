package io.headroom.deploy.e2e;

import io.headroom.recommender.scale.hpa.MetricReading.PodMetric;
import io.headroom.recommender.scale.hpa.ObservedPod;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the API said of scaled workloads at one moment.
 *
 * @param from when it was first asked
 * @param to when it had told all
 * @param workloads by name
 */
record SeenWorkloads(Instant from, Instant to, Map<String, Seen> workloads) {
    SeenWorkloads {
        workloads = Map.copyOf(workloads);
    }

    /**
     * One of them.
     *
     * @param metrics by resource and pod
     */
    record Seen(
            int specReplicas,
            int statusReplicas,
            List<ObservedPod> pods,
            Map<String, Map<String, PodMetric>> metrics) {
        Seen {
            pods = List.copyOf(pods);
            metrics = Map.copyOf(metrics);
        }

        /** Of one resource, by pod. */
        Map<String, PodMetric> of(String resource) {
            return metrics.getOrDefault(resource, Map.of());
        }

        Seen withMetrics(Map<String, Map<String, PodMetric>> others) {
            return new Seen(specReplicas, statusReplicas, pods, others);
        }
    }
}
