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
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A replay of what was measured, left to itself from the first look on, beside what the controller
 * of the cluster made of the same.
 *
 * @param real how many replicas the controller asked for after each look
 * @param replayed how many the replay did
 */
record Rehearsal(String name, List<Integer> real, List<Integer> replayed) {
    private static final Duration LOOK = ControllerSettings.DEFAULT.syncPeriod();

    /** No pod here ever has more than it can serve. */
    private static final double ENDLESS = 1_000;

    /** From when a pod is asked for until metrics-server knows it. */
    private static final Duration UNTIL_MEASURED = Duration.ofSeconds(20);

    Rehearsal {
        real = List.copyOf(real);
        replayed = List.copyOf(replayed);
    }

    static Rehearsal of(ScaledWorkload workload, List<Instant> times, List<SeenWorkloads> seen) {
        return new Rehearsal(
                workload.name(),
                Agreement.replicas(workload, times, seen),
                replayed(workload, times, seen));
    }

    /** The looks after which the replay had a number that the controller had at none nearby. */
    List<Integer> apart() {
        return IntStream.range(0, real.size())
                .filter(look ->
                        !real.subList(Math.max(0, look - 1), Math.min(real.size(), look + 2))
                                .contains(replayed.get(look)))
                .boxed()
                .toList();
    }

    private static List<Integer> replayed(
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
        // it looks once before the first look, and what a look moves is seen at the next one
        return replicas.subList(2, replicas.size());
    }

    /** A replay's look sees what was measured in the window before the one that it ends. */
    private static Demand demand(List<Seen> looks, String resource) {
        Demand.Builder builder = Demand.withStep(LOOK);
        for (int i = 0; i < looks.size() + 2; i++) {
            builder.add(
                    (i + 1) * LOOK.toSeconds(),
                    measured(looks.get(Math.min(i, looks.size() - 1)), resource));
        }
        return builder.build();
    }

    /** What the pods that are still there were measured to use, in all. */
    private static double measured(Seen look, String resource) {
        Map<String, PodMetric> metrics = look.of(resource);
        return look.pods().stream()
                        .map(pod -> metrics.get(pod.name()))
                        .filter(Objects::nonNull)
                        .mapToLong(PodMetric::milli)
                        .sum()
                / 1_000.0;
    }
}
