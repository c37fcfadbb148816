package io.headroom.recommender.size.restarts;

import io.headroom.recommender.size.Samples;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.restarts.Lives.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells memory that grows without end from memory that is in use. What a container does not give
 * back is looked at, the lowest memory of each part of a life. It leaks when that grows steadily
 * and does not come to rest: in life after life that ends for want of memory, or over days of one
 * life while its CPU does not grow along. Pure.
 */
public final class LeakDetector {
    private static final double HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final double LEAST_BYTES = 4 << 20;

    /* Life after life. */
    private static final Shape IN_A_LIFE = new Shape(0.8, 0.6, 0.5, 0.2);
    private static final int PARTS = 16;
    private static final int FEWEST_PARTS = 6;
    private static final int WARM_UP = 20;

    /** What a life's first quarter needs is not much of the leak yet. */
    private static final int EARLY = 4;

    private static final int LATEST_LIVES = 6;
    private static final int ENOUGH_LIVES = 2;

    /** A life of so many days is enough alone. */
    private static final int LONG_LIFE_DAYS = 4;

    private static final double MOST_LIVES = 0.75;
    private static final double SAME_PACE = 3;

    /* Days of one life. A daily cycle has the same floor every day. */
    private static final Shape OVER_DAYS = new Shape(0.9, 0.5, 0.6, 0.15);
    private static final int[] REACHES_DAYS = {5, 7, 10, 14};
    private static final double HIGHER = 1.05;
    private static final double LOAD_AGREES = 0.6;
    private static final double LOAD_SHARE = 0.5;

    /* Out of a steady band. */
    private static final Shape SUDDEN = new Shape(0.95, 0.8, 0.6, 0.15);
    private static final int[] SUDDEN_DAYS = {1, 2, 3, 4};
    private static final int STEADY_DAYS = 3;
    private static final int STEADY_REACH_DAYS = 7;
    private static final double BAND = 1.3;
    private static final double OUTSIDE = 1.1;

    private LeakDetector() {}

    /**
     * A leak that was found.
     *
     * @param bytesPerHour how fast memory grows
     * @param levelBytes what is in use now, at the most
     * @param neededBytes what was in use at the most before it had grown
     * @param since when the first of the lives began that show it, or the days of one
     * @param lives how many show it, the current one among them
     */
    public record Found(
            double bytesPerHour, double levelBytes, double neededBytes, Instant since, int lives) {

        /** When memory will reach {@code limitBytes} if it goes on like this. */
        public Instant reaches(double limitBytes, Instant asOf) {
            double hours = Math.max(0, limitBytes - levelBytes) / bytesPerHour;
            return asOf.plusMillis((long) (hours * HOUR_MILLIS));
        }
    }

    /**
     * What growth must be like.
     *
     * @param agreement at least, see {@link Trend}
     * @param moving likewise
     * @param lateRatio likewise: what is loaded or cached comes to rest
     * @param growthRatio how much it must grow by, as a part of where it begins
     */
    private record Shape(double agreement, double moving, double lateRatio, double growthRatio) {

        boolean fits(Trend trend, int parts, double beginBytes) {
            double grown = trend.slope() * (parts - 1);
            return trend.agreement() >= agreement
                    && trend.moving() >= moving
                    && trend.lateRatio() >= lateRatio
                    && grown >= growthRatio * beginBytes
                    && grown >= LEAST_BYTES;
        }
    }

    /** How memory grew in one life, or over days of it. */
    private record Growth(Life life, Instant since, double bytesPerHour, double neededBytes) {}

    /**
     * The leak of one container, if it has one.
     *
     * @param past memory and CPU of its hottest replica, one window after the other
     * @param endings when instances of it ended
     */
    public static Optional<Found> find(UsageHistory past, List<Ending> endings) {
        Lives lives = Lives.of(past, endings);
        return lifeAfterLife(lives).or(() -> dayAfterDay(lives));
    }

    /** Grows in most of the latest lives, at about the same pace. */
    private static Optional<Found> lifeAfterLife(Lives lives) {
        List<Life> latest =
                lives.over()
                        .subList(
                                Math.max(0, lives.over().size() - LATEST_LIVES),
                                lives.over().size());
        List<Growth> growing =
                latest.stream().flatMap(life -> grows(lives, life).stream()).toList();
        if (growing.stream().noneMatch(growth -> growth.life().outOfMemory())) {
            // a cache that is restarted before it is full looks like this
            return Optional.empty();
        }
        int longest = growing.stream().mapToInt(each -> each.life().windows()).max().orElse(0);
        boolean enough =
                growing.size() >= ENOUGH_LIVES || longest >= LONG_LIFE_DAYS * lives.perDay();
        if (!enough || growing.size() < MOST_LIVES * latest.size()) {
            return Optional.empty();
        }
        double[] paces = growing.stream().mapToDouble(Growth::bytesPerHour).sorted().toArray();
        double pace = Samples.quantile(paces, 0.5);
        if (paces[0] * SAME_PACE < pace || pace * SAME_PACE < paces[paces.length - 1]) {
            return Optional.empty();
        }
        Life now = lives.now();
        if (mended(lives, growing, pace)) {
            return Optional.empty();
        }
        double[] needs = growing.stream().mapToDouble(Growth::neededBytes).sorted().toArray();
        double needed = Samples.quantile(needs, 0.5);
        return Optional.of(
                new Found(
                        pace,
                        now.windows() == 0 ? needed : level(lives),
                        needed,
                        growing.getFirst().since(),
                        growing.size() + 1));
    }

