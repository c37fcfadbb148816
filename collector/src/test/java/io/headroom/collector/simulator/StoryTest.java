package io.headroom.collector.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.publish.RecordedCalls;
import io.headroom.model.Resources;
import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each simulated workload is there to show, by the upstream VPA's percentiles. */
class StoryTest {
    private static final Instant END = Instant.parse("2026-03-02T12:00:00Z");
    private static final double TARGET = 0.9;
    private static final double MARGIN = 1.15;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 4711})
    void theTargetsSitWhereTheStoryWantsThem(long seed) {
        RecordedCalls calls = new RecordedCalls();
        new Simulator(seed, END, Duration.ofDays(14), Duration.ofMinutes(5))
                .history(calls, _ -> {});
        Map<String, Sized> sized = new TreeMap<>();
        SimulatorTest.usage(calls).forEach((name, rates) -> sized.put(name, Sized.of(rates)));
        Sized overRequested = Objects.requireNonNull(sized.get("ledger/ledger"));
        assertThat(overRequested.cpu()).isLessThanOrEqualTo(overRequested.requestedCpu() / 2);
        assertThat(overRequested.memory()).isLessThanOrEqualTo(overRequested.requestedMemory() / 2);
        Sized throttled = Objects.requireNonNull(sized.get("fraud-check/scorer"));
        assertThat(throttled.cpu()).isGreaterThan(throttled.requestedCpu() * 1.5);
        Sized pinned = Objects.requireNonNull(sized.get("search/search"));
        assertThat(pinned.cpu()).isGreaterThan(pinned.requestedCpu());
        Sized idle = Objects.requireNonNull(sized.get("legacy-admin/admin"));
        assertThat(idle.cpu()).isLessThan(0.025);
        Sized tooLarge = Objects.requireNonNull(sized.get("ranker/server"));
        assertThat(tooLarge.memory()).isGreaterThan(4_096.0 * (1 << 20));
        Sized builder = Objects.requireNonNull(sized.get("feature-builder/builder"));
        assertThat(3 * builder.cpu()).isGreaterThan(8);
        Sized bursty = Objects.requireNonNull(sized.get("order-import/worker"));
        assertThat(bursty.cpu()).isGreaterThan(bursty.requestedCpu());
    }

    /** What the VPA would say of the requests. */
    private record Sized(double cpu, double memory, Resources requests) {

        static Sized of(List<SimulatorTest.Rate> rates) {
            DecayingHistogram cpu =
                    new DecayingHistogram(
                            ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE);
            DecayingHistogram memory =
                    new DecayingHistogram(
                            ExponentialBuckets.MEMORY_BYTES, DecayingHistogram.HALF_LIFE);
            Map<Long, Long> peaks = new TreeMap<>();
            for (SimulatorTest.Rate rate : rates) {
                cpu.add(rate.cores(), 0.1, rate.at());
                long bytes = Objects.requireNonNull(rate.reading().memory()).workingSetBytes();
                peaks.merge(rate.at().getEpochSecond() / 86_400, bytes, Math::max);
            }
            peaks.forEach((day, peak) -> memory.add(peak, 1, Instant.ofEpochSecond(day * 86_400)));
            return new Sized(
                    cpu.percentile(TARGET) * MARGIN,
                    memory.percentile(TARGET) * MARGIN,
                    rates.getLast().reading().requests());
        }

        double requestedCpu() {
            Cpu requested = Objects.requireNonNull(requests.cpu());
            return requested.cores();
        }

        double requestedMemory() {
            Memory requested = Objects.requireNonNull(requests.memory());
            return requested.bytes();
        }
    }
}
