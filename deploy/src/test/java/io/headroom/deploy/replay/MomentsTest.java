package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MomentsTest {
    private static final Instant START = Instant.parse("2013-08-13T00:00:00Z");

    @Test
    void looksOnceAtWhatIsCloseTogetherAndNeverTooLateForIt() {
        assertThat(Moments.of(List.of(series(0, 300), series(15, 304), series(100, 400))))
                .containsExactly(at(15), at(100), at(304), at(400));
    }

    private static TraceSeries series(long... seconds) {
        return new TraceSeries(
                Arrays.stream(seconds)
                        .mapToObj(second -> new TraceSeries.Row(at(second), 0, 0))
                        .toList());
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
