package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.advice.ScalingAdvice.FloorReason;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.LocalClock;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Replays candidates over the days behind: all but the first two, which the first floor is made of.
 * The floor of each day is made of the days before it. Not thread-safe.
 */
final class Rehearsals {
    private static final Duration FULL_FIRST_DAYS = Duration.ofDays(2);
    private static final int BEYOND_PEAK = 10;
    private static final int LEAST_MAX = 100;

    /**
     * By how much one that waits before it scales up must be cheaper: what that costs is a rush
     * that the days did not have.
     */
    private static final double LEAST_GAIN = 0.02;

    /** So dear that none that does not flap is dearer, be it by what is unserved. */
    private static final double FLAPPING = 1e3;

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private static final double[] MIN_QUANTILES = {0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1};

    private final Demand past;
    private final Demand judged;
    private final ReplayedPod pod;
    private final Advisor advisor;
    private final Replay replay;
    private final int max;
    private final LocalClock clock;
    private final Map<Integer, DayProfiles> profiles = new HashMap<>();

    Rehearsals(Demand past, ReplayedPod pod, Advisor advisor) {
        this.past = past;
        this.pod = pod;
        this.advisor = advisor;
        judged = judged(past);
        clock = advisor.clock();
        replay = new Replay(judged, pod, advisor.settings());
        double peak = Math.ceil(past.quantile(1) / pod.promised());
        max = (int) Math.min(Math.max(1, advisor.most()), Math.max(LEAST_MAX, BEYOND_PEAK * peak));
    }

    static Demand judged(Demand past) {
        return past.between(Instant.ofEpochSecond(past.start(0)).plus(first(past)), Instant.MAX);
    }

    /** How much of the past only serves to learn from. */
    private static Duration first(Demand past) {
        Duration span = Duration.ofSeconds(past.end(past.size() - 1) - past.start(0));
        Duration half = span.dividedBy(2);
        return span.compareTo(FULL_FIRST_DAYS) < 0
                ? Duration.ZERO
                : half.compareTo(FULL_FIRST_DAYS) < 0 ? half : FULL_FIRST_DAYS;
    }

    /** None where they are kept. */
    List<Integer> targets() {
        return advisor.kept() == null
                ? Candidate.TARGETS.stream().map(this::target).toList()
                : List.of();
    }

    /**
     * A target in percent of what pods request; of what they can use where they are full before
     * they come to that, because one of their containers is: above it nothing would ever be added.
     */
    int target(int percent) {
        return (int) Math.max(1, Math.round(percent * Math.min(1, pod.limit() / pod.request())));
    }

    /** Minimums that would have held shares of the time. */
    List<Integer> mins() {
        return DoubleStream.of(MIN_QUANTILES)
                .mapToInt(q -> (int) Math.ceil(judged.quantile(q) / pod.capacity()))
                .map(min -> Math.min(Math.max(min, advisor.least()), max))
                .distinct()
                .boxed()
                .toList();
    }

    double cost(Candidate candidate) {
        Outcome outcome = outcome(candidate);
        Kept kept = advisor.kept();
        double cost =
                advisor.price().of(outcome, pod.request())
                                * (candidate.upSeconds() > 0 ? 1 + LEAST_GAIN : 1)
                        + (outcome.isFlapping() ? FLAPPING : 0);
        return kept == null ? cost : cost + kept.beyond(outcome.unservedRatio());
    }

    /**
     * Whether one candidate cost less than another a week before the day that begins, of which a
     * forecast by the days before may know nothing; true where most of that day is not known.
     */
    boolean isCheaperAWeekAgo(Candidate candidate, Candidate other) {
        Instant from = Instant.ofEpochSecond(past.end(past.size() - 1)).minus(WEEK);
        Demand day = judged.between(from, from.plus(DAY));
        if (day.size() * (long) day.stepSeconds() < DAY.toSeconds() / 2) {
            return true;
        }
        Replay then = new Replay(day, pod, advisor.settings());
        return advisor.price().of(then.run(plan(candidate), Replay.Observer.NONE), pod.request())
                < advisor.price().of(then.run(plan(other), Replay.Observer.NONE), pod.request());
    }

    private Outcome outcome(Candidate candidate) {
        return replay.run(plan(candidate), Replay.Observer.NONE);
    }

    private List<Phase> plan(Candidate candidate) {
        HpaSpec spec = spec(candidate);
        FloorPlan floor = candidate.floor();
        if (floor == null) {
            return List.of(Phase.always(spec));
        }
        DayProfiles known = profiles(floor);
        List<Phase> days = new ArrayList<>();
        for (long day = firstDay(); day < known.endDay(); day++) {
            days.add(
                    new Phase(
                            clock.midnight(day),
                            spec,
                            floor.schedule(known, day, pod.capacity(), candidate.min())));
        }
        return days;
    }

    private HpaSpec spec(Candidate candidate) {
        HpaSpec spec = candidate.spec(max, advisor.behavior());
        Kept kept = advisor.kept();
        return kept == null ? spec : spec.withMetrics(kept.metrics());
    }

    /** The day that is judged first. */
    private long firstDay() {
        return clock.day(judged.start(0));
    }

    private DayProfiles profiles(FloorPlan floor) {
        return profiles.computeIfAbsent(floor.marginSeconds(), this::profiles);
    }

    private DayProfiles profiles(int marginSeconds) {
        return profiles(past, marginSeconds);
    }

    private DayProfiles profiles(Demand demand, int marginSeconds) {
        Duration margin = Duration.ofSeconds(marginSeconds);
        Duration untilServing = pod.readinessDelay().plus(advisor.settings().syncPeriod());
        return DayProfiles.of(demand, untilServing.plus(margin), margin, clock);
    }

    /**
     * How each forecast did on the days that are judged, by the means of the slots: what was put
     * into them at random differs where days are the same.
     */
    Map<Forecast, ForecastTrial> trials(List<Forecast> forecasts) {
        DayProfiles known = profiles(past.averagedTo(DayProfiles.SLOT_SECONDS), 0);
        Map<Forecast, ForecastTrial> trials = new LinkedHashMap<>();
        for (Forecast forecast : forecasts) {
            trials.put(forecast, ForecastTrial.of(forecast, known, firstDay(), known.endDay()));
        }
        return trials;
    }

    /** Without a floor. */
    ScalingAdvice advice(Candidate found, FloorReason reason, @Nullable ForecastTrial trial) {
        return new ScalingAdvice(spec(found), null, reason, trial, outcome(found));
    }

    /**
     * With one.
     *
     * @param fixed the best without
     */
    ScalingAdvice advice(
            Candidate found, FloorPlan floor, Candidate fixed, @Nullable ForecastTrial trial) {
        DayProfiles known = profiles(floor);
        return new ScalingAdvice(
                spec(found),
                floor.schedule(known, known.endDay(), pod.capacity(), found.min()),
                FloorReason.HELPS,
                trial,
                outcome(found),
                without(fixed));
    }

    ScalingAdvice.Without without(Candidate found) {
        return new ScalingAdvice.Without(spec(found), outcome(found));
    }
}
