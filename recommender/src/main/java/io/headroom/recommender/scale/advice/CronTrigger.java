package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.replay.FloorSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A trigger of KEDA that asks for replicas by the time of the day. Unlike a minimum it is a metric,
 * which the controller follows beyond its tolerance, behind its window and by its policies alone:
 * so it asks for a little more, and as much earlier.
 *
 * @param timezone its name in the database of IANA
 * @param start as cron has it
 * @param end likewise; never the start, which KEDA refuses
 */
public record CronTrigger(String timezone, String start, String end, int desiredReplicas) {
    /** In floating point a share of replicas that is whole may be a little less. */
    private static final double EDGE = 1e-9;

    private static final int HOUR = 3_600;
    private static final int MINUTE = 60;

    /** Those that ask for what a schedule does. */
    static List<CronTrigger> of(Scheduled scheduled) {
        Behavior behavior = scheduled.spec().behavior();
        ScalingRules up = (behavior == null ? Behavior.DEFAULT : behavior).scaleUp();
        return scheduled.steps().stream()
                .map(step ->
                        new CronTrigger(
                                scheduled.zone().getId(),
                                cron(
                                        step.fromSeconds()
                                                - Math.min(
                                                        wait(up) + climb(scheduled, step, up),
                                                        longest(step))),
                                cron(step.toSeconds()),
                                Math.min(
                                        held(step.replicas(), up), scheduled.spec().maxReplicas())))
                .toList();
    }

    /** In whole minutes. */
    private static int wait(ScalingRules up) {
        Duration window = up.stabilizationWindow();
        return window == null ? 0 : MINUTE * (int) Math.ceilDiv(window.toSeconds(), MINUTE);
    }

    /**
     * How long policies take at most from the minimum to a step, in whole minutes: less than one is
     * left, as by those that there are without any. With several of which the slowest counts each
     * may be that for a part of the way.
     */
    private static int climb(Scheduled scheduled, FloorSchedule.Step step, ScalingRules up) {
        int from = Math.max(1, scheduled.spec().minReplicas());
        IntStream each = up.policies().stream().mapToInt(one -> climb(from, step.replicas(), one));
        int seconds =
                switch (up.select()) {
                    case MAX -> each.min().orElse(0);
                    case MIN -> each.sum();
                    case DISABLED -> 0;
                };
        return seconds / MINUTE * MINUTE;
    }

    /** The first move is at once, and each of the others at the first look behind a period. */
    private static int climb(int from, int to, ScalingPolicy policy) {
        int moves = 0;
        for (int replicas = from; replicas < to; moves++) {
            replicas =
                    switch (policy.type()) {
                        case PODS -> replicas + policy.value();
                        case PERCENT -> (int) Math.ceil(replicas * (1 + policy.value() / 100.0));
                    };
        }
        int sync = (int) ControllerSettings.DEFAULT.syncPeriod().toSeconds();
        int looks = (int) Math.ceilDiv(policy.period().toSeconds(), sync);
        return Math.max(0, moves - 1) * looks * sync;
    }

    /** What a step may begin earlier and still begin behind its own end. */
    private static int longest(FloorSchedule.Step step) {
        return Math.floorMod(step.fromSeconds() - step.toSeconds(), FloorSchedule.DAY_SECONDS)
                - MINUTE;
    }

    /** What one replica less than that is too few for, even with the tolerance. */
    private static int held(int replicas, ScalingRules up) {
        double tolerance =
                up.tolerance() == null ? ControllerSettings.DEFAULT.tolerance() : up.tolerance();
        return Math.max(replicas, 1 + (int) Math.floor((1 + tolerance) * (replicas - 1) + EDGE));
    }

    private static String cron(int second) {
        int ofDay = Math.floorMod(second, FloorSchedule.DAY_SECONDS);
        return ofDay % HOUR / MINUTE + " " + ofDay / HOUR + " * * *";
    }

    /**
     * The metric that it becomes in the autoscaler that KEDA makes, in small letters and without
     * the number of the trigger in front: {@code GetMetricSpecForScaling} of its cron scaler leaves
     * blanks out and writes x for each star, and what no name may hold becomes a dash.
     */
    public String metric() {
        return ("cron-" + timezone + '-' + start + '-' + end)
                .replace(" ", "")
                .replace('*', 'x')
                .replaceAll("[/.:%()]", "-")
                .toLowerCase(Locale.ROOT);
    }
}
