package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.history.PrometheusException.Why;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorAnswerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|Unauthorized|UNAUTHORIZED",
                "403|{\"error\":\"no\"}|UNAUTHORIZED",
                "404|404 page not found|NOT_FOUND",
                "302|''|NOT_FOUND",
                "413|''|TOO_LARGE",
                "422|{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"query processing would load too many samples into memory in query execution\"}|TOO_LARGE",
                "422|{\"error\":\"expanding series: the query hit the max number of series limit (err-mimir-max-series-per-query)\"}|TOO_LARGE",
                "422|{\"error\":\"many-to-many matching not allowed\"}|REJECTED",
                "400|{\"errorType\":\"bad_data\",\"error\":\"exceeded maximum resolution of 11,000 points per timeseries\"}|TOO_LARGE",
                "400|{\"errorType\":\"bad_data\",\"error\":\"parse error: unexpected character\"}|REJECTED",
                "429|''|THROTTLED",
                "500|{\"error\":\"internal\"}|SERVER_ERROR",
                "502|<html>Bad Gateway</html>|SERVER_ERROR",
                "503|{\"errorType\":\"timeout\",\"error\":\"query timed out in expression evaluation\"}|TIMEOUT",
                "503|''|SERVER_ERROR",
                "504|''|TIMEOUT"
            })
    void theStatusAndItsWordsTellWhatToDo(int status, String body, Why why) {
        assertThat(ErrorAnswer.of(status, body, Optional.empty()).why()).isEqualTo(why);
    }

    @Test
    void itsOwnWordsArePassedOn() {
        assertThat(
                        ErrorAnswer.of(
                                422,
                                "{\"status\":\"error\",\"error\":\"many-to-many\\n matching\"}",
                                Optional.empty()))
                .hasMessage("it answered 422: many-to-many matching");
        assertThat(ErrorAnswer.of(502, "<html>secret page</html>", Optional.empty()))
                .hasMessage("it answered 502");
        assertThat(ErrorAnswer.of(302, "", Optional.of("https://login.example")))
                .hasMessage("it answered 302 (to https://login.example)");
        assertThat(ErrorAnswer.of(500, "x".repeat(5_000), Optional.empty()).getMessage())
                .hasSizeLessThan(400);
    }
}
