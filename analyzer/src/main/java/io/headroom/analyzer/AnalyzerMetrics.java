package io.headroom.analyzer;

import io.headroom.analyzer.usage.SampleTally;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.RestartRecord;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What the analyzer tells of itself. Counters count what this process did: what is computed again
 * after a failure is counted again. Thread-safe.
 */
public final class AnalyzerMetrics implements SampleTally {
    private static final Set<String> CORE_GROUPS = Set.of("", "apps", "batch");

    private final Counter samples;
    private final Counter resets;
    private final Histogram clockSkew;
    private final Counter deadLetters;
    private final Counter restarts;
    private final Counter unobservedRestarts;
    private final Gauge eventTimeLag;
    private final AtomicReference<Supplier<Map<String, Double>>> lag =
            new AtomicReference<>(Map::of);

    public AnalyzerMetrics(PrometheusRegistry registry) {
        this.samples =
                Counter.builder()
                        .name("headroom_analyzer_samples_total")
                        .help("What became of the samples that readings brought.")
                        .labelNames("resource", "result")
                        .register(registry);
        for (String resource : List.of("cpu", "memory")) {
            for (String result :
                    List.of("accepted", "duplicate", "late", "implausible", "invalid")) {
                samples.initLabelValues(resource, result);
            }
        }
        samples.initLabelValues("cpu", "waiting");
        samples.initLabelValues("cpu", "reset");
        this.resets =
                Counter.builder()
                        .name("headroom_analyzer_counter_resets_total")
                        .help("CPU counters that fell.")
                        .labelNames("reason")
                        .register(registry);
        resets.initLabelValues("unexplained");
        resets.initLabelValues("no_start_time");
        this.clockSkew =
                Histogram.builder()
                        .name("headroom_analyzer_node_clock_skew_seconds")
                        .help("How far the clocks of nodes and of the collector are apart.")
                        .classicOnly()
                        .classicUpperBounds(1, 5, 15, 30, 60, 300, 600)
                        .register(registry);
        this.deadLetters =
                Counter.builder()
                        .name("headroom_dead_letter_records_total")
                        .help("Records that could not be read and went to the dead letters.")
                        .labelNames("topic", "reason")
                        .register(registry);
        this.restarts =
                Counter.builder()
                        .name("headroom_container_restarts_total")
                        .help("Restarts of containers.")
                        .labelNames("namespace", "workload_kind", "workload", "container", "class")
                        .register(registry);
        this.unobservedRestarts =
                Counter.builder()
                        .name("headroom_restart_unobserved_total")
                        .help("Restarts of which nobody saw how the container ended.")
                        .register(registry);
        this.eventTimeLag =
                Gauge.builder()
                        .name("headroom_stream_event_time_lag_seconds")
                        .help("How long before now the record happened that was read last.")
                        .labelNames("topic")
                        .register(registry);
        GaugeWithCallback.builder()
                .name("headroom_stream_lag_records")
                .help("Records that are written and not yet read.")
                .labelNames("topic")
                .callback(callback ->
                        lag.get().get().forEach((topic, records) -> callback.call(records, topic)))
                .register(registry);
    }

    @Override
    public void sample(String resource, String result) {
        samples.labelValues(resource, result).inc();
    }

    @Override
    public void counterReset(String reason) {
        resets.labelValues(reason).inc();
    }

    @Override
    public void clockSkew(Duration skew) {
        clockSkew.observe(skew.toMillis() / 1_000.0);
    }

    /** This topic is read: what goes wrong with it begins to count, at zero. */
    void reading(String topic) {
        for (String reason : List.of("unreadable", "invalid", "no_value")) {
            deadLetters.labelValues(topic, reason);
        }
    }

    void deadLetter(String topic, String reason) {
        deadLetters.labelValues(topic, reason).inc();
    }

    void restart(RestartRecord restart) {
        WorkloadRef workload = restart.workload();
        restarts.labelValues(
                        workload.namespace(),
                        kind(workload),
                        workload.name(),
                        restart.container(),
                        "unclassified")
                .inc();
        if (!restart.observed()) {
            unobservedRestarts.inc();
        }
    }

    void eventTimeLag(String topic, Duration lag) {
        eventTimeLag.labelValues(topic).set(lag.toMillis() / 1_000.0);
    }

    /** From now on the lag is what {@code source} says, by topic. */
    void lagFrom(Supplier<Map<String, Double>> source) {
        lag.set(source);
    }

    private static String kind(WorkloadRef workload) {
        return CORE_GROUPS.contains(workload.group())
                ? workload.kind()
                : workload.kind() + '.' + workload.group();
    }
}
