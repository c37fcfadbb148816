package io.headroom.recommender;

import io.headroom.model.inventory.PodRefusal;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Objects;

/** The series of pods that are not let in: one for each line that refuses those of a workload. */
final class RefusalSeries {
    private RefusalSeries() {}

    static void add(View view, Gauges gauges) {
        for (PodRefusal refusal : view.refusals().values()) {
            // what refuses may name no line
            List<String> resources =
                    refusal.resources().isEmpty() ? List.of("") : refusal.resources();
            for (String resource : resources) {
                gauges.add(
                        "headroom_workload_pods_refused",
                        "1 while the API server refuses pods of the workload, by what refuses"
                                + " them.",
                        WorkloadSeries.labels(refusal.workload())
                                .merge(
                                        Labels.of(
                                                "by",
                                                refusal.by().label(),
                                                "resourcequota",
                                                Objects.requireNonNullElse(refusal.quota(), ""),
                                                "resource",
                                                resource)),
                        1);
            }
        }
    }
}