    /** Whether the life that goes on is half as old as the others became and hardly grows. */
    private static boolean mended(Lives lives, List<Growth> growing, double pace) {
        Life now = lives.now();
        double[] lengths =
                growing.stream().mapToDouble(each -> each.life().windows()).sorted().toArray();
        if (now.windows() < Samples.quantile(lengths, 0.5) / 2) {
            return false;
        }
        int parts = Math.min(PARTS, now.windows() / 2);
        Trend trend = Trend.of(lives.floors(now.from(), now.until(), parts));
        return trend.slope() * parts / hours(lives, now.windows()) < pace / SAME_PACE;
    }

    private static Optional<Growth> grows(Lives lives, Life life) {
        int from = life.from() + Math.max(2, life.windows() / WARM_UP);
        int windows = life.until() - from;
        int parts = Math.min(PARTS, windows / 2);
        if (parts < FEWEST_PARTS) {
            return Optional.empty();
        }
        double[] floors = lives.floors(from, life.until(), parts);
        double[] sorted = Lives.sorted(floors);
        Trend trend = Trend.of(floors);
        if (sorted.length == 0 || !IN_A_LIFE.fits(trend, parts, sorted[0])) {
            return Optional.empty();
        }
        double pace = trend.slope() * parts / hours(lives, windows);
        return Optional.of(
                new Growth(
                        life,
                        lives.begin(life.from()),
                        pace,
                        lives.highestWithout(
                                life.from(),
                                life.from() + life.windows() / EARLY,
                                pace * hours(lives, 1))));
    }

    /**
     * Grows in the life that goes on, from day to day. The latest days tell the pace, the earliest
     * what it needed before.
     */
    private static Optional<Found> dayAfterDay(Lives lives) {
        List<Growth> growing = new ArrayList<>();
        double[] daily = lives.dailyFloors();
        for (int days : SUDDEN_DAYS) {
            outOfItsBand(lives, daily, days).ifPresent(growing::add);
        }
        for (int days : REACHES_DAYS) {
            overDays(lives, daily, days).ifPresent(growing::add);
        }
        if (growing.isEmpty()) {
            return Optional.empty();
        }
        Growth first = growing.getLast();
        return Optional.of(
                new Found(
                        growing.getFirst().bytesPerHour(),
                        level(lives),
                        first.neededBytes(),
                        first.since(),
                        1));
    }

    /** The floor of each day is above those of the days before. */
    private static Optional<Growth> overDays(Lives lives, double[] daily, int days) {
        if (days > daily.length) {
            return Optional.empty();
        }
        Life now = lives.now();
        int perDay = lives.perDay();
        int from = now.until() - days * perDay;
        double[] floors = Arrays.copyOfRange(daily, daily.length - days, daily.length);
        double[] sorted = Lives.sorted(floors);
        Trend trend = Trend.of(floors);
        if (sorted.length == 0
                || !OVER_DAYS.fits(trend, days, sorted[0])
                || !(floors[days - 1] > HIGHER * highestOf(daily, daily.length - days))
                || loadExplains(lives, from, days, trend.slope() * (days - 1) / sorted[0])) {
            return Optional.empty();
        }
        return Optional.of(
                new Growth(
                        now,
                        lives.begin(from),
                        trend.slope() / 24,
                        lives.highestWithout(from, from + perDay, trend.slope() / perDay)));
    }

    /**
     * It hardly varied for days, and then does nothing but grow, above all that it used before.
     *
     * @param days how long it has grown
     */
    private static Optional<Growth> outOfItsBand(Lives lives, double[] daily, int days) {
        int steadyDays = Math.min(daily.length - days, STEADY_REACH_DAYS);
        if (steadyDays < STEADY_DAYS) {
            return Optional.empty();
        }
        Life now = lives.now();
        int perDay = lives.perDay();
        int from = now.until() - days * perDay;
        int before = Math.max(now.from(), from - STEADY_REACH_DAYS * perDay);
        int first = daily.length - days - steadyDays;
        double[] steady = Lives.sorted(Arrays.copyOfRange(daily, first, first + steadyDays));
        double highest = lives.highest(before, from);
        if (steady.length < STEADY_DAYS || highest > BAND * steady[0]) {
            return Optional.empty();
        }
        int parts = PARTS / 2;
        double[] floors = lives.floors(from, now.until(), parts);
        Trend trend = Trend.of(floors);
        return SUDDEN.fits(trend, parts, steady[0]) && floors[parts - 1] > OUTSIDE * highest
                ? Optional.of(
                        new Growth(
                                now,
                                lives.begin(from),
                                trend.slope() * parts / (24.0 * days),
                                highest))
                : Optional.empty();
    }

    /** The highest known one of the first {@code count}; 0 where none is known. */
    private static double highestOf(double[] floors, int count) {
        double highest = 0;
        for (int i = 0; i < count; i++) {
            highest = floors[i] > highest ? floors[i] : highest;
        }
        return highest;
    }

    /** Whether CPU has grown along: there is more to do then, and memory is in use for it. */
    private static boolean loadExplains(Lives lives, int from, int days, double memoryGrowth) {
        double[] cores = lives.meanCores(from, lives.now().until(), days);
        double[] sorted = Lives.sorted(cores);
        if (sorted.length == 0) {
            return false;
        }
        Trend trend = Trend.of(cores);
        double growth = trend.slope() * (days - 1) / Math.max(sorted[0], 1e-3);
        return trend.agreement() >= LOAD_AGREES && growth >= LOAD_SHARE * memoryGrowth;
    }

    /** The highest of the last hour of this life. */
    private static double level(Lives lives) {
        Life now = lives.now();
        int hour = (int) Math.max(1, HOUR_MILLIS / lives.past().step().toMillis());
        return lives.highest(Math.max(now.from(), now.until() - hour), now.until());
    }

    private static double hours(Lives lives, int windows) {
        return windows * lives.past().step().toMillis() / HOUR_MILLIS;
    }
}
