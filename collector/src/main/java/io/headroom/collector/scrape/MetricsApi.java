package io.headroom.collector.scrape;

import java.util.List;

/** {@code metrics.k8s.io}: the usage of every pod of the cluster in one answer. */
@FunctionalInterface
public interface MetricsApi {
    List<PodUsage> pods() throws RefusedException;
}
