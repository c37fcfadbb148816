package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaSpec;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings that may be advised.
 *
 * @param target percent of the requests; nothing where an autoscaler's metrics are kept
 * @param upSeconds the stabilization window for scaling up
 * @param downSeconds that for scaling down
 * @param floor null for none
 */
record Candidate(int target, int min, int upSeconds, int downSeconds, @Nullable FloorPlan floor) {
    /** No higher: a pod that is nearly full answers late, which no replay of demand shows. */
    static final List<Integer> TARGETS = List.of(35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85);

    private static final List<Integer> UPS = List.of(0, 30, 60, 120);

    /** No shorter than the usual one: that saves a hundredth, and goes back and forth for it. */
    private static final List<Integer> DOWNS = List.of(300, 600, 1_200, 2_400, 3_600);

    private static final List<Double> LEVELS = List.of(1.2, 1.0, 0.85, 0.7, 0.6, 0.5);
    private static final List<Integer> MARGINS = List.of(0, 300, 900, 1_800);

    /** With other windows than the behavior has. */
    HpaSpec spec(int max, Behavior behavior) {
        return HpaSpec.ofCpu(Math.min(min, max), max, target)
                .withBehavior(
                        behavior.withWindows(
                                Duration.ofSeconds(upSeconds), Duration.ofSeconds(downSeconds)));
    }

    /**
     * Those that differ in one thing, thing by thing.
     *
     * @param targets what the target may be
     * @param mins what the minimum may be
     */
    static List<Line> lines(List<Integer> targets, List<Integer> mins, List<Forecast> forecasts) {
        return List.of(
                from -> targets.stream().map(from::withTarget),
                from -> DOWNS.stream().map(from::withDownSeconds),
                from -> UPS.stream().map(from::withUpSeconds),
                from -> mins.stream().map(from::withMin),
                from -> LEVELS.stream().flatMap(level -> from.changed(p -> p.withLevel(level))),
                from ->
                        MARGINS.stream()
                                .flatMap(margin ->
                                        from.changed(plan -> plan.withMarginSeconds(margin))),
                from ->
                        forecasts.stream()
                                .flatMap(forecast ->
                                        from.changed(plan -> plan.withForecast(forecast))));
    }

    /** Candidates along one thing. */
    @FunctionalInterface
    interface Line {
        Stream<Candidate> through(Candidate from);
    }

    /** Another floor. */
    @FunctionalInterface
    private interface Change {
        FloorPlan of(FloorPlan plan);
    }

    /** Nothing where there is no floor. */
    private Stream<Candidate> changed(Change change) {
        return floor == null ? Stream.empty() : Stream.of(withFloor(change.of(floor)));
    }

    Candidate withFloor(FloorPlan plan) {
        return new Candidate(target, min, upSeconds, downSeconds, plan);
    }

    private Candidate withTarget(int other) {
        return new Candidate(other, min, upSeconds, downSeconds, floor);
    }

    private Candidate withMin(int other) {
        return new Candidate(target, other, upSeconds, downSeconds, floor);
    }

    private Candidate withUpSeconds(int other) {
        return new Candidate(target, min, other, downSeconds, floor);
    }

    private Candidate withDownSeconds(int other) {
        return new Candidate(target, min, upSeconds, other, floor);
    }
}
