package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.collector.history.PrometheusException.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryingSourceTest {
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void asksAgainAfterPausesThatDouble() throws Exception {
        assertThat(ask(Why.SERVER_ERROR, Why.UNREACHABLE, null)).isEqualTo(Matrix.EMPTY);
        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        assertThatThrownBy(() -> ask(Why.THROTTLED, Why.THROTTLED, Why.UNREADABLE))
                .isInstanceOf(PrometheusException.class)
                .hasMessage("UNREADABLE");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void doesNotAskAgainWhatWillNotBeAnswered() {
        assertThatThrownBy(() -> ask(Why.UNAUTHORIZED)).hasMessage("UNAUTHORIZED");
        assertThatThrownBy(() -> ask(Why.TOO_LARGE)).hasMessage("TOO_LARGE");
        assertThat(pauses).isEmpty();
    }

    /** One outcome for each attempt; null for an answer. */
    private Matrix ask(@Nullable Why... outcomes) throws Exception {
        Iterator<@Nullable Why> next = Arrays.asList(outcomes).iterator();
        RangeSource source =
                (_, _, _, _) -> {
                    Why why = next.next();
                    if (why != null) {
                        throw new PrometheusException(why, why.name());
                    }
                    return Matrix.EMPTY;
                };
        return new RetryingSource(source, 3, Duration.ofSeconds(2), pauses::add)
                .range("up", Instant.EPOCH, Instant.EPOCH, Duration.ofMinutes(5));
    }
}
