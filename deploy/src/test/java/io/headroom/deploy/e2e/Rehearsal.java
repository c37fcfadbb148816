package io.headroom.deploy.e2e;

import io.headroom.deploy.e2e.Agreement.Look;
import io.headroom.deploy.e2e.SeenWorkloads.Seen;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.MetricReading.PodMetric;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.replay.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * A replay that is left to itself from the first look on, by what the controller of the cluster saw
 * the pods to use at each of its own.
 */
final class Rehearsal {
    private static final Duration LOOK = ControllerSettings.DEFAULT.syncPeriod();

    /** No pod here ever has more than it can serve. */
    private static final double ENDLESS = 1_000;

    private Rehearsal() {}

    static Course of(ScaledWorkload workload, List<Instant> times, List<SeenWorkloads> seen) {
        List<Look> looks = Agreement.looks(workload, times, seen);
        Demand measured = series(looks, HpaMetric.CPU, each -> 1_000.0 * each.getCount());
        Map<HpaMetric, Demand> ofEach = new HashMap<>();
        for (HpaMetric metric : workload.spec().metrics()) {
            ofEach.put(metric, series(looks, metric.name(), LongSummaryStatistics::getAverage));
        }
        List<Integer> replicas = new ArrayList<>();
        new Replay(
                        series(looks, HpaMetric.CPU, LongSummaryStatistics::getSum),
                        new ReplayedPod(
                                ScaledWorkload.REQUESTED_MILLI / 1_000.0, ENDLESS, Duration.ZERO),
                        ControllerSettings.DEFAULT,
                        new Samples(looks.getFirst().before(), measured, ofEach))
                .run(
                        List.of(Phase.always(workload.spec())),
                        (_, each, _, _, _) -> replicas.add(each));
        // what a look moves is seen at the next one
        return new Course(replicas.subList(1, replicas.size()));
    }

    /**
     * A replay's look sees what was measured in the window before the one that it ends; it looks
     * once before the first look.
     */
    private static Demand series(
            List<Look> looks, String resource, ToDoubleFunction<LongSummaryStatistics> what) {
        Demand.Builder builder = Demand.withStep(LOOK);
        builder.add(
                seconds(looks.getFirst().at().minus(LOOK)),
                amount(looks.getFirst(), resource, what));
        for (int i = 0; i < looks.size(); i++) {
            Look seenNext = looks.get(Math.min(i + 1, looks.size() - 1));
            builder.add(seconds(looks.get(i).at()), amount(seenNext, resource, what));
        }
        Look last = looks.getLast();
        builder.add(seconds(last.at().plus(LOOK)), amount(last, resource, what));
        return builder.build();
    }

    private static long seconds(Instant at) {
        return Math.round(at.toEpochMilli() / 1_000.0);
    }

    private static double amount(
            Look look, String resource, ToDoubleFunction<LongSummaryStatistics> what) {
        return what.applyAsDouble(measured(look.seen(), resource)) / 1_000.0;
    }

    /** What the pods that are still there were measured to use. */
    private static LongSummaryStatistics measured(Seen look, String resource) {
        Map<String, PodMetric> metrics = look.of(resource);
        return look.pods().stream()
                .map(pod -> metrics.get(pod.name()))
                .filter(Objects::nonNull)
                .mapToLong(PodMetric::milli)
                .summaryStatistics();
    }
}
