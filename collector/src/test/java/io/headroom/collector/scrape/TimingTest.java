package io.headroom.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:07Z");
    private final Timing timing = new Timing(Duration.ofSeconds(30));

    @Test
    void aNodeKeepsItsPlaceInTheInterval() {
        Instant first = timing.next("node-1", NOW);
        assertThat(first).isAfter(NOW).isBeforeOrEqualTo(NOW.plusSeconds(30));
        assertThat(timing.next("node-1", first)).isEqualTo(first.plusSeconds(30));
        assertThat(timing.next("node-1", first.plusSeconds(12))).isEqualTo(first.plusSeconds(30));
    }

    @Test
    void nodesAreSpreadOverTheInterval() {
        Set<Long> seconds = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            seconds.add(timing.next("node-" + i, NOW).getEpochSecond());
        }
        assertThat(seconds).hasSizeGreaterThanOrEqualTo(30);
    }

    @Test
    void aNodeThatFailsIsAskedEverMoreRarelyButNotForgotten() {
        for (int failures = 1; failures < 100; failures++) {
            Duration delay = Duration.between(NOW, timing.afterFailure("node-1", failures, NOW));
            Duration full =
                    failures > 4 ? Duration.ofMinutes(5) : Duration.ofSeconds(15L << failures);
            assertThat(delay).isBetween(full.dividedBy(2), full);
        }
    }
}
