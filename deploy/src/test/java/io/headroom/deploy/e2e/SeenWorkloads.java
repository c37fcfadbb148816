package io.headroom.deploy.e2e;

import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.MetricReading.PodMetric;
import io.headroom.recommender.scale.hpa.ObservedPod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

        /**
         * The same with another number of replicas: pods that nobody has measured are the first to
         * be missing, and those that are more than there were, nobody has measured either.
         */
        Seen with(int replicas) {
            if (replicas == specReplicas) {
                return this;
            }
            Map<String, PodMetric> cpu = of(HpaMetric.CPU);
            List<ObservedPod> others =
                    pods.stream()
                            .filter(pod -> !pod.deleting())
                            .sorted(Comparator.comparing(pod -> !cpu.containsKey(pod.name())))
                            .limit(replicas)
                            .collect(Collectors.toCollection(ArrayList::new));
            ObservedPod alike = others.getFirst();
            while (others.size() < replicas) {
                others.add(
                        new ObservedPod(
                                "unmeasured-" + others.size(),
                                alike.phase(),
                                false,
                                alike.startedAt(),
                                alike.readiness(),
                                alike.requests(),
                                alike.podRequests()));
            }
            return new Seen(replicas, replicas, others, metrics);
        }

        Seen withMetrics(Map<String, Map<String, PodMetric>> others) {
            return new Seen(specReplicas, statusReplicas, pods, others);
        }
    }
}
