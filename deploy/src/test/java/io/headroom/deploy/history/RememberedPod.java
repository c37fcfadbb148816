package io.headroom.deploy.history;

import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.time.Instant;

/**
 * A pod of one container, of which the usage in every window is known: a level that changes from
 * window to window and from day to day, and half a core more in the second minute of each.
 *
 * @param rank makes every pod's usage another one
 */
record RememberedPod(
        String namespace,
        String name,
        String uid,
        Owner owner,
        int rank,
        Instant createdAt,
        Instant lastSampleAt) {
    static final String CONTAINER = "app";
    static final double REQUEST_CORES = 0.25;
    static final double LIMIT_BYTES = 0x1p30;
    private static final double BURST_CORES = 0.5;
    private static final Duration BURST_BEGIN = Duration.ofMinutes(1);
    private static final Duration BURST_END = Duration.ofMinutes(2);

    /** What controls it, and what controls that; {@code <none>} for nothing. */
    record Owner(String kind, String name, String aboveKind, String aboveName) {}

    double meanCores(long window) {
        return level(window)
                + BURST_CORES
                        * BURST_END.minus(BURST_BEGIN).toSeconds()
                        / Windows.LENGTH.toSeconds();
    }

    double maxCores(long window) {
        return level(window) + BURST_CORES;
    }

    double memoryBytes(long window) {
        return 0x1p20
                * (100
                        + 40 * rank
                        + 10 * Math.floorMod(window, 11)
                        + 8 * Math.floorMod(window / Windows.PER_DAY, 5));
    }

    /** Adds what cAdvisor and kube-state-metrics told of it. */
    void addTo(OpenMetrics told) {
        addUsageTo(told);
        addFactsTo(told);
    }

    private String pod() {
        return "namespace=\"" + namespace + "\",pod=\"" + name + '"';
    }

    /** The labels of its container. */
    String container() {
        return pod() + ",container=\"" + CONTAINER + '"';
    }

    private void addUsageTo(OpenMetrics told) {
        String pod = pod();
        String container = container();
        Instant from = createdAt;
        Instant to = lastSampleAt;
        String cgroup = ",id=\"/kubepods/pod" + uid + "\",image=\"i\",cpu=\"total\"";
        told.series(
                "container_cpu_usage_seconds_total", container + cgroup, from, to, this::seconds);
        // the pod's sum, which must not count
        told.series(
                "container_cpu_usage_seconds_total",
                pod + ",container=\"\",cpu=\"total\"",
                from,
                to,
                at -> 2 * seconds(at));
        told.series(
                "container_memory_working_set_bytes",
                container + ",image=\"i\"",
                from,
                to,
                at -> memoryBytes(Windows.indexOf(at)));
    }

    /** Adds what kube-state-metrics told of it. */
    void addFactsTo(OpenMetrics told) {
        String pod = pod();
        String container = container();
        Instant from = createdAt;
        Instant to = lastSampleAt;
        String identity = pod + ",uid=\"" + uid + '"';
        told.series(
                "kube_pod_info",
                identity
                        + ",node=\"node-1\",created_by_kind=\""
                        + owner.kind()
                        + "\",created_by_name=\""
                        + owner.name()
                        + '"',
                from,
                to,
                _ -> 1);
        told.series("kube_pod_created", identity, from, to, _ -> createdAt.getEpochSecond());
        told.series("kube_pod_status_ready", identity + ",condition=\"true\"", from, to, _ -> 1);
        told.series("kube_pod_container_info", container + ",uid=\"" + uid + '"', from, to, _ -> 1);
        told.series(
                "kube_pod_container_resource_requests",
                container + ",resource=\"cpu\",unit=\"core\"",
                from,
                to,
                _ -> REQUEST_CORES);
        told.series(
                "kube_pod_container_resource_limits",
                container + ",resource=\"memory\",unit=\"byte\"",
                from,
                to,
                _ -> LIMIT_BYTES);
    }

    /** Adds what kube-state-metrics told of its ReplicaSet. */
    void addReplicaSetTo(OpenMetrics told) {
        told.series(
                "kube_replicaset_owner",
                "namespace=\""
                        + namespace
                        + "\",replicaset=\""
                        + owner.name()
                        + "\",owner_kind=\""
                        + owner.aboveKind()
                        + "\",owner_name=\""
                        + owner.aboveName()
                        + "\",owner_is_controller=\"true\"",
                createdAt,
                lastSampleAt,
                _ -> 1);
    }

    /** No two windows are alike: what is equal but for rounding is above or below by chance. */
    private double level(long window) {
        return 0.1
                + 0.1 * rank
                + 0.05 * Math.floorMod(window, 7)
                + 0.02 * Math.floorMod(window / Windows.PER_DAY, 5)
                + 0.005 * Math.sin((double) window);
    }

    /** The counter: everything used since the window in which the pod was created began. */
    double seconds(Instant at) {
        double seconds = 0;
        long last = Windows.indexOf(at);
        for (long window = Windows.indexOf(createdAt); window < last; window++) {
            seconds += meanCores(window) * Windows.LENGTH.toSeconds();
        }
        double into = Duration.between(Windows.start(last), at).toSeconds();
        double burst = Math.clamp(into - BURST_BEGIN.toSeconds(), 0, 60);
        return seconds + level(last) * into + BURST_CORES * burst;
    }
}
