package io.headroom.analyzer;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;

/** Reads what is counted. */
final class Metrics {
    private Metrics() {}

    /** Increases of restart counts less recorded restarts: whatever a test does, always 0. */
    static double accountingDifference(PrometheusRegistry registry) {
        return registry.scrape().stream()
                .filter(metric ->
                        metric.getMetadata()
                                .getName()
                                .equals("headroom_restart_accounting_difference"))
                .map(GaugeSnapshot.class::cast)
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

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
