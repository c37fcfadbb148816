package io.headroom.deploy.e2e;

import io.headroom.deploy.e2e.SeenWorkloads.Seen;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.MetricReading.PodMetric;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a replay makes of what the pods were measured to serve, left to itself. */
final class Rehearsal {
    private static final Duration LOOK = ControllerSettings.DEFAULT.syncPeriod();

    /** No pod here ever has more than it can serve. */
    private static final double ENDLESS = 1_000;

    /** From when a pod is asked for until metrics-server knows it. */
    private static final Duration UNTIL_MEASURED = Duration.ofSeconds(20);

    private Rehearsal() {}

    /** How many replicas there are to be after each look. */
    static List<Integer> replicas(
            ScaledWorkload workload, List<Instant> times, List<SeenWorkloads> seen) {
        List<Seen> looks =
                times.stream()
                        .map(at ->
                                seen.stream()
                                        .filter(each -> !each.to().isAfter(at))
                                        .reduce((_, later) -> later)
                                        .orElseThrow()
                                        .workloads()
                                        .get(workload.name()))
                        .toList();
        Map<HpaMetric, Demand> others = new HashMap<>();
        for (HpaMetric metric : workload.spec().metrics()) {
            if (!metric.name().equals(HpaMetric.CPU)) {
                others.put(metric, demand(looks, metric.name()));
            }
        }
        List<Integer> replicas = new ArrayList<>();
        new Replay(
                        demand(looks, HpaMetric.CPU),
                        new ReplayedPod(
                                ScaledWorkload.REQUESTED_MILLI / 1_000.0, ENDLESS, UNTIL_MEASURED),
                        ControllerSettings.DEFAULT,
                        others)
                .run(
                        List.of(Phase.always(workload.spec())),
                        (_, each, _, _, _) -> replicas.add(each));
        // a look is seen to have moved something when the next one comes
        return replicas.subList(1, replicas.size());
    }

    /**
     * What all pods had to serve. A replay's look sees what was measured in the window before the
     * one that it ends, so that each window has what was there at the next look.
     */
    private static Demand demand(List<Seen> looks, String resource) {
        Demand.Builder builder = Demand.withStep(LOOK);
        for (int i = 0; i <= looks.size(); i++) {
            builder.add(
                    (i + 1) * LOOK.toSeconds(),
                    total(looks.get(Math.min(i + 1, looks.size() - 1)), resource));
        }
        return builder.build();
    }

    /** As if the pods that are not measured yet did what the others do. */
    private static double total(Seen look, String resource) {
        return look.metrics().get(resource).values().stream()
                        .mapToLong(PodMetric::milli)
                        .average()
                        .orElseThrow()
                * look.pods().size()
                / 1_000;
    }
}
