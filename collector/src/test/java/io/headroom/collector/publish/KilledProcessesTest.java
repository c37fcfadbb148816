package io.headroom.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.lifecycle.ProcessKills;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KilledProcessesTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");

    private final RecordedCalls told = new RecordedCalls();
    private final KilledProcesses sink = new KilledProcesses(told);

    @Test
    void whatIsReadTwiceOfAnInstanceShowsWhatWasKilledBetween() {
        read(60, 0, 1L);
        read(120, 0, 1L);
        read(180, 0, 4L);
        assertThat(kills())
                .containsExactly(
                        new ProcessKills(WEB, "web-1", "uid-1", "app", at(0), 4, 3, at(180)));
        assertThat(told.of(UsageReading.class)).hasSize(3);
    }

    @Test
    void theNextInstanceBeginsAnew() {
        read(60, 0, 1L);
        read(120, 100, 5L);
        assertThat(kills()).isEmpty();
    }

    @Test
    void aSourceThatDoesNotTellIsNotAsked() {
        read(60, 0, 1L);
        read(120, 0, null);
        read(180, 0, 3L);
        assertThat(kills()).isEmpty();
        read(240, 0, 4L);
        assertThat(kills()).extracting(ProcessKills::more).containsExactly(1);
    }

    @Test
    void whatFallsOrIsNoCountTellsNothing() {
        read(60, 0, 5L);
        read(120, 0, 2L);
        read(180, 0, Long.MAX_VALUE);
        assertThat(kills()).isEmpty();
    }

    @Test
    void podsThatAreReadNoMoreAreForgotten() {
        read(60, 0, 1L);
        sink.usage(reading("uid-2", 3_661, 0, 1L));
        read(3_662, 0, 4L);
        assertThat(kills()).isEmpty();
    }

    private List<ProcessKills> kills() {
        return told.of(ProcessKills.class).toList();
    }

    private void read(int second, int started, @Nullable Long oomKills) {
        sink.usage(reading("uid-1", second, started, oomKills));
    }

    private static UsageReading reading(
            String uid, int second, int started, @Nullable Long oomKills) {
        return new UsageReading(
                Source.SUMMARY,
                WEB,
                "web-1",
                uid,
                "worker-1",
                null,
                true,
                at(second),
                Duration.ofSeconds(60),
                List.of(
                        new ContainerReading(
                                "app",
                                ContainerType.APP,
                                at(started),
                                null,
                                null,
                                null,
                                Resources.NONE,
                                Resources.NONE,
                                null,
                                oomKills)));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
