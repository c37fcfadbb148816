package io.headroom.recommender;

import io.headroom.recommender.ScalingOverview.Floor;
import io.headroom.recommender.ScalingOverview.HeldOutDays;
import io.headroom.recommender.ScalingOverview.Replays;
import io.headroom.recommender.ScalingOverview.Run;
import io.headroom.recommender.ScalingOverview.Settings;
import io.prometheus.metrics.model.snapshots.Labels;
import org.jspecify.annotations.Nullable;

/** What is advised for the scaling of workloads, as series. */
final class ScalingSeries {
    private ScalingSeries() {}

    static void add(View view, Gauges gauges) {
        view.scaling().values().forEach(each -> add(each, gauges));
    }

    private static void add(ScalingOverview overview, Gauges gauges) {
        Labels labels = WorkloadSeries.labels(overview.workload());
        gauges.add(
                "headroom_recommendation_hpa_info",
                "1 with what is said of the workload's scaling: suited, why it should not be scaled"
                        + " by its load, or why nothing is said.",
                labels.add("code", overview.code()),
                1);
        Settings settings = alone(overview);
        if (settings != null) {
            gauges.add(
                    "headroom_recommendation_hpa_min_replicas",
                    "The minReplicas that is advised, where no schedule raises it.",
                    labels,
                    settings.minReplicas());
            gauges.add(
                    "headroom_recommendation_hpa_max_replicas",
                    "The maxReplicas that is advised.",
                    labels,
                    settings.maxReplicas());
            gauges.add(
                    "headroom_recommendation_hpa_target_utilization_ratio",
                    "The CPU utilization that is advised as the target, of the requests that are"
                            + " recommended, where no schedule raises the minimum.",
                    labels,
                    settings.targetCpuUtilizationPercent() / 100.0);
        }
        Floor floor = overview.floor();
        if (floor != null) {
            gauges.add(
                    "headroom_recommendation_hpa_floor_info",
                    "1 with whether the minReplicas that is advised should follow the time of the"
                            + " day: helps, or why not.",
                    labels.add("reason", floor.reason()),
                    1);
        }
        Replays replay = overview.replay();
        if (replay != null) {
            runs(replay, labels.add("days", "searched"), gauges);
        }
        HeldOutDays heldOut = overview.heldOut();
        if (heldOut != null) {
            runs(heldOut.replay(), labels.add("days", "held_out"), gauges);
        }
    }

    /** Whoever goes by a metric sets no schedule. */
    private static @Nullable Settings alone(ScalingOverview overview) {
        Floor floor = overview.floor();
        return floor == null || floor.without() == null
                ? overview.settings()
                : floor.without().settings();
    }

    private static void runs(Replays replay, Labels labels, Gauges gauges) {
        if (replay.asItIs() != null) {
            gauges.add(
                    "headroom_hpa_replay_left_out_triggers",
                    "Triggers of KEDA that go by the clock and that the replays with"
                            + " settings=\"current\" are without, as nobody knows how many"
                            + " replicas they ask for.",
                    labels,
                    replay.asItIsWithout().size());
        }
        run("current", replay.asItIs(), labels, gauges);
        run("advised", replay.advised(), labels, gauges);
        run("none", replay.none(), labels, gauges);
    }

    private static void run(String settings, @Nullable Run run, Labels labels, Gauges gauges) {
        if (run != null && run.days() > 0) {
            Labels of = labels.add("settings", settings);
            gauges.add(
                    "headroom_hpa_replay_replicas",
                    "Mean replicas of the days behind, replayed with the autoscaler as it is (one"
                            + " that scales nothing as if it did), as advised, and without one: the days that were searched, and those"
                            + " of them on which a search without them was judged.",
                    of,
                    run.replicaHours() / (24 * run.days()));
            gauges.add(
                    "headroom_hpa_replay_unserved_ratio",
                    "Share of the CPU demand that no pod could serve in the same replays.",
                    of,
                    run.unservedRatio());
        }
    }
}
