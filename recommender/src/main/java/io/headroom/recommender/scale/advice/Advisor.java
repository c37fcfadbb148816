package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.advice.ScalingAdvice.FloorReason;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.LocalClock;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds how an autoscaler of CPU should be set: the settings with which the days behind would have
 * cost the least, replicas and what they leave unserved together. Of one workload it knows nothing
 * but its own past.
 *
 * @param settings how the cluster's controller is set
 * @param most replicas that there may be; where that is more than the days could need, the maximum
 *     is far above what they did, and only there to stop a runaway
 * @param behavior of which the stabilization windows are searched, and the rest stays: somebody who
 *     disables scaling down, or lets it go by one pod a minute, does so for a reason that no demand
 *     shows
 * @param kept null where all is searched, the target too
 * @param terms what somebody asks for; of the maximum {@code most} has it
 * @param daily whether it is asked again each day: then a floor is for the day that begins alone
 */
public record Advisor(
        ControllerSettings settings,
        Price price,
        int most,
        Behavior behavior,
        @Nullable Kept kept,
        ScalingTerms terms,
        boolean daily) {
    /** As much as a ring holds. */
    private static final Duration MEMORY = Duration.ofDays(14);

    private static final Duration LEAST_HISTORY = Duration.ofHours(12);
    static final int LEAST_REPLICAS = 2;
    private static final int LEAST_TRIAL_DAYS = 2;

    /** By how much a floor must be cheaper: less may be luck. */
    private static final double LEAST_GAIN = 0.02;

    private static final List<Forecast> FORECASTS =
            List.of(
                    new Forecast(3, Forecast.MEAN),
                    new Forecast(7, Forecast.MEAN),
                    new Forecast(14, Forecast.MEAN),
                    new Forecast(7, 0.5),
                    new Forecast(3, 1),
                    new Forecast(7, 1),
                    new Forecast(14, 0.8));

    private static final FloorPlan USUAL_FLOOR =
            new FloorPlan(new Forecast(7, Forecast.MEAN), 0.7, 0);
    private static final FloorPlan SAFE_FLOOR = new FloorPlan(new Forecast(7, 1), 1, 0);

    /** One that searches all, and that no quota bounds. */
    public Advisor(ControllerSettings settings, Price price) {
        this(
                settings,
                price,
                Most.UNLIMITED.then(),
                Behavior.DEFAULT,
                null,
                ScalingTerms.NONE,
                /* daily */ false);
    }

    /** No minimum is below that. */
    int least() {
        return terms.leastOr(LEAST_REPLICAS);
    }

    /** By the clock that the time of the day is by. */
    LocalClock clock() {
        return new LocalClock(terms.zone());
    }

    /** Where the search begins. */
    private List<Candidate> starts(Rehearsals rehearsals) {
        return List.of(
                new Candidate(rehearsals.target(50), least(), 0, 300, null),
                new Candidate(rehearsals.target(75), least(), 0, 1_200, null));
    }

    /**
     * Searches the last fourteen days.
     *
     * @param history ends now
     * @return empty where there is less than half a day of it, or no demand
     */
    public Optional<ScalingAdvice> advise(Demand history, ReplayedPod pod) {
        return rehearsals(history, pod).map(this::advise);
    }

    /** Searches the same days for settings that no schedule goes with; empty likewise. */
    Optional<ScalingAdvice.Without> without(Demand history, ReplayedPod pod) {
        return rehearsals(history, pod)
                .map(rehearsals ->
                        rehearsals.without(search(rehearsals, List.of()).best(starts(rehearsals))));
    }

    private Optional<Rehearsals> rehearsals(Demand history, ReplayedPod pod) {
        Demand past = lately(history);
        return past.isEmpty()
                        || past.end(past.size() - 1) - past.start(0) < LEAST_HISTORY.toSeconds()
                        || past.quantile(1) <= 0
                ? Optional.empty()
                : Optional.of(new Rehearsals(past, pod, this));
    }

    private static Search search(Rehearsals rehearsals, List<Forecast> forecasts) {
        return new Search(
                rehearsals::cost,
                Candidate.lines(rehearsals.targets(), rehearsals.mins(), forecasts));
    }

    /** The days that settings are judged on: those before them only serve to learn from. */
    public Demand judged(Demand history) {
        return history.isEmpty() ? history : Rehearsals.judged(lately(history));
    }

    /** What of it is searched. */
    static Demand lately(Demand history) {
        if (history.isEmpty()) {
            return history;
        }
        Instant end = Instant.ofEpochSecond(history.end(history.size() - 1));
        return history.between(end.minus(MEMORY), end);
    }

    private ScalingAdvice advise(Rehearsals rehearsals) {
        Map<Forecast, ForecastTrial> trials = rehearsals.trials(FORECASTS);
        List<Forecast> good =
                trials.entrySet().stream()
                        .filter(each -> each.getValue().beatsNaive())
                        .map(Map.Entry::getKey)
                        .toList();
        Search search = search(rehearsals, good);
        List<Candidate> starts = starts(rehearsals);
        Candidate fixed = search.best(starts);
        // the best of seven would be better than nothing by luck
        ForecastTrial usual = Objects.requireNonNull(trials.get(USUAL_FLOOR.forecast()));
        if (usual.days() < LEAST_TRIAL_DAYS) {
            return rehearsals.advice(fixed, FloorReason.TOO_FEW_DAYS, null);
        }
        if (good.isEmpty()) {
            return rehearsals.advice(fixed, FloorReason.FORECAST_NO_BETTER_THAN_NAIVE, usual);
        }
        Candidate withFloor =
                search.best(
                        Stream.of(
                                        starts.getFirst().withFloor(goodOf(USUAL_FLOOR, good)),
                                        fixed.withFloor(goodOf(SAFE_FLOOR, good)))
                                .toList());
        FloorPlan floor = withFloor.floor();
        if (floor == null || search.cost(withFloor) >= (1 - LEAST_GAIN) * search.cost(fixed)) {
            return rehearsals.advice(fixed, FloorReason.NO_GAIN, usual);
        }
        return !daily || rehearsals.isCheaperAWeekAgo(withFloor, fixed)
                ? rehearsals.advice(withFloor, floor, fixed, trials.get(floor.forecast()))
                : rehearsals.advice(fixed, FloorReason.NO_GAIN_A_WEEK_AGO, usual);
    }

    /** No floor goes by a forecast that was no better than yesterday. */
    private static FloorPlan goodOf(FloorPlan plan, List<Forecast> good) {
        return good.contains(plan.forecast()) ? plan : plan.withForecast(good.getFirst());
    }
}
