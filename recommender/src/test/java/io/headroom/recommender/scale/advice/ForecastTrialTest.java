package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.LocalClock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTrialTest {
    private static final long FIRST = 20_500;

    /** Of so many days that are alike, that share of the next ones is below. */
    @ParameterizedTest
    @CsvSource({"7, -1, 0.5", "7, 0.5, 0.5", "3, 1, 0.75", "7, 1, 0.875", "14, 0.8, 0.8"})
    void aForecastIsMeantToBeAboveAShareOfWhatComes(int days, double quantile, double share) {
        assertThat(new Forecast(days, quantile).share()).isCloseTo(share, within(1e-12));
    }

    @Test
    void whatAHighForecastIsShortOfCostsMoreThanWhatIsOver() {
        Forecast highest = new Forecast(3, 1);

        assertThat(highest.loss(10, 12)).isCloseTo(2 * 0.75 * 2, within(1e-12));
        assertThat(highest.loss(12, 10)).isCloseTo(2 * 0.25 * 2, within(1e-12));
        assertThat(new Forecast(3, 0.5).loss(12, 10)).isCloseTo(2, within(1e-12));
    }

    /**
     * By what it is off, a mean of few would seem better than one of many: it is often the usual
     * one.
     */
    @Test
    void aMeanIsJudgedBySquares() {
        Forecast mean = new Forecast(3, Forecast.MEAN);

        assertThat(mean.error(mean.loss(12, 10))).isCloseTo(2, within(1e-12));
        SplittableRandom random = new SplittableRandom(7);
        assertThat(trial(mean, _ -> random.nextInt(8) == 0 ? 8 : 4).beatsNaive()).isFalse();
    }

    @Test
    void daysThatAreAlikeButForNoiseAreForetoldByTheMeanOfManyBetterThanByYesterday() {
        SplittableRandom random = new SplittableRandom(1);
        ForecastTrial trial =
                trial(new Forecast(7, Forecast.MEAN), slot -> daily(slot) + random.nextDouble());

        assertThat(trial.beatsNaive()).isTrue();
        assertThat(trial.days()).isEqualTo(10);
    }

    @Test
    void noForecastIsBetterThanNothingWhereNoTimeOfTheDayTells() {
        SplittableRandom random = new SplittableRandom(2);

        for (Forecast forecast : new Forecast[] {new Forecast(7, 0.5), new Forecast(7, 1)}) {
            assertThat(trial(forecast, _ -> Math.pow(random.nextDouble(), 4)).beatsNaive())
                    .isFalse();
        }
    }

    @Test
    void theHighestOfAWeekIsNoForecastOfALoadThatFalls() {
        ForecastTrial trial =
                trial(
                        new Forecast(7, 1),
                        slot -> daily(slot) * Math.pow(0.8, (double) slot / DayProfiles.SLOTS));

        assertThat(trial.beatsNaive()).isFalse();
    }

    /** Twelve days, of which the last ten are foretold. */
    private static ForecastTrial trial(Forecast forecast, LongToDoubleFunction ofSlot) {
        Demand.Builder demand = Demand.withStep(Duration.ofSeconds(DayProfiles.SLOT_SECONDS));
        long start = FIRST * FloorSchedule.DAY_SECONDS;
        for (long slot = 0; slot < 12 * DayProfiles.SLOTS; slot++) {
            demand.add(start + (slot + 1) * DayProfiles.SLOT_SECONDS, ofSlot.applyAsDouble(slot));
        }
        return ForecastTrial.of(
                forecast,
                DayProfiles.of(demand.build(), Duration.ZERO, Duration.ZERO, LocalClock.UTC),
                FIRST + 2,
                FIRST + 12);
    }

    private static double daily(long slot) {
        return 6 + 5 * Math.sin(2 * Math.PI * slot / DayProfiles.SLOTS);
    }
}
