package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaybackTest {
    private static final Instant START = Instant.parse("2013-08-13T00:00:00Z");

    private final Playback playback =
            new Playback(
                    new TraceSeries(
                            List.of(
                                    new TraceSeries.Row(START.plusSeconds(300), 0.5, 10),
                                    new TraceSeries.Row(START.plusSeconds(600), 2, 20))));

    @Test
    void countsUpFromTheStartOfTheContainer() {
        assertThat(playback.at(START.plusSeconds(700), "c"))
                .contains(
                        new PodUsage.Container(
                                "c", START, START.plusSeconds(600), 750_000_000_000L, 20));
    }

    @Test
    void hasNothingBeforeItsFirstRow() {
        assertThat(playback.at(START.plusSeconds(299), "c")).isEmpty();
    }
}
