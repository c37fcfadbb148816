package io.headroom.deploy.leader;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Who leads, as this process sees it. */
public final class LeaderMetrics {
    private final Map<String, BooleanSupplier> roles = new ConcurrentHashMap<>();
    private final Counter transitions;

    public LeaderMetrics(PrometheusRegistry registry) {
        GaugeWithCallback _ =
                GaugeWithCallback.builder()
                        .name("headroom_leader")
                        .help("Whether this process leads in a role (1) or not (0).")
                        .labelNames("role")
                        .callback(callback ->
                                roles.forEach((role, leads) ->
                                        callback.call(leads.getAsBoolean() ? 1 : 0, role)))
                        .register(registry);
        this.transitions =
                Counter.builder()
                        .name("headroom_lease_transitions_total")
                        .help("How often this process became the leader of a role or ceased to be.")
                        .labelNames("role")
                        .register(registry);
    }

    /** Exports a role from now on. */
    public void watch(String role, BooleanSupplier leads) {
        roles.put(role, leads);
        transitions.initLabelValues(role);
    }

    void changed(String role) {
        transitions.labelValues(role).inc();
    }
}
