package io.headroom.deploy.events;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What became of the events that were to be written. */
public final class EventMetrics {

    /** The label is the word in the metric. */
    enum Result {
        CREATED("created"),
        /** Its count was raised. */
        COUNTED("counted"),
        /** Somebody had written it before. */
        EXISTED("existed"),
        /** The API server will not have it. */
        REFUSED("refused"),
        /** The API server could not be asked: it is tried again. */
        FAILED("failed"),
        /** It waited until it was news no more. */
        EXPIRED("expired"),
        /** Of a workload whose object is not known. */
        UNKNOWN_WORKLOAD("unknown_workload");

        private final String label;

        Result(String label) {
            this.label = label;
        }
    }

    private final Counter events;

    public EventMetrics(PrometheusRegistry registry) {
        this.events =
                Counter.builder()
                        .name("headroom_kubernetes_events_total")
                        .help("Events about incidents that were to be written to Kubernetes.")
                        .labelNames("result")
                        .register(registry);
        for (Result result : Result.values()) {
            events.initLabelValues(result.label);
        }
    }

    void count(Result result) {
        count(result, 1);
    }

    void count(Result result, int events) {
        this.events.labelValues(result.label).inc(events);
    }
}
