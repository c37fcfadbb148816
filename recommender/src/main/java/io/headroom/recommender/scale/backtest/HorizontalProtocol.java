package io.headroom.recommender.scale.backtest;

import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When advice is given, and to what kind of pods: {@code facts/science.md} 2.6.
 *
 * <p>A series is scored from the end of its training window on, which is a week and at most half of
 * the series. Advice must not know how long a series is, so that it comes every half day in the
 * first week, from the first day's end on, and then once a week.
 */
public final class HorizontalProtocol {
    public static final Duration READINESS_DELAY = Duration.ofMinutes(2);

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration HALF_DAY = Duration.ofHours(12);
    private static final Duration SHORTEST = Duration.ofDays(2);
    private static final int LONGEST_STEP_SECONDS = 300;
    private static final double USUAL_REPLICAS = 20;
    private static final double USUAL_UTILIZATION = 0.6;

    private HorizontalProtocol() {}

    /** Whether it can be scored: windows of at most five minutes, and two days of them. */
    public static boolean takes(Demand demand) {
        return !demand.isEmpty()
                && demand.stepSeconds() <= LONGEST_STEP_SECONDS
                && span(demand).compareTo(SHORTEST) >= 0;
    }

    private static Duration span(Demand demand) {
        return Duration.ofSeconds(demand.end(demand.size() - 1) - demand.end(0));
    }

    /** When advice is given, within the series. */
    public static List<Instant> origins(Demand demand) {
        Instant first = Instant.ofEpochSecond(demand.end(0));
        Instant last = Instant.ofEpochSecond(demand.end(demand.size() - 1));
        List<Instant> origins = new ArrayList<>();
        for (Duration age = HALF_DAY.multipliedBy(2);
                first.plus(age).isBefore(last);
                age = age.plus(age.compareTo(WEEK) < 0 ? HALF_DAY : WEEK)) {
            origins.add(first.plus(age));
        }
        return origins;
    }

    /** From when on a series is scored. */
    public static Instant scoredFrom(Demand demand) {
        Duration half = span(demand).dividedBy(2);
        return Instant.ofEpochSecond(demand.end(0))
                .plusSeconds((half.compareTo(WEEK) < 0 ? half : WEEK).toSeconds());
    }

    /**
     * Pods such that twenty of them at 60 % serve the 99th percentile of the training window.
     *
     * @param until when the window ends, at the latest a week from the beginning
     * @return empty where there was no demand
     */
    public static Optional<ReplayedPod> pod(Demand demand, Instant until) {
        Instant week = Instant.ofEpochSecond(demand.end(0)).plus(WEEK);
        Demand training = demand.until(until.isBefore(week) ? until : week);
        double top = training.isEmpty() ? 0 : training.quantile(0.99);
        if (top <= 0) {
            return Optional.empty();
        }
        double capacity = top / USUAL_REPLICAS / USUAL_UTILIZATION;
        return Optional.of(new ReplayedPod(capacity, capacity, READINESS_DELAY));
    }
}
