package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Leak;
import io.headroom.model.recommendation.Recommendation;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** The series of what ends again and again, and of what will end if it goes on like this. */
final class RestartSeries {
    /** The longest pause of a kubelet, and the run after which it begins to count anew. */
    private static final Duration LOOP_OVER = Duration.ofMinutes(15);

    private static final double SECONDS_PER_HOUR = 3_600;

    private RestartSeries() {}

    /**
     * @param existing the workloads that there are; none where that is not known
     */
    static void add(View view, Set<WorkloadRef> existing, Gauges gauges) {
        crashLoops(view, existing, gauges);
        view.recommendations().values().forEach(each -> leaks(each, gauges));
    }

    /**
     * A loop that is over is told by no record, and one whose container never runs is read by
     * nobody: so it goes by the latest of all that is known.
     */
    private static void crashLoops(View view, Set<WorkloadRef> existing, Gauges gauges) {
        Instant now = latest(view);
        Set<Labels> looping = new HashSet<>();
        for (Incident incident : view.incidents().values()) {
            if (incident.crashLoop()
                    && (existing.isEmpty() || existing.contains(incident.workload()))
                    && !now.isAfter(incident.lastAt().plus(LOOP_OVER))) {
                for (String container : incident.containers()) {
                    looping.add(
                            WorkloadSeries.labels(incident.workload()).add("container", container));
                }
            }
        }
        looping.forEach(labels ->
                gauges.add(
                        "headroom_workload_crashlooping",
                        "1 where a container ends again and again, by the rate of its ends.",
                        labels,
                        1));
    }

    private static Instant latest(View view) {
        Instant latest = Instant.EPOCH;
        for (UsageSummary summary : view.summaries().values()) {
            latest = summary.asOf().isAfter(latest) ? summary.asOf() : latest;
        }
        for (Incident incident : view.incidents().values()) {
            latest = incident.lastAt().isAfter(latest) ? incident.lastAt() : latest;
        }
        return latest;
    }

    private static void leaks(Recommendation recommendation, Gauges gauges) {
        for (ContainerRecommendation container : recommendation.containers()) {
            Leak leak = container.leak();
            if (leak == null) {
                continue;
            }
            Labels labels =
                    WorkloadSeries.labels(recommendation.workload())
                            .add("container", container.name());
            gauges.add(
                    "headroom_workload_memory_leak_bytes_per_second",
                    "How fast memory grows that grows without end.",
                    labels,
                    leak.perHour().bytes() / SECONDS_PER_HOUR);
            Instant kill = leak.expectedKillAt();
            if (kill != null) {
                gauges.add(
                        "headroom_workload_memory_leak_kill_timestamp_seconds",
                        "When it reaches the limit if it goes on like this.",
                        labels,
                        kill.toEpochMilli() / 1_000.0);
            }
        }
    }
}
