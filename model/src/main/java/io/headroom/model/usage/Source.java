package io.headroom.model.usage;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a reading of usage came from. */
public enum Source {
    /** The kubelet's {@code /stats/summary}. */
    SUMMARY("summary", true),
    /** The kubelet's {@code /metrics/resource}, or the path that its node names. */
    RESOURCE("resource", true),
    /** {@code metrics.k8s.io}: rates computed by metrics-server. */
    METRICS_API("metrics-api", true),
    /** History that a Prometheus kept: means and peaks of whole windows. */
    PROMETHEUS("prometheus", false),
    /** Headroom's own simulated cluster, in its own time. */
    SIMULATOR("simulator", false);

    private final String label;
    private final boolean live;

    Source(String label, boolean live) {
        this.label = label;
        this.live = live;
    }

    /** The word on the wire, in settings and in metric labels. */
    @JsonValue
    public String label() {
        return label;
    }

    /**
     * Whether a reading's timestamps and the time it was received are taken from clocks that ought
     * to agree; in simulated or imported history they need not.
     */
    public boolean live() {
        return live;
    }
}
