package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.fit.Growth.Direction;
import io.headroom.recommender.fit.QuotaForecast.Basis;
import io.headroom.recommender.fit.QuotaForecast.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotaForecastTest {
    private static final Instant NOW = Instant.parse("2026-03-15T00:00:00Z");

    @Test
    void whatGrowsByOneADayFillsNineInNineDays() {
        QuotaForecast forecast = forecast("pods", growing(1, 31), 31, 40);

        assertThat(forecast)
                .isEqualTo(
                        new QuotaForecast(
                                Basis.STATUS,
                                Code.FILLS,
                                14,
                                1.0,
                                9.0,
                                NOW.plus(Duration.ofDays(9))));
        assertThat(forecast.when()).isEqualTo("in 9 days");
    }

    @Test
    void atNightTheDaysBusiestHourIsWhatHasToFit() {
        assertThat(forecast("pods", growing(1, 31), 12, 40).daysLeft()).isEqualTo(9);
        assertThat(forecast("pods", growing(1, 31), 35, 40).daysLeft()).isEqualTo(5);
    }

    @Test
    void growthIsToldInCoresAndOfFractions() {
        assertThat(forecast("requests.cpu", growing(0.4, 3_000), 3_000, 3_004).perDay())
                .isEqualTo(0.0004);
    }

    @Test
    void whatIsFullIsNotForetold() {
        assertThat(forecast("pods", growing(1, 40), 40, 40).code()).isEqualTo(Code.FULL);
        assertThat(forecast("pods", none(Direction.STEADY), 41, 40).code()).isEqualTo(Code.FULL);
        // nothing is let in on purpose
        assertThat(forecast("pods", growing(1, 9), 0, 0).code()).isEqualTo(Code.FULL);
    }

    @Test
    void anAdviceOfExactlyWhatIsLetInFits() {
        QuotaLine line = new QuotaLine("compute", "pods", 40, 0, Set.of());

        assertThat(QuotaForecast.of(Basis.NEED, growing(1, 40), line, 40, NOW))
                .extracting(QuotaForecast::code, QuotaForecast::daysLeft, QuotaForecast::when)
                .containsExactly(Code.FILLS, 0.0, "within a day");
        assertThat(QuotaForecast.of(Basis.NEED, growing(1, 41), line, 41, NOW).code())
                .isEqualTo(Code.FULL);
    }

    @Test
    void whatTakesMonthsIsLater() {
        assertThat(forecast("pods", growing(1, 0), 0, 90).code()).isEqualTo(Code.FILLS);
        assertThat(forecast("pods", growing(1, 0), 0, 91))
                .isEqualTo(new QuotaForecast(Basis.STATUS, Code.LATER, 14, 1.0, null, null));
    }

    @Test
    void everyReasonNotToForetellHasItsCode() {
        assertThat(forecast("pods", new Growth(Direction.FALLS, 14, -2, 9), 9, 10))
                .isEqualTo(new QuotaForecast(Basis.STATUS, Code.FALLS, 14, -2.0, null, null));
        assertThat(forecast("pods", none(Direction.STEP), 9, 10).code()).isEqualTo(Code.STEP);
        assertThat(forecast("pods", none(Direction.NOISE), 9, 10).code()).isEqualTo(Code.NOISE);
        assertThat(forecast("pods", none(Direction.TOO_LITTLE_HISTORY), 9, 10))
                .isEqualTo(
                        new QuotaForecast(
                                Basis.STATUS, Code.TOO_LITTLE_HISTORY, 14, null, null, null));
    }

    private static Growth growing(double perDay, double level) {
        return new Growth(Direction.GROWS, 14, perDay, level);
    }

    private static Growth none(Direction direction) {
        return new Growth(direction, 14, 0, 9);
    }

    private static QuotaForecast forecast(String resource, Growth growth, long counted, long hard) {
        return QuotaForecast.of(
                Basis.STATUS,
                growth,
                new QuotaLine("compute", resource, hard, 0, Set.of()),
                counted,
                NOW);
    }
}
