package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of an autoscaler is advised: its CPU, be it of pods or of one container of each. What else
 * it goes by stays.
 *
 * @param container the one by whose CPU it goes; null for all of a pod
 * @param others the metrics that stay
 */
public record Scope(@Nullable String container, List<HpaMetric> others) {
    /** The CPU of whole pods, and nothing else. */
    public static final Scope POD = new Scope(null, List.of());

    public Scope {
        others = List.copyOf(others);
    }

    /** An autoscaler by the CPU of its pods, as it is for this scope. */
    public HpaSpec in(HpaSpec byCpu) {
        List<HpaMetric> metrics = new ArrayList<>();
        for (HpaMetric metric : byCpu.metrics()) {
            metrics.add(
                    container == null
                            ? metric
                            : new HpaMetric.ContainerResource(
                                    container, metric.name(), metric.target()));
        }
        metrics.addAll(others);
        return byCpu.withMetrics(metrics);
    }
}
