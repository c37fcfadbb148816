package io.headroom.deploy.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.profile.Windows;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.recommender.replay.trace.CpuSignal;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.Trace;
import io.headroom.recommender.size.UsageHistory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HottestReplicaTest {
    private static final long FIRST = Windows.indexOf(Instant.parse("2026-03-02T00:00:00Z"));
    private static final double MIB = 0x1p20;

    private final HottestReplica replicas = new HottestReplica();

    @Test
    void everyWindowCountsWithTheReplicaThatUsedMost() {
        used(0, 0.5, 0.6, 10 * MIB);
        used(0, 0.2, 0.9, 30 * MIB);
        used(1, 0.1, 0.1, 30 * MIB);
        used(1, 0.4, null, 20 * MIB);

        UsageHistory usage = usage(CpuSignal.AUTO);

        assertThat(usage.size()).isEqualTo(2);
        assertThat(usage.step()).isEqualTo(Windows.LENGTH);
        assertThat(usage.end(0)).isEqualTo(Windows.end(FIRST));
        assertThat(usage.cpuCores(0)).isEqualTo(0.5);
        assertThat(usage.cpuCores(1)).isEqualTo(0.4);
        assertThat(usage.memoryBytes(0)).isEqualTo(30 * MIB);
        assertThat(usage.memoryBytes(1)).isEqualTo(30 * MIB);
        assertThat(usage(CpuSignal.MAX).cpuCores(0)).isEqualTo(0.9);
    }

    @Test
    void aWindowThatNobodyKnowsIsNotThere() {
        used(0, 0.5, 0.6, 10 * MIB);
        used(200, 0.5, 0.6, 10 * MIB);

        UsageHistory usage = usage(CpuSignal.AUTO);

        assertThat(usage.size()).isEqualTo(2);
        assertThat(usage.end(1)).isEqualTo(Windows.end(FIRST + 200));
    }

    @Test
    void whatOneReplicaLacksAnotherOneTells() {
        used(0, null, null, 10 * MIB);
        used(0, 0.5, 0.5, null);
        used(1, 0.5, 0.5, null);

        UsageHistory usage = usage(CpuSignal.AUTO);

        assertThat(usage.cpuCores(0)).isEqualTo(0.5);
        assertThat(usage.memoryBytes(0)).isEqualTo(10 * MIB);
        assertThat(usage.memoryBytes(1)).isNaN();
    }

    @Test
    void peaksThatHardlyAnyWindowHasAreLeftAside() {
        used(0, 0.5, 0.9, 10 * MIB);
        used(1, 0.5, null, 10 * MIB);
        used(2, 0.5, null, 10 * MIB);

        assertThat(usage(CpuSignal.MAX).cpuCores(0)).isEqualTo(0.5);
    }

    @Test
    void memoryInAnotherUnitIsLeftOutAndSaid() {
        used(0, 0.5, 0.5, 512.0);
        used(1, 0.5, 0.5, 600.0);

        Trace trace = replicas.trace("shop", "app", CpuSignal.AUTO, "there");

        assertThat(trace.series().orElseThrow().usage().memoryBytes(0)).isNaN();
        assertThat(trace.series().orElseThrow().usage().cpuCores(0)).isEqualTo(0.5);
        assertThat(trace.problems())
                .containsExactly(
                        new Problem(
                                "there",
                                0,
                                "memory never reaches 64 KiB: is it in bytes? left out",
                                1));
    }

    @Test
    void zerosAreZeros() {
        used(0, 0.0, 0.0, 0.0);

        UsageHistory usage = usage(CpuSignal.AUTO);

        assertThat(usage.cpuCores(0)).isZero();
        assertThat(usage.memoryBytes(0)).isZero();
    }

    private UsageHistory usage(CpuSignal signal) {
        Trace trace = replicas.trace("shop", "app", signal, "there");
        assertThat(trace.problems()).isEmpty();
        return trace.series().orElseThrow().usage();
    }

    private void used(
            long window, @Nullable Double mean, @Nullable Double most, @Nullable Double bytes) {
        Instant at = Windows.end(FIRST + window).minusMillis(1);
        replicas.add(
                FIRST + window,
                new ContainerReading(
                        "app",
                        ContainerType.APP,
                        null,
                        mean == null ? null : new CpuReading.Rate(at, Windows.LENGTH, mean, most),
                        bytes == null ? null : new MemoryReading(at, bytes.longValue(), null, null),
                        null,
                        Resources.NONE,
                        Resources.NONE));
    }
}
