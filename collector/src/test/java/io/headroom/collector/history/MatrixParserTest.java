package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.collector.history.PrometheusException.Why;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixParserTest {
    private static final String ANSWER =
            """
            {"status":"success","data":{"resultType":"matrix","result":[
              {"metric":{"namespace":"shop","pod":"web-1-a","container":"app"},
               "values":[[1772452800,"0.25"],[1772453100.001,"1e-3"],[1772453400,"NaN"],[1772453700,"+Inf"]]},
              {"metric":{},"values":[]}
            ],"stats":{"timings":[1,{"a":2}]}},
            "warnings":["PromQL: not all stores answered"],"infos":["metric might not be a counter"]}
            """;

    @Test
    void readsLabelsTimesAndValues() throws Exception {
        Matrix matrix = parse(ANSWER);
        Matrix.Series app = matrix.series().getFirst();
        assertThat(app.label("container")).isEqualTo("app");
        assertThat(app.label("nothing")).isEmpty();
        assertThat(app.length()).isEqualTo(2);
        assertThat(app.atMillis(0)).isEqualTo(1_772_452_800_000L);
        assertThat(app.atMillis(1)).isEqualTo(1_772_453_100_001L);
        assertThat(app.value(1)).isEqualTo(0.001);
        assertThat(app.noNumbers()).isEqualTo(new Matrix.NoNumbers(2, 1_772_453_400_000L));
        assertThat(matrix.series().getLast().noNumbers().count()).isZero();
        assertThat(matrix.series()).hasSize(2);
        assertThat(matrix.warnings()).containsExactly("PromQL: not all stores answered");
    }

    @Test
    void anAnswerThatIsCutOffAnywhereIsRefused() {
        String whole = ANSWER.strip();
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> parse(cut))
                    .as("the first %d characters", length)
                    .isInstanceOf(PrometheusException.class)
                    .extracting(e -> ((PrometheusException) e).why())
                    .isEqualTo(Why.UNREADABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>Sign in</html>",
                "null",
                "[]",
                "{}",
                "{\"status\":\"success\"}",
                "{\"status\":\"error\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"x\"]]}]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1]]}]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[\"a\",\"1\"]]}]}}",
                "{\"status\":\"success\",\"data\":[]}"
            })
    void whatIsNoAnswerIsRefused(String body) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOf(PrometheusException.class)
                .extracting(e -> ((PrometheusException) e).why())
                .isEqualTo(Why.UNREADABLE);
    }

    @Test
    void moreValuesThanFitAreTooLarge() {
        assertThatThrownBy(() -> MatrixParser.parse(stream(ANSWER), 3))
                .isInstanceOf(PrometheusException.class)
                .extracting(e -> ((PrometheusException) e).why())
                .isEqualTo(Why.TOO_LARGE);
    }

    private static Matrix parse(String body) throws PrometheusException {
        return MatrixParser.parse(stream(body), 1_000);
    }

    private static ByteArrayInputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
