package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.advice.ScalingAdvice.FloorReason;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds how an autoscaler should be set, by replaying what it would have done. */
public final class Advisor {
    private static final Duration MEMORY = Duration.ofDays(14);
    private static final int LEAST = 2;
    private static final int[] TARGETS = {35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85};
    private static final int[] WINDOWS = {60, 120, 300, 600, 1_200, 2_400, 3_600};
    private static final double[] QUANTILES = {0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1};
    private static final double[] LEVELS = {1.2, 1, 0.85, 0.7, 0.6, 0.5};
    private static final List<Forecast> FORECASTS =
            List.of(
                    new Forecast(3, Forecast.MEAN),
                    new Forecast(7, Forecast.MEAN),
                    new Forecast(14, Forecast.MEAN),
                    new Forecast(7, 0.5),
                    new Forecast(3, 1),
                    new Forecast(7, 1),
                    new Forecast(14, 0.8));
    private static final double GAIN = 0.02;

    private final ControllerSettings settings;
    private final double price;

    public Advisor(ControllerSettings settings, double unservedPrice) {
        this.settings = settings;
        this.price = unservedPrice;
    }

    private record Candidate(int target, int min, int window, @Nullable FloorPlan plan) {
        HpaSpec spec(int max) {
            return HpaSpec.ofCpu(Math.min(min, max), max, target)
                    .withBehavior(
                            Behavior.DEFAULT.withWindows(
                                    Duration.ZERO, Duration.ofSeconds(window)));
        }
    }

    private record Scored(Candidate candidate, double cost) {}

    public ScalingAdvice advise(Demand history, ReplayedPod pod) {
        Instant end = Instant.ofEpochSecond(history.end(history.size() - 1));
        Demand past = history.between(end.minus(MEMORY), end);
        return new Search(past, pod).advice();
    }

    private final class Search {
        private final Demand past;
        private final ReplayedPod pod;
        private final DayProfiles profiles;
        private final Demand judged;
        private final Replay replay;
        private final int max;

        Search(Demand past, ReplayedPod pod) {
            this.past = past;
            this.pod = pod;
            profiles =
                    DayProfiles.of(past, pod.readinessDelay().plus(settings.syncPeriod()));
            Instant start = Instant.ofEpochSecond(past.start(0));
            double days = (past.end(past.size() - 1) - past.start(0)) / 86_400.0;
            judged = past.between(start.plus(Duration.ofHours(days >= 3 ? 48 : days >= 2 ? 24 : 0)), Instant.MAX);
            replay = new Replay(judged, pod, settings);
            max = (int) Math.min(1_000_000, Math.max(100, 10 * Math.ceil(past.quantile(1) / pod.capacity())));
        }

        ScalingAdvice advice() {
            List<Scored> plain = new ArrayList<>();
            for (int target : TARGETS) {
                for (int window : WINDOWS) {
                    plain.add(scored(new Candidate(target, LEAST, window, null)));
                }
            }
            Scored first = best(plain);
            List<Scored> raised = new ArrayList<>(plain);
            IntStream.of(mins()).forEach(min -> {
                for (int target : TARGETS) {
                    raised.add(scored(new Candidate(target, min, first.candidate().window(), null)));
                }
            });
            Scored fixed = best(raised);
            long lastDay = profiles.endDay() - 1;
            long from = Math.floorDiv(judged.start(0), (long) FloorSchedule.DAY_SECONDS) ;
            ForecastTrial trial =
                    FORECASTS.stream()
                            .map(f -> ForecastTrial.of(f, profiles, from, lastDay + 1))
                            .min(Comparator.comparingDouble(ForecastTrial::error))
                            .orElseThrow();
            if (trial.days() < 2) {
                return advice(fixed, FloorReason.TOO_FEW_DAYS, null);
            }
            if (!trial.beatsNaive()) {
                return advice(fixed, FloorReason.FORECAST_NO_BETTER_THAN_NAIVE, trial);
            }
            List<Scored> floors = new ArrayList<>();
            for (Forecast forecast : FORECASTS) {
                for (double level : LEVELS) {
                    for (int target : new int[] {50, 60, 70, 80}) {
                        floors.add(scored(new Candidate(target, LEAST, first.candidate().window(), new FloorPlan(forecast, level))));
                    }
                }
            }
            Scored floor = best(floors);
            FloorPlan plan = floor.candidate().plan();
            List<Scored> again = new ArrayList<>(List.of(floor));
            for (int target : TARGETS) {
                for (int window : WINDOWS) {
                    again.add(scored(new Candidate(target, LEAST, window, plan)));
                }
            }
            floor = best(again);
            return floor.cost() < (1 - GAIN) * fixed.cost()
                    ? advice(floor, FloorReason.HELPS, trial)
                    : advice(fixed, FloorReason.NO_GAIN, trial);
        }

        private int[] mins() {
            return java.util.stream.DoubleStream.of(QUANTILES)
                    .mapToInt(q -> (int) Math.ceil(judged.quantile(q) / pod.capacity()))
                    .filter(min -> min > LEAST)
                    .distinct()
                    .toArray();
        }

        private ScalingAdvice advice(Scored found, FloorReason reason, @Nullable ForecastTrial trial) {
            FloorPlan plan = found.candidate().plan();
            return new ScalingAdvice(
                    found.candidate().spec(max),
                    plan == null ? null : plan.schedule(profiles, profiles.endDay(), pod, found.candidate().min()),
                    reason,
                    trial);
        }

        private Scored best(List<Scored> all) {
            return all.stream().min(Comparator.comparingDouble(Scored::cost)).orElseThrow();
        }

        private Scored scored(Candidate candidate) {
            Outcome outcome = replay.run(plan(candidate), Replay.Observer.NONE);
            return new Scored(candidate, outcome.replicaSeconds() * pod.request() + price * outcome.unserved());
        }

        private List<Phase> plan(Candidate candidate) {
            FloorPlan plan = candidate.plan();
            HpaSpec spec = candidate.spec(max);
            if (plan == null) {
                return List.of(Phase.always(spec));
            }
            List<Phase> phases = new ArrayList<>();
            for (long day = Math.floorDiv(judged.start(0), (long) FloorSchedule.DAY_SECONDS); day < profiles.endDay(); day++) {
                phases.add(new Phase(day * FloorSchedule.DAY_SECONDS, spec, plan.schedule(profiles, day, pod, candidate.min())));
            }
            return phases;
        }
    }
}
