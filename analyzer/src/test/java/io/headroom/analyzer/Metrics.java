package io.headroom.analyzer;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;

/** Reads counters. */
final class Metrics {
    private Metrics() {}

    /** The sum of the counters of this name that have a label of this value. */
    static double value(PrometheusRegistry registry, String name, String label) {
        return registry.scrape().stream()
                .filter(metric -> metric.getMetadata().getName().equals(name))
                .map(CounterSnapshot.class::cast)
                .flatMap(metric -> metric.getDataPoints().stream())
                .filter(point ->
                        point.getLabels().stream().anyMatch(pair -> pair.getValue().equals(label)))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }
}
