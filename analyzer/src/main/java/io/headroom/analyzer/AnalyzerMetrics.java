package io.headroom.analyzer;

import io.headroom.analyzer.restarts.RestartTally;
import io.headroom.analyzer.usage.SampleTally;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.RestartRecord;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the analyzer tells of itself. Counters count what this process did: what is computed again
 * after a failure is counted again. Thread-safe.
 */
public final class AnalyzerMetrics implements SampleTally, RestartTally {
    private static final List<String> DROP_REASONS =
            List.of(
                    "event_of_unknown_pod",
                    "event_too_late",
                    "too_many_events",
                    "too_many_words",
                    "too_many_ended_pods",
                    "too_many_incidents",
                    "incident_forgotten");

    private final Counter samples;
    private final Counter resets;
    private final Histogram clockSkew;
    private final Counter deadLetters;
    private final Counter restarts;
    private final Counter unobservedRestarts;
    private final Counter disruptions;
    private final Counter confidences;
    private final Counter flaps;
    private final Counter probeFailures;
    private final Counter autoscalerFlaps;
    private final Counter processOomKills;
    private final Counter kubeletRestarts;

    /** When the kubelets started that were told of, by node. */
    private final Map<String, Instant> kubeletStarts = new ConcurrentHashMap<>();

    private final Counter baselineResets;
    private final Counter dropped;
    private final Histogram recovery;
    private final LongAdder increases = new LongAdder();
    private final LongAdder records = new LongAdder();
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
        this.disruptions =
                Counter.builder()
                        .name("headroom_pod_disruptions_total")
                        .help("Pods that ended.")
                        .labelNames("namespace", "workload_kind", "workload", "class", "planned")
                        .register(registry);
        this.confidences =
                Counter.builder()
                        .name("headroom_restart_classification_confidence_total")
                        .help("Restarts and ends of pods by how sure their class was at first.")
                        .labelNames("confidence")
                        .register(registry);
        for (Confidence confidence : Confidence.values()) {
            confidences.initLabelValues(confidence.label());
        }
        this.flaps =
                Counter.builder()
                        .name("headroom_readiness_flaps_total")
                        .help("Containers that went on running and were no longer Ready.")
                        .labelNames("namespace", "workload_kind", "workload", "container", "class")
                        .register(registry);
        this.probeFailures =
                Counter.builder()
                        .name("headroom_probe_failures_total")
                        .help("Probes that failed, by the events that tell of them.")
                        .labelNames("namespace", "workload_kind", "workload", "container", "probe")
                        .register(registry);
        this.processOomKills =
                Counter.builder()
                        .name("headroom_process_oom_kills_total")
                        .help("Processes killed for want of memory whose container went on.")
                        .labelNames("namespace", "workload_kind", "workload", "container")
                        .register(registry);
        this.autoscalerFlaps =
                Counter.builder()
                        .name("headroom_autoscaler_flaps_total")
                        .help("Rescales that took back the one before within half an hour.")
                        .labelNames("namespace", "workload_kind", "workload")
                        .register(registry);
        this.kubeletRestarts =
                Counter.builder()
                        .name("headroom_kubelet_restarts_total")
                        .help("Restarts of a node's kubelet that its containers showed.")
                        .labelNames("node")
                        .register(registry);
        this.baselineResets =
                Counter.builder()
                        .name("headroom_restart_baseline_resets_total")
                        .help("Restart counts that fell.")
                        .register(registry);
        this.dropped =
                Counter.builder()
                        .name("headroom_restart_evidence_dropped_total")
                        .help("What could not be used or kept to explain a restart.")
                        .labelNames("reason")
                        .register(registry);
        for (String reason : DROP_REASONS) {
            dropped.initLabelValues(reason);
        }
        this.recovery =
                Histogram.builder()
                        .name("headroom_selfheal_recovery_seconds")
                        .help("From an end to being Ready again.")
                        .labelNames("class")
                        .classicOnly()
                        .classicUpperBounds(1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600)
                        .register(registry);
        GaugeWithCallback.builder()
                .name("headroom_restart_accounting_difference")
                .help("Restarts that the API showed, less those that were recorded: always 0.")
                .callback(callback -> callback.call((double) (increases.sum() - records.sum())))
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

    @Override
    public void increased(long shown) {
        increases.add(shown);
    }

    @Override
    public void restart(RestartRecord restart) {
        int counted = restart.counted();
        records.add(counted);
        WorkloadRef workload = restart.workload();
        Classification classification = restart.classification();
        restarts.labelValues(
                        workload.namespace(),
                        workload.shortKind(),
                        workload.name(),
                        restart.container(),
                        classification == null
                                ? IncidentClass.UNOBSERVED.label()
                                : classification.kind().label())
                .inc(counted);
        if (classification != null) {
            confidences.labelValues(classification.confidence().label()).inc(counted);
        }
        if (!restart.observed()) {
            unobservedRestarts.inc(counted);
        }
    }

    @Override
    public void disruption(WorkloadRef workload, Classification classification) {
        disruptions
                .labelValues(
                        workload.namespace(),
                        workload.shortKind(),
                        workload.name(),
                        classification.kind().label(),
                        Boolean.toString(classification.planned()))
                .inc();
        confidences.labelValues(classification.confidence().label()).inc();
    }

    @Override
    public void healed(IncidentClass kind, Duration duration) {
        recovery.labelValues(kind.label()).observe(duration.toMillis() / 1_000.0);
    }

    @Override
    public void baselineReset() {
        baselineResets.inc();
    }

    @Override
    public void flapped(
            WorkloadRef workload, @Nullable String container, Flaps.Kind kind, long times) {
        String name = container == null ? "" : container;
        switch (kind) {
            case READINESS -> flap(workload, name, IncidentClass.READINESS_FLAP, times);
            case KUBELET_RESTART -> flap(workload, name, IncidentClass.KUBELET_RESTART, times);
            case LIVENESS_PROBE -> probe(workload, name, "liveness", times);
            case READINESS_PROBE -> probe(workload, name, "readiness", times);
            case STARTUP_PROBE -> probe(workload, name, "startup", times);
            case PROCESS_OOM ->
                    processOomKills
                            .labelValues(
                                    workload.namespace(),
                                    workload.shortKind(),
                                    workload.name(),
                                    name)
                            .inc(times);
            case AUTOSCALER ->
                    autoscalerFlaps
                            .labelValues(
                                    workload.namespace(), workload.shortKind(), workload.name())
                            .inc(times);
        }
    }

    private void flap(WorkloadRef workload, String container, IncidentClass kind, long times) {
        flaps.labelValues(
                        workload.namespace(),
                        workload.shortKind(),
                        workload.name(),
                        container,
                        kind.label())
                .inc(times);
    }

    private void probe(WorkloadRef workload, String container, String probe, long times) {
        probeFailures
                .labelValues(
                        workload.namespace(),
                        workload.shortKind(),
                        workload.name(),
                        container,
                        probe)
                .inc(times);
    }

    @Override
    public void kubeletRestarted(String node, Instant at) {
        Instant before = kubeletStarts.put(node, at);
        if (!at.equals(before)) {
            kubeletRestarts.labelValues(node).inc();
        }
    }

    @Override
    public void dropped(String reason) {
        dropped.labelValues(reason).inc();
    }

    void eventTimeLag(String topic, Duration lag) {
        eventTimeLag.labelValues(topic).set(lag.toMillis() / 1_000.0);
    }

    /** From now on the lag is what {@code source} says, by topic. */
    void lagFrom(Supplier<Map<String, Double>> source) {
        lag.set(source);
    }
}
