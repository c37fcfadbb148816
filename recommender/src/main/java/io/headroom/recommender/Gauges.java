package io.headroom.recommender;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;

/** Gauges of one scrape, gathered in any order. */
final class Gauges {
    private final Map<String, GaugeSnapshot.Builder> byName = new TreeMap<>();

    void add(String name, String help, Labels labels, double value) {
        byName.computeIfAbsent(name, _ -> GaugeSnapshot.builder().name(name).help(help))
                .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }

    MetricSnapshots snapshots() {
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        byName.values().forEach(builder -> snapshots.metricSnapshot(builder.build()));
        return snapshots.build();
    }
}
