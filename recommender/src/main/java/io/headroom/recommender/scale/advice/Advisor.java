package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.advice.ScalingAdvice.FloorReason;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds how an autoscaler of CPU should be set: the settings with which the days behind would have
 * cost the least, replicas and what they leave unserved together. Of one workload it knows nothing
 * but its own past.
 *
 * @param settings how the cluster's controller is set
 * @param kept null where all is searched, the target too
 */
public record Advisor(ControllerSettings settings, Price price, @Nullable Kept kept) {
    /** As much as a ring holds. */
    private static final Duration MEMORY = Duration.ofDays(14);

    private static final Duration LEAST_HISTORY = Duration.ofHours(12);
    private static final int LEAST_REPLICAS = 2;
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

    /** Where the search begins. */
    private static final List<Candidate> STARTS =
            List.of(
                    new Candidate(50, LEAST_REPLICAS, 0, 300, null),
                    new Candidate(75, LEAST_REPLICAS, 0, 1_200, null));

    private static final FloorPlan USUAL_FLOOR =
            new FloorPlan(new Forecast(7, Forecast.MEAN), 0.7, 0);
    private static final FloorPlan SAFE_FLOOR = new FloorPlan(new Forecast(7, 1), 1, 0);

    /** One that searches all. */
    public Advisor(ControllerSettings settings, Price price) {
        this(settings, price, null);
    }

    /**
     * Searches the last fourteen days.
     *
     * @param history ends now
     * @param most replicas that quota or nodes hold, where that is known; else the maximum is far
     *     above all that was needed, and only there to stop a runaway
     * @return empty where there is less than half a day of it, or no demand
     */
    public Optional<ScalingAdvice> advise(Demand history, ReplayedPod pod, @Nullable Integer most) {
        Demand past = lately(history);
        if (past.isEmpty()
                || past.end(past.size() - 1) - past.start(0) < LEAST_HISTORY.toSeconds()
                || past.quantile(1) <= 0) {
            return Optional.empty();
        }
        return Optional.of(advise(new Rehearsals(past, pod, this, most)));
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
        Search search =
                new Search(
                        rehearsals::cost,
                        Candidate.lines(rehearsals.targets(), rehearsals.mins(), FORECASTS));
        Candidate fixed = search.best(STARTS);
        Optional<ForecastTrial> trial = rehearsals.bestTrial(FORECASTS);
        if (trial.isEmpty() || trial.get().days() < LEAST_TRIAL_DAYS) {
            return rehearsals.advice(fixed, FloorReason.TOO_FEW_DAYS, null);
        }
        if (!trial.get().beatsNaive()) {
            return rehearsals.advice(fixed, FloorReason.FORECAST_NO_BETTER_THAN_NAIVE, trial.get());
        }
        Candidate withFloor =
                search.best(
                        Stream.of(
                                        STARTS.getFirst().withFloor(USUAL_FLOOR),
                                        fixed.withFloor(SAFE_FLOOR))
                                .toList());
        boolean helps = search.cost(withFloor) < (1 - LEAST_GAIN) * search.cost(fixed);
        return helps
                ? rehearsals.advice(withFloor, FloorReason.HELPS, trial.get())
                : rehearsals.advice(fixed, FloorReason.NO_GAIN, trial.get());
    }

    /** How a forecast did where it did best. */
    static Comparator<ForecastTrial> byError() {
        return Comparator.comparingDouble(ForecastTrial::error);
    }
}
