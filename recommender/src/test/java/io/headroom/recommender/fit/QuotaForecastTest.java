package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuotaForecastTest {

    @Test
    void whatGrowsByOneADayFillsNineInNineDays() {
        QuotaForecast forecast = QuotaForecast.of(growing(14, 1), 31, 40).orElseThrow();

        assertThat(forecast.perDay()).isEqualTo(1);
        assertThat(forecast.days()).isEqualTo(9);
    }

    @Test
    void oneDayOutOfLineMovesItLittle() {
        List<Double> days = new java.util.ArrayList<>(growing(14, 1));
        days.set(6, 90.0);
        days.set(9, Double.NaN);

        assertThat(QuotaForecast.of(days, 31, 40).orElseThrow().days()).isCloseTo(9, within(0.5));
    }

    @Test
    void whatIsOverFullIsFullNow() {
        assertThat(QuotaForecast.of(growing(14, 1), 50, 40).orElseThrow().days()).isZero();
    }

    @Test
    void nothingIsForetoldOfWhatDoesNotGrowOrTakesMonths() {
        assertThat(QuotaForecast.of(Collections.nCopies(14, 5.0), 5, 10)).isEmpty();
        assertThat(QuotaForecast.of(growing(14, -1), 5, 10)).isEmpty();
        assertThat(QuotaForecast.of(growing(14, 0.01), 5, 10)).isEmpty();
        // to and fro
        assertThat(
                        QuotaForecast.of(
                                IntStream.range(0, 14)
                                        .mapToObj(day -> day % 2 == 0 ? 3.0 : 8.0 - day * 0.01)
                                        .toList(),
                                8,
                                10))
                .isEmpty();
    }

    @Test
    void aWeekIsTheLeastThatATrendIsSeenIn() {
        assertThat(QuotaForecast.of(growing(6, 1), 31, 40)).isEmpty();
        assertThat(QuotaForecast.of(growing(7, 1), 31, 40)).isPresent();
    }

    @Test
    void workloadsThatCameLaterCountFromTheDayTheyCame() {
        assertThat(QuotaForecast.sum(List.of(List.of(1.0, 2.0, 3.0), List.of(10.0), List.of())))
                .containsExactly(1.0, 2.0, 13.0);
    }

    private static List<Double> growing(int days, double perDay) {
        return IntStream.range(0, days).mapToObj(day -> 18 + day * perDay).toList();
    }
}
