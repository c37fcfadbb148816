package io.headroom.recommender;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the recommender counts, and the per-workload series of the replica that leads. */
public final class RecommenderMetrics {
    private final PrometheusRegistry registry;
    private final Counter deadLetters;
    private final Counter restRequests;
    private final Counter failures;
    private final Counter forgottenIncidents;
    private @Nullable WorkloadSeries series;

    public RecommenderMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        // more labels than the analyzer's metric of this name has: one registry may hold both
        this.deadLetters =
                Counter.builder()
                        .name("headroom_dead_letter_records_total")
                        .help("Records that could not be read and went to the dead letters.")
                        .labelNames("topic", "reader", "reason")
                        .register(registry);
        this.failures =
                Counter.builder()
                        .name("headroom_recommender_failures_total")
                        .help("Recommendations that could not be computed.")
                        .register(registry);
        this.restRequests =
                Counter.builder()
                        .name("headroom_rest_requests_total")
                        .help("Requests to the REST API by route and status.")
                        .labelNames("route", "code")
                        .register(registry);
        this.forgottenIncidents =
                Counter.builder()
                        .name("headroom_recommender_incidents_forgotten_total")
                        .help("Incidents that the REST API no longer shows, for newer ones.")
                        .register(registry);
    }

    /** An incident gave way to a newer one. */
    void incidentForgotten() {
        forgottenIncidents.inc();
    }

    /** Exposes what {@code view} knows, as long as this replica leads. */
    public synchronized void show(View view, BooleanSupplier leader) {
        hide();
        series = new WorkloadSeries(view, leader);
        registry.register(series);
    }

    /** Ends what {@link #show} started. */
    synchronized void hide() {
        if (series != null) {
            registry.unregister(series);
            series = null;
        }
    }

    void computationFailed() {
        failures.inc();
    }

    void deadLetter(String topic) {
        deadLetters.labelValues(topic, "recommender", "unreadable").inc();
    }

    /**
     * Counts an answer of the REST API.
     *
     * @param route the pattern, never the path itself
     */
    public void answered(String route, int code) {
        restRequests.labelValues(route, Integer.toString(code)).inc();
    }
}
