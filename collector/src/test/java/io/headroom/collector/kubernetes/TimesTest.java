package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "15s, PT15S",
        "9.998s, PT9.998S",
        "1m30s, PT1M30S",
        "1h0m0.5s, PT1H0.5S",
        "1.5ms, PT0.0015S",
        "2.5µs, PT0.0000025S",
        "2us, PT0.000002S",
        "7ns, PT0.000000007S"
    })
    void readsDurationsAsGoWritesThem(String text, Duration expected) {
        assertThat(Times.parseDuration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "s", "1.2.3s", "15 s", "-1s", "99999999999999999999h"})
    void whatIsNoDurationIsAsIfItWereAbsent(String text) {
        assertThat(Times.parseDuration(text)).isNull();
    }

    @Test
    void nothingIsNoDuration() {
        assertThat(Times.parseDuration(null)).isNull();
    }
}
