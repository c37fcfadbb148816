package io.headroom.analyzer;

import static io.headroom.analyzer.Readings.REQUESTS;
import static io.headroom.analyzer.Readings.START;
import static io.headroom.analyzer.Readings.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.Windows;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.PressureReading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much is kept of a container of which everything is known for fourteen days. */
class StateSizeTest {
    private static final WorkloadRef CART = deployment("cart");
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final long MOST_BYTES = 14 << 10;

    /** Less than that cannot hold as many different days. */
    private static final long LEAST_BYTES = 4_000;

    private static final long SEED = 11;

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1"})
    void fourteenDaysInAllRingsTakeLessThanFourteenKibibytes(int replicas, int containers) {
        try (DrivenTopology topology = new DrivenTopology()) {
            feed(topology, replicas, containers);

            List<ContainerProfile> profiles =
                    DrivenTopology.assessments(topology.said()).getLast().containers();
            assertThat(profiles).hasSize(containers).allSatisfy(StateSizeTest::isFull);
            long bytes = topology.stored().entrySet().stream().mapToInt(StateSizeTest::bytes).sum();
            System.out.printf(
                    "%d replicas, %d containers: %d bytes a container%n",
                    replicas, containers, bytes / containers);
            assertThat(bytes / containers).isBetween(LEAST_BYTES, MOST_BYTES);
        }
    }

    private static void isFull(ContainerProfile profile) {
        assertThat(profile.cpuHottest().known()).isGreaterThan(Windows.PER_RING - 24);
        assertThat(profile.memoryPeak().known()).isGreaterThan(Windows.PER_RING - 24);
        assertThat(profile.known().residentByHour()).isNotNull();
        assertThat(profile.known().heldBackByHour()).isNotNull();
        assertThat(profile.known().cpuSteady()).isNotNull();
    }

    private static int bytes(Map.Entry<String, byte[]> entry) {
        return entry.getKey().getBytes(StandardCharsets.UTF_8).length + entry.getValue().length;
    }

    /** Days that all differ; every replica starts anew once a day. */
    private static void feed(DrivenTopology topology, int replicas, int containers) {
        SplittableRandom random = new SplittableRandom(SEED);
        long[][] nanos = new long[replicas][containers];
        int steps = (int) Duration.ofDays(14).dividedBy(STEP) + 4;
        for (int step = 0; step < steps; step++) {
            Instant at = START.plus(STEP.multipliedBy(step));
            double day = (double) step * STEP.toSeconds() / 86_400;
            for (int replica = 0; replica < replicas; replica++) {
                Instant started = START.plus(Duration.ofDays((long) day)).minusSeconds(replica);
                if (Math.floor(day) > Math.floor(day - (double) STEP.toSeconds() / 86_400)) {
                    nanos[replica] = new long[containers];
                }
                for (int container = 0; container < containers; container++) {
                    nanos[replica][container] += (long) (restless(random, day) * STEP.toNanos());
                }
                long[] used = nanos[replica];
                topology.usage(
                        Readings.reading(
                                CART,
                                "pod-" + replica,
                                at,
                                STEP,
                                IntStream.range(0, containers)
                                        .mapToObj(container ->
                                                container(
                                                        "container-" + container,
                                                        started,
                                                        at,
                                                        used[container],
                                                        (long) (5e8 * (1 + restless(random, day)))))
                                        .toList()));
            }
        }
    }

    private static ContainerReading container(
            String name, Instant started, Instant at, long nanos, long bytes) {
        return new ContainerReading(
                name,
                ContainerType.APP,
                started,
                new CpuReading.Counter(at, nanos, null),
                new MemoryReading(at, bytes, bytes / 2, null),
                new PressureReading(nanos / 20, null, null, null, null, null),
                REQUESTS,
                Resources.NONE);
    }

    private static double restless(SplittableRandom random, double day) {
        double daily = 1 + 0.8 * Math.sin(2 * Math.PI * day);
        return 0.4 * daily * Math.exp(random.nextGaussian(0, 0.4 + 0.3 * Math.sin(day)));
    }
}
