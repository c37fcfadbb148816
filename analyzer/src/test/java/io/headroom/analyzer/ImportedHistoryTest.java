package io.headroom.analyzer;

import static io.headroom.analyzer.DrivenTopology.assessments;
import static io.headroom.analyzer.Readings.START;
import static io.headroom.analyzer.Readings.deployment;
import static io.headroom.analyzer.Readings.life;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Means and peaks of whole windows that were imported before the first live reading. */
class ImportedHistoryTest {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
    private static final WorkloadRef API = deployment("api");
    private static final Instant LIVE = START.plus(Duration.ofHours(6));
    private static final double STEP = 1.06;

    @Test
    void theMaximumIsTheHottestAndTheMeanIsTheMean() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(history("a", 0.25, 1.5, 200L << 20));
            ContainerProfile app = last(topology).containers().getFirst();

            assertThat(app.cpuHottest().amounts(ByteScale.CPU_CORES).boxed())
                    .isNotEmpty()
                    .allSatisfy(cores -> assertThat(cores).isBetween(1.5, 1.5 * STEP));
            assertThat(app.cpuMean().amounts(ByteScale.CPU_CORES).boxed())
                    .isNotEmpty()
                    .allSatisfy(cores -> assertThat(cores).isBetween(0.25, 0.25 * STEP));
            assertThat(app.memoryPeak().amounts(ByteScale.MEMORY_BYTES).boxed())
                    .isNotEmpty()
                    .allSatisfy(bytes ->
                            assertThat(bytes).isBetween(0x1p20 * 200, 0x1p20 * 200 * STEP));
        }
    }

    @Test
    void theHistogramTakesTheMean() {
        try (DrivenTopology means = new DrivenTopology();
                DrivenTopology maxima = new DrivenTopology()) {
            means.usage(history("a", 0.25, null, 200L << 20));
            maxima.usage(history("a", 0.25, 1.5, 200L << 20));

            ContainerProfile mean = last(means).containers().getFirst();
            ContainerProfile maximum = last(maxima).containers().getFirst();
            assertThat(maximum.cpu()).isEqualTo(mean.cpu());
            assertThat(maximum.samples()).isEqualTo(mean.samples()).isPositive();
            assertThat(maximum.cpuHottest()).isNotEqualTo(mean.cpuHottest());
        }
    }

    @Test
    void everyWindowIsCompleteButTheOneUnderWay() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(history("a", 0.25, 1.5, 200L << 20));
            UsageAssessment last = last(topology);
            var completeness = last.completeness();
            assertThat(completeness.validWindows())
                    .isGreaterThanOrEqualTo(completeness.windows() - 1)
                    .isGreaterThan(60);
            assertThat(last.readyReplicas().amounts(ByteScale.REPLICAS).toArray()).containsOnly(1);
        }
    }

    @Test
    void liveReadingsGoOnWhereTheHistoryEnds() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(history("a", 0.25, 1.5, 200L << 20));
            topology.usage(life(API, List.of("a"), LIVE, HALF_MINUTE, 121, 1));
            UsageAssessment last = last(topology);
            ContainerProfile app = last.containers().getFirst();

            assertThat(last.asOf()).isAfter(LIVE);
            assertThat(app.firstSampleAt()).isBefore(START.plus(WINDOW));
            assertThat(app.lastSampleAt()).isAfter(LIVE);
            // the windows at the seam were folded when live readings had begun
            assertThat(last.completeness().ratio()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void importingAgainChangesNothing() {
        try (DrivenTopology once = new DrivenTopology();
                DrivenTopology twice = new DrivenTopology()) {
            List<UsageReading> live = life(API, List.of("a"), LIVE, HALF_MINUTE, 60, 1);
            List<UsageReading> more =
                    life(API, List.of("a"), LIVE.plus(Duration.ofHours(1)), HALF_MINUTE, 240, 2);
            for (DrivenTopology topology : List.of(once, twice)) {
                topology.usage(history("a", 0.25, 1.5, 200L << 20));
                topology.usage(live);
            }
            twice.usage(history("a", 0.5, 2.5, 300L << 20));
            twice.usage(history("gone-since", 0.5, 2.5, 300L << 20));
            for (DrivenTopology topology : List.of(once, twice)) {
                topology.usage(more);
            }

            assertThat(last(twice)).isEqualTo(last(once));
            assertThat(days(twice)).isEqualTo(days(once)).isNotEmpty();
        }
    }

    @Test
    void aMaximumThatIsNoNumberIsLeftOut() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(history("a", 0.25, Double.NaN, 200L << 20));
            topology.usage(history("b", 0.25, -1.0, 200L << 20));
            assertThat(last(topology).containers().getFirst().samples()).isZero();
        }
    }

    private static List<UsageReading> history(
            String pod, double cores, @Nullable Double maxCores, long memoryBytes) {
        List<UsageReading> readings = new ArrayList<>();
        for (Instant end = START.plus(WINDOW); !end.isAfter(LIVE); end = end.plus(WINDOW)) {
            Instant at = end.minusMillis(1);
            readings.add(
                    new UsageReading(
                            Source.PROMETHEUS,
                            API,
                            "api-" + pod,
                            pod,
                            "node-1",
                            null,
                            true,
                            LIVE,
                            WINDOW,
                            List.of(
                                    new ContainerReading(
                                            "app",
                                            ContainerType.APP,
                                            null,
                                            new CpuReading.Rate(at, WINDOW, cores, maxCores),
                                            new MemoryReading(at, memoryBytes, null, null),
                                            null,
                                            Readings.REQUESTS,
                                            Resources.NONE))));
        }
        return readings;
    }

    private static UsageAssessment last(DrivenTopology topology) {
        return assessments(topology.said()).getLast();
    }

    private static Map<String, String> days(DrivenTopology topology) {
        Map<String, String> days = new TreeMap<>();
        topology.stored()
                .forEach((key, value) -> {
                    if (key.startsWith(UsageProcessor.DAYS)) {
                        days.put(key, HexFormat.of().formatHex(value));
                    }
                });
        return days;
    }
}
