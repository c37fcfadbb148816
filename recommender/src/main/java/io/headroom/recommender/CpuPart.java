package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.size.PodShape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of an autoscaler is replayed and advised: its CPU.
 *
 * @param spec by nothing else, as if what is in the scope were the pod
 */
record CpuPart(HpaSpec spec, Scope scope) {

    /** Those of several metrics that are of CPU, as if what is in the scope were the pod. */
    static List<HpaMetric> cpu(List<HpaMetric> metrics) {
        return metrics.stream()
                .filter(CpuPart::isOfCpu)
                .<HpaMetric>map(metric -> new HpaMetric.Resource(HpaMetric.CPU, metric.target()))
                .toList();
    }

    /** The CPU of pods, or of one container of each. */
    private static boolean isOfCpu(HpaMetric metric) {
        return metric.name().equals(HpaMetric.CPU)
                && (metric instanceof HpaMetric.Resource
                        || metric instanceof HpaMetric.ContainerResource);
    }

    /**
     * Empty where it does not go by the CPU of its pods, or of one container of each, or where it
     * goes by more than that and their memory. One container alone in its pod is the pod.
     */
    static Optional<CpuPart> of(HpaSpec spec, PodShape shape) {
        List<String> containers =
                ScalingCases.longRunning(shape).stream().map(ContainerSpec::name).toList();
        List<HpaMetric> others = new ArrayList<>();
        Set<Optional<String>> scopes = new LinkedHashSet<>();
        for (HpaMetric metric : spec.metrics()) {
            String container = null;
            switch (metric) {
                case HpaMetric.Resource _ -> {}
                case HpaMetric.ContainerResource(String name, _, _) -> {
                    if (!containers.contains(name)) {
                        return Optional.empty();
                    }
                    container = containers.size() == 1 ? null : name;
                }
                case HpaMetric.Pods _, HpaMetric.OfObject _, HpaMetric.External _ -> {
                    return Optional.empty();
                }
            }
            switch (metric.name()) {
                case HpaMetric.CPU -> scopes.add(Optional.ofNullable(container));
                case HpaMetric.MEMORY -> others.add(metric);
                default -> {
                    return Optional.empty();
                }
            }
        }
        if (scopes.size() != 1) {
            return Optional.empty();
        }
        @Nullable String container = scopes.iterator().next().orElse(null);
        return Optional.of(
                new CpuPart(spec.withMetrics(cpu(spec.metrics())), new Scope(container, others)));
    }
}
