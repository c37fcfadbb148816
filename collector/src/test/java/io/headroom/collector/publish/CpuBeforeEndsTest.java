package io.headroom.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.CpuSpan;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.Surroundings;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.PressureReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CpuBeforeEndsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");
    private static final long SECOND = 1_000_000_000L;

    private final RecordedCalls told = new RecordedCalls();
    private final CpuBeforeEnds sink = new CpuBeforeEnds(told);

    @Test
    void anEndIsToldWithWhatWasReadBetweenTheLastTwoReadingsBeforeIt() {
        read(60, 0, 10 * SECOND, 2 * SECOND, SECOND);
        read(120, 0, 40 * SECOND, 5 * SECOND, 3 * SECOND);
        read(180, 0, 100 * SECOND, 20 * SECOND, 30 * SECOND);
        sink.lifecycle(ended(0, 190));
        assertThat(cpu())
                .containsExactly(
                        new CpuSpan(
                                "app", at(120), at(180), 60 * SECOND, 15 * SECOND, 27 * SECOND));
        assertThat(cpu().getFirst().cores()).isEqualTo(1);
        assertThat(cpu().getFirst().heldBackCores()).isEqualTo(0.25);
    }

    @Test
    void whatTheNextInstanceUsesIsNotToldOfTheOneBefore() {
        read(60, 0, 10 * SECOND, null, null);
        read(120, 0, 40 * SECOND, null, null);
        read(180, 150, 29 * SECOND, null, null);
        sink.lifecycle(ended(0, 148));
        assertThat(cpu())
                .containsExactly(new CpuSpan("app", at(60), at(120), 30 * SECOND, null, null));
    }

    @Test
    void anInstanceThatWasReadOnceIsToldSinceItsStart() {
        read(60, 0, 10 * SECOND, null, null);
        read(120, 80, 20 * SECOND, 2 * SECOND, null);
        sink.lifecycle(ended(80, 130));
        assertThat(cpu())
                .containsExactly(
                        new CpuSpan("app", at(80), at(120), 20 * SECOND, 2 * SECOND, null));
    }

    @Test
    void anInstanceThatWasNeverReadIsToldWithNothing() {
        read(60, 0, 10 * SECOND, null, null);
        read(120, 0, 40 * SECOND, null, null);
        sink.lifecycle(ended(125, 140));
        assertThat(cpu()).isEmpty();
        assertThat(told.of(PodFact.class)).containsExactly(ended(125, 140));
    }

    @Test
    void ratesCountAsTheyCome() {
        sink.usage(
                reading(
                        60,
                        container(
                                null,
                                new CpuReading.Rate(at(60), Duration.ofSeconds(30), 0.5),
                                null)));
        sink.lifecycle(ended(0, 70));
        assertThat(cpu())
                .containsExactly(new CpuSpan("app", at(30), at(60), 15 * SECOND, null, null));
    }

    @Test
    void theWindowOfARateNeedBeNoWholeSeconds() {
        sink.usage(
                reading(
                        60,
                        container(
                                null,
                                new CpuReading.Rate(at(60), Duration.ofMillis(15_500), 2),
                                null)));
        sink.lifecycle(ended(0, 70));
        assertThat(cpu())
                .singleElement()
                .satisfies(span -> assertThat(span.coreNanos()).isEqualTo(31 * SECOND));
    }

    @Test
    void whatIsReadOutOfOrderOrWithoutTimesTellsNothing() {
        read(120, 0, 40 * SECOND, null, null);
        read(60, 0, 10 * SECOND, null, null);
        sink.usage(reading(180, container(at(0), new CpuReading.Counter(null, 1, null), null)));
        sink.lifecycle(ended(0, 190));
        assertThat(cpu())
                .as("each since its start")
                .containsExactly(new CpuSpan("app", at(0), at(60), 10 * SECOND, null, null));
    }

    @Test
    void whatWasReadLongBeforeIsNotWhy() {
        read(60, 0, 10 * SECOND, null, null);
        read(120, 0, 40 * SECOND, null, null);
        sink.lifecycle(ended(0, 120 + 15 * 60));
        assertThat(cpu()).isEmpty();
    }

    @Test
    void podsThatAreReadNoMoreAreForgotten() {
        read(60, 0, 10 * SECOND, null, null);
        sink.usage(
                new UsageReading(
                        Source.SUMMARY,
                        WEB,
                        "web-2",
                        "uid-2",
                        "worker-1",
                        null,
                        true,
                        at(3_661),
                        Duration.ofSeconds(60),
                        List.of()));
        sink.lifecycle(ended(0, 70));
        assertThat(cpu()).isEmpty();
    }

    @Test
    void allElsePassesAsItIs() {
        PodGone gone = new PodGone(WEB, "web-1", "uid-1", at(1), false);
        sink.lifecycle(gone);
        sink.inventoryGone("a");
        sink.clusterGone("b");
        assertThat(told.all())
                .containsExactly(gone, new RecordedCalls.Gone("a"), new RecordedCalls.Gone("b"));
    }

    private List<CpuSpan> cpu() {
        PodFact fact = told.of(PodFact.class).reduce((_, last) -> last).orElseThrow();
        return Objects.requireNonNull(fact.around()).cpuBefore();
    }

    private void read(
            int second,
            int started,
            long coreNanos,
            @Nullable Long throttled,
            @Nullable Long waiting) {
        sink.usage(
                reading(
                        second,
                        container(
                                at(started),
                                new CpuReading.Counter(at(second), coreNanos, throttled),
                                waiting)));
    }

    private static ContainerReading container(
            @Nullable Instant started, CpuReading cpu, @Nullable Long waiting) {
        return new ContainerReading(
                "app",
                ContainerType.APP,
                started,
                cpu,
                null,
                waiting == null ? null : new PressureReading(waiting, null, null, null, null, null),
                Resources.NONE,
                Resources.NONE);
    }

    private static UsageReading reading(int second, ContainerReading container) {
        return new UsageReading(
                Source.SUMMARY,
                WEB,
                "web-1",
                "uid-1",
                "worker-1",
                null,
                true,
                at(second).plusMillis(300),
                Duration.ofSeconds(60),
                List.of(container));
    }

    private static PodFact ended(int started, int finished) {
        return new PodFact(
                        WEB,
                        "web-1",
                        "uid-1",
                        null,
                        "worker-1",
                        at(0),
                        null,
                        "Running",
                        null,
                        null,
                        List.of(),
                        List.of(
                                new ContainerFact(
                                        "app",
                                        ContainerType.APP,
                                        "containerd://2",
                                        1,
                                        false,
                                        true,
                                        new ContainerState.Running(at(finished + 2)),
                                        new ContainerState.Terminated(
                                                137,
                                                null,
                                                "Error",
                                                null,
                                                at(started),
                                                at(finished),
                                                "containerd://1"),
                                        null)),
                        at(finished + 3),
                        false)
                .with(null, new Surroundings(null, null, false));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
