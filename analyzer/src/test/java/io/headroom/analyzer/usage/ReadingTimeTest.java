package io.headroom.analyzer.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTimeTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-01T12:00:00Z");
    private static final long RECEIVED_MILLIS = RECEIVED.toEpochMilli();

    @Test
    void isTheSourcesOwnWhileTheClocksAgree() {
        Instant at = RECEIVED.minusSeconds(30);
        assertThat(ReadingTime.of(reading(Source.SUMMARY), at))
                .isEqualTo(new ReadingTime(at.toEpochMilli(), at.toEpochMilli(), -30_000));
    }

    @Test
    void isTheTimeOfReceiptWhereTheSourceGivesNone() {
        assertThat(ReadingTime.of(reading(Source.RESOURCE), null))
                .isEqualTo(new ReadingTime(RECEIVED_MILLIS, RECEIVED_MILLIS, 0));
    }

    @Test
    void countsAtReceiptWhenTheClocksDisagreeAndKeepsTheSourcesForRates() {
        for (int seconds : List.of(-31, 31, -3_600, 599)) {
            Instant at = RECEIVED.plusSeconds(seconds);
            assertThat(ReadingTime.of(reading(Source.SUMMARY), at))
                    .isEqualTo(
                            new ReadingTime(at.toEpochMilli(), RECEIVED_MILLIS, seconds * 1_000L));
        }
    }

    @Test
    void refusesWhatIsMoreThanTenMinutesAhead() {
        assertThat(ReadingTime.of(reading(Source.SUMMARY), RECEIVED.plusSeconds(601))).isNull();
        assertThat(ReadingTime.of(reading(Source.SUMMARY), RECEIVED.plusSeconds(600))).isNotNull();
    }

    @Test
    void takesHistoryByItsOwnTime() {
        Instant at = RECEIVED.minus(Duration.ofDays(10));
        assertThat(ReadingTime.of(reading(Source.SIMULATOR), at))
                .isEqualTo(new ReadingTime(at.toEpochMilli(), at.toEpochMilli(), 0));
    }

    @Test
    void allowsMetricsServerToBeAnIntervalBehind() {
        Instant at = RECEIVED.minusSeconds(75);
        assertThat(ReadingTime.of(reading(Source.METRICS_API), at))
                .isEqualTo(new ReadingTime(at.toEpochMilli(), at.toEpochMilli(), -75_000));
    }

    private static UsageReading reading(Source source) {
        return new UsageReading(
                source,
                new WorkloadRef("shop", "Deployment", "apps", "api"),
                "api-1",
                "uid",
                "node",
                null,
                true,
                RECEIVED,
                Duration.ofMinutes(1),
                List.of());
    }
}
