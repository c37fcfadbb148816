package io.headroom.recommender.size.restarts;

import static io.headroom.recommender.size.restarts.Pasts.MIB;
import static io.headroom.recommender.size.restarts.Pasts.at;
import static io.headroom.recommender.size.restarts.Pasts.daily;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.profile.Windows;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.restarts.Pasts.Lived;
import io.headroom.recommender.size.restarts.Pasts.Need;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakDetectorTest {
    private static final int DAY = Windows.PER_DAY;
    private static final int TWO_WEEKS = Windows.PER_RING;
    private static final int SEEDS = 40;

    /** A service of 200 MiB that varies with the day and takes more and more. */
    private static Need leak(double bytesPerWindow) {
        return (age, window, noise) ->
                MIB * (180 + 30 * daily(window) + 6 * noise.nextGaussian()) + age * bytesPerWindow;
    }

    @ParameterizedTest
    @CsvSource({"3", "8", "26", "40", "75"})
    void aLeakIsFlaggedInItsThirdLifeWhateverItsPace(int hoursOfLife) {
        int flagged = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Lived lived =
                    Pasts.live(
                            TWO_WEEKS,
                            512 * MIB,
                            Integer.MAX_VALUE,
                            leak(310 * MIB / (hoursOfLife * 12)),
                            new SplittableRandom(seed));
            Lived third = lived.until(windowOf(lived.endings().get(1)) + hoursOfLife * 6);
            flagged += LeakDetector.find(third.past(), third.endings()).isPresent() ? 1 : 0;
        }

        assertThat(flagged).isGreaterThanOrEqualTo(SEEDS - 1);
    }

    @ParameterizedTest
    @CsvSource({"8", "26", "75"})
    void theTimeOfDeathIsKnownBeforeIt(int hoursOfLife) {
        double perWindow = 310 * MIB / (hoursOfLife * 12);
        Lived lived =
                Pasts.live(
                        TWO_WEEKS,
                        512 * MIB,
                        Integer.MAX_VALUE,
                        leak(perWindow),
                        new SplittableRandom(7));
        Instant death = lived.endings().get(3).from();
        int halfway = windowOf(lived.endings().get(3)) - hoursOfLife * 6;
        Lived now = lived.until(halfway);

        LeakDetector.Found found = LeakDetector.find(now.past(), now.endings()).orElseThrow();

        assertThat(found.bytesPerHour()).isCloseTo(12 * perWindow, Percentage.withPercentage(25));
        Instant expected = found.reaches(512 * MIB, at(halfway));
        assertThat(Duration.between(expected, death).abs())
                .isLessThan(Duration.ofMinutes(hoursOfLife * 60L / 4));
        assertThat(found.neededBytes()).isBetween(170 * MIB, 290 * MIB);
        assertThat(found.lives()).isEqualTo(4);
        assertThat(found.since()).isBefore(lived.endings().getFirst().from());
    }

    @Test
    void aSlowLeakIsFlaggedInItsFirstLifeLongBeforeItsEnd() {
        // 3 % a day: 200 MiB will have become 400 after more than a month
        double perWindow = 0.03 * 200 * MIB / DAY;
        Lived lived =
                Pasts.live(
                        TWO_WEEKS,
                        400 * MIB,
                        Integer.MAX_VALUE,
                        leak(perWindow),
                        new SplittableRandom(3));

        LeakDetector.Found found = LeakDetector.find(lived.past(), lived.endings()).orElseThrow();

        assertThat(lived.kills()).isZero();
        assertThat(found.bytesPerHour()).isCloseTo(12 * perWindow, Percentage.withPercentage(40));
        assertThat(found.reaches(400 * MIB, at(TWO_WEEKS)))
                .isAfter(at(TWO_WEEKS).plus(Duration.ofDays(10)));
        assertThat(found.neededBytes()).isBetween(190 * MIB, 260 * MIB);
    }

    @Test
    void aContainerThatLeavesItsSteadyBandIsFlaggedWithinTwoDays() {
        Need sudden =
                (age, window, noise) ->
                        MIB * (200 + noise.nextGaussian())
                                + Math.max(0, window - 8 * DAY) * 60 * MIB / DAY;
        Lived lived =
                Pasts.live(10 * DAY, 512 * MIB, Integer.MAX_VALUE, sudden, new SplittableRandom(3));

        assertThat(find(lived)).isPresent();
        assertThat(find(lived.until(8 * DAY))).isEmpty();
    }

    @Test
    void aLongLifeThatALeakEndedIsRememberedInTheNext() {
        Lived lived =
                Pasts.live(
                        TWO_WEEKS,
                        400 * MIB,
                        Integer.MAX_VALUE,
                        leak(190 * MIB / (9 * DAY)),
                        new SplittableRandom(5));
        int killed = windowOf(lived.endings().getFirst());

        assertThat(find(lived.until(killed - 6))).isPresent();
        assertThat(find(lived.until(killed + 6))).isPresent();
        assertThat(find(lived.until(killed + DAY))).isPresent();
    }

    @Test
    void aLeakThatWasMendedIsNoLeakWhenTheNewLifeIsHalfAsOld() {
        double perWindow = 310 * MIB / (26 * 12);
        int mended = 8 * DAY;
        Need need =
                (age, window, noise) ->
                        MIB * (180 + 6 * noise.nextGaussian())
                                + (window < mended ? age * perWindow : 0);
        Lived lived =
                Pasts.live(10 * DAY, 512 * MIB, Integer.MAX_VALUE, need, new SplittableRandom(5));
        List<Ending> endings = new ArrayList<>(lived.endings());
        endings.add(new Ending(at(mended), at(mended), false));

        assertThat(LeakDetector.find(lived.past().until(at(mended)), endings)).isPresent();
        assertThat(LeakDetector.find(lived.past(), endings)).isEmpty();
    }

    /** What grows and is no leak. */
    enum Innocent {
        /** A cache that fills within some hours. */
        CACHE,
        /** A heap that grows to its maximum within hours and is collected now and then. */
        HEAP,
        /** Busy by day. */
        DAILY_CYCLE,
        /** Busy on five days of seven, the more the later in the week. */
        WEEKLY_CYCLE,
        /** All over the place. */
        NOISE,
        /** Goes up and down for days without a reason. */
        WANDERING;

        Need need() {
            return switch (this) {
                case CACHE ->
                        (age, window, noise) ->
                                MIB
                                        * (150
                                                + 300 * (1 - Math.exp(-age / (0.15 * DAY)))
                                                + 5 * noise.nextGaussian());
                case HEAP ->
                        (age, window, noise) ->
                                MIB
                                        * (200
                                                + Math.min(400, age * 5)
                                                - (age > 80 ? 150 * noise.nextDouble() : 0));
                case DAILY_CYCLE ->
                        (age, window, noise) ->
                                MIB * (200 + 200 * daily(window) + 10 * noise.nextGaussian());
                case WEEKLY_CYCLE ->
                        (age, window, noise) -> {
                            int weekday = window / DAY % 7;
                            double busy = weekday < 5 ? (weekday + 3) * 25 * daily(window) : 0;
                            return MIB * (200 + busy + 10 * noise.nextGaussian());
                        };
                case NOISE -> (age, window, noise) -> MIB * (300 + 60 * noise.nextGaussian());
                case WANDERING -> wandering();
            };
        }

        private static Need wandering() {
            double[] level = {300};
            return (age, window, noise) -> {
                level[0] += (300 - level[0]) / DAY + 3 * noise.nextGaussian();
                return level[0] * MIB;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Innocent.class)
    void whatComesToRestIsNoLeakHoweverOftenItBeginsAnew(Innocent innocent) {
        int looked = 0;
        int flagged = 0;
        for (int seed = 0; seed < SEEDS / 2; seed++) {
            // never; every night; three times a day; about every other day
            for (int life : new int[] {Integer.MAX_VALUE, DAY, DAY / 3, 2 * DAY + 31 * seed}) {
                Lived lived =
                        Pasts.live(
                                TWO_WEEKS,
                                Double.POSITIVE_INFINITY,
                                life,
                                innocent.need(),
                                new SplittableRandom(seed));
                for (int day = 2; day <= 14; day++) {
                    Lived known = lived.until(day * DAY);
                    looked += 2;
                    flagged += find(known).isPresent() ? 1 : 0;
                    flagged += find(known.outOfMemory()).isPresent() ? 1 : 0;
                }
            }
        }

        assertThat((double) flagged / looked).as("flagged").isLessThanOrEqualTo(0.01);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.2, 2})
    void aCacheThatFillsForDaysIsNoLeakEither(double days) {
        int flagged = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Need cache =
                    (age, window, noise) ->
                            MIB
                                    * (150
                                            + 300 * (1 - Math.exp(-age / (days * DAY)))
                                            + 5 * noise.nextGaussian());
            Lived lived =
                    Pasts.live(
                            TWO_WEEKS,
                            Double.POSITIVE_INFINITY,
                            Integer.MAX_VALUE,
                            cache,
                            new SplittableRandom(seed));
            for (int day = 2; day <= 14; day++) {
                flagged += find(lived.until(day * DAY)).isPresent() ? 1 : 0;
            }
        }

        assertThat(flagged).isLessThanOrEqualTo(SEEDS * 13 / 100);
    }

    @Test
    void whatIsRestartedBeforeItHasComeToRestIsNotKnownToLeak() {
        // every night, as some do because of a leak and others because of a rollout
        Need need = leak(200 * MIB / DAY);
        Lived nightly =
                Pasts.live(TWO_WEEKS, Double.POSITIVE_INFINITY, DAY, need, new SplittableRandom(1));

        assertThat(find(nightly)).isEmpty();
        assertThat(find(nightly.outOfMemory())).isPresent();
    }

    @Test
    void memoryThatGrowsWithTheLoadIsInUse() {
        UsageHistory growing =
                Pasts.of(
                        TWO_WEEKS,
                        window -> 0.2 + 0.05 * window / DAY,
                        window -> MIB * (200 + 20.0 * window / DAY));
        UsageHistory leaking =
                Pasts.of(TWO_WEEKS, window -> 0.2, window -> MIB * (200 + 20.0 * window / DAY));

        assertThat(LeakDetector.find(growing, List.of())).isEmpty();
        assertThat(LeakDetector.find(leaking, List.of())).isPresent();
    }

    @Test
    void anEndThatGivesNothingBackIsNotTheEndOfALife() {
        // one of several replicas goes, every day; the hottest one goes on leaking
        double perWindow = 0.03 * 200 * MIB / DAY;
        Lived lived =
                Pasts.live(
                        TWO_WEEKS,
                        900 * MIB,
                        Integer.MAX_VALUE,
                        leak(perWindow),
                        new SplittableRandom(3));
        List<Ending> scaledDown = new ArrayList<>();
        for (int day = 1; day < 14; day++) {
            scaledDown.add(new Ending(at(day * DAY), at(day * DAY), false));
        }

        assertThat(LeakDetector.find(lived.past(), scaledDown)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 300})
    void littleOrNothingKnownIsNoLeak(int windows) {
        UsageHistory unknown = Pasts.of(windows, window -> Double.NaN, window -> Double.NaN);
        UsageHistory rising = Pasts.of(windows, window -> 0.1, window -> (200 + window) * MIB);

        assertThat(LeakDetector.find(unknown, List.of(new Ending(at(3), at(3), true)))).isEmpty();
        assertThat(LeakDetector.find(rising, List.of())).isEmpty();
    }

    @Test
    void aTrendIsThatOfMostPairs() {
        Trend trend = Trend.of(new double[] {1, 2, 90, 4, 5, Double.NaN, 7});

        assertThat(trend.slope()).isCloseTo(1, within(1e-9));
        assertThat(trend.agreement()).isBetween(0.5, 1.0);
        assertThat(Trend.of(new double[] {1, 5, 7, 8, 8.5}).lateRatio()).isLessThan(0.4);
        assertThat(Trend.of(new double[] {3, 3, 3}).agreement()).isZero();
    }

    private static Optional<LeakDetector.Found> find(Lived lived) {
        return LeakDetector.find(lived.past(), lived.endings());
    }

    private static int windowOf(Ending ending) {
        return (int) (Windows.indexOf(ending.from()) - Pasts.FIRST);
    }
}
