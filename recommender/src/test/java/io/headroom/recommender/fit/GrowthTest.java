package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.fit.Growth.Direction;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrowthTest {
    private static final double WEEKEND = 0.4;

    @Test
    void aStraightLineGrowsAndStandsWhereItEnds() {
        Growth growth = Growth.of(days(14, day -> 18 + day));

        assertThat(growth).isEqualTo(new Growth(Direction.GROWS, 14, 1, 31));
    }

    @Test
    void aLineDownwardsFalls() {
        assertThat(Growth.of(days(14, day -> 31 - 2 * day)))
                .isEqualTo(new Growth(Direction.FALLS, 14, -2, 5));
    }

    @Test
    void daysOutOfLineAndDaysThatAreNotKnownMoveItLittle() {
        double[] days = days(14, day -> 18 + day);
        days[6] = 90;
        days[9] = Double.NaN;

        Growth growth = Growth.of(days);

        assertThat(growth.direction()).isEqualTo(Direction.GROWS);
        assertThat(growth.days()).isEqualTo(13);
        assertThat(growth.perDay()).isCloseTo(1, within(0.01));
        assertThat(growth.level()).isCloseTo(31, within(0.01));
    }

    @Test
    void aStaircaseGrows() {
        Growth growth = Growth.of(days(13, day -> 2 + day / 2));

        assertThat(growth.direction()).isEqualTo(Direction.GROWS);
        assertThat(growth.perDay()).isCloseTo(0.5, within(0.08));
    }

    /** One change for good would be drawn out to a line by any slope of all pairs. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7, 9, 12, 13})
    void oneStepIsNoGrowth(int change) {
        assertThat(direction(days(14, day -> day < change ? 10 : 16))).isEqualTo(Direction.STEP);
        assertThat(direction(days(14, day -> day < change ? 16 : 10))).isEqualTo(Direction.STEP);
        assertThat(direction(days(28, day -> day < 2 * change ? 10 : 16)))
                .isEqualTo(Direction.STEP);
    }

    @Test
    void whatIsTheSameEveryDayOrNextToItIsSteady() {
        assertThat(direction(days(14, _ -> 5))).isEqualTo(Direction.STEADY);
        assertThat(direction(days(14, _ -> 0))).isEqualTo(Direction.STEADY);
        assertThat(direction(days(14, day -> 5_000 + day % 3))).isEqualTo(Direction.STEADY);
        // for sure, and not worth a word
        assertThat(direction(days(14, day -> 50_000 + day))).isEqualTo(Direction.STEADY);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 12, 14, 17, 20, 21, 24, 28})
    void aWeeklyRhythmIsNoGrowthOnWhicheverDayItBegins(int length) {
        for (int start = 0; start < 7; start++) {
            int from = start;
            assertThat(direction(days(length, day -> weekly(from + day))))
                    .as("weekends, from day %d", start)
                    .isEqualTo(Direction.NOISE);
            assertThat(direction(days(length, day -> 1 + (from + day) % 7)))
                    .as("more every day of the week, from day %d", start)
                    .isNotIn(Direction.GROWS, Direction.FALLS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void growthIsSeenThroughAWeeklyRhythm(int start) {
        Growth growth = Growth.of(days(28, day -> day + 10 * weekly(start + day)));

        assertThat(growth.direction()).isEqualTo(Direction.GROWS);
        assertThat(growth.perDay()).isCloseTo(1, within(1e-9));
    }

    @Test
    void fewerThanTenDaysAreTooFew() {
        Growth growth = Growth.of(days(9, day -> 18 + day));

        assertThat(growth).isEqualTo(new Growth(Direction.TOO_LITTLE_HISTORY, 9, 0, 23));
        assertThat(direction(days(10, day -> 18 + day))).isEqualTo(Direction.GROWS);
        assertThat(direction(new double[0])).isEqualTo(Direction.TOO_LITTLE_HISTORY);
        assertThat(direction(days(14, day -> day > 3 ? Double.NaN : day)))
                .isEqualTo(Direction.TOO_LITTLE_HISTORY);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 13, 14, 21, 28})
    void chanceAloneIsSeldomTakenForATrend(int length) {
        assertThat(told(length, 0)).isLessThan(0.01);
    }

    /** The figures of the module's README. */
    @ParameterizedTest
    @CsvSource({
        "10, 0,    0.004", "13, 0,    0.002", "28, 0,    0",
        "10, 0.1,  0.019", "13, 0.1,  0.015", "28, 0.1,  0.158",
        "10, 0.25, 0.092", "13, 0.25, 0.179", "28, 0.25, 0.975",
        "10, 0.5,  0.470", "13, 0.5,  0.759", "28, 0.5,  1",
        "10, 1,    0.953", "13, 1,    0.996", "28, 1,    1"
    })
    void growthIsSeenThroughChance(int length, double perDay, double told) {
        assertThat(told(length, perDay)).isCloseTo(told, within(0.015));
    }

    /** Of lines with normal noise of 1 the share that is said to grow or to fall. */
    private static double told(int length, double perDay) {
        SplittableRandom random = new SplittableRandom(7);
        int tries = 2_000;
        int told = 0;
        for (int attempt = 0; attempt < tries; attempt++) {
            Direction direction =
                    direction(days(length, day -> 10 + perDay * day + random.nextGaussian()));
            told += direction == Direction.GROWS || direction == Direction.FALLS ? 1 : 0;
        }
        return (double) told / tries;
    }

    private static double weekly(int day) {
        return day % 7 < 5 ? 1 : WEEKEND;
    }

    private static Direction direction(double[] days) {
        return Growth.of(days).direction();
    }

    private static double[] days(int count, IntToDoubleFunction amount) {
        return IntStream.range(0, count).mapToDouble(amount).toArray();
    }
}
