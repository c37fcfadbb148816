package io.headroom.analyzer;

import static io.headroom.analyzer.DrivenTopology.assessments;
import static io.headroom.analyzer.Readings.START;
import static io.headroom.analyzer.Readings.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.assessment.Spread;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.PressureReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is known of a container beside its windows. */
class ParticularsTest {
    private static final WorkloadRef API = deployment("api");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long MIB = 1 << 20;
    private static final double STEP = 1.06;

    /** Half a year of being there before the first reading. */
    private static final Instant LONG_AGO = START.minus(Duration.ofDays(180));

    @Test
    void nothingIsKnownOfASourceThatTellsNothing() {
        assertThat(profile(pod("a", "n1", LONG_AGO, 120, minute -> 0.2)).particulars()).isNull();
    }

    @Test
    void whatStartsIsLookedAtApartForTenMinutes() {
        List<UsageReading> readings = pod("a", "n1", LONG_AGO, 240, minute -> 0.2);
        readings.addAll(
                pod(
                        "b",
                        "n2",
                        START.plus(Duration.ofMinutes(90)),
                        240,
                        minute -> minute < 3 ? 2.0 : 0.3));

        ContainerProfile profile = profile(readings);
        Particulars known = profile.known();

        assertThat(known.starts()).isEqualTo(1);
        Ring byAge = Objects.requireNonNull(known.cpuByAge());
        assertThat(byAge.length()).isEqualTo(10);
        assertThat(byAge.amount(2, ByteScale.CPU_CORES)).isBetween(2.0, 2.0 * STEP);
        assertThat(byAge.amount(3, ByteScale.CPU_CORES)).isBetween(0.3, 0.3 * STEP);
        Ring steady = Objects.requireNonNull(known.cpuSteady());
        assertThat(steady.amounts(ByteScale.CPU_CORES).max().orElseThrow())
                .isBetween(0.3, 0.3 * STEP);
        assertThat(profile.cpuHottest().amounts(ByteScale.CPU_CORES).max().orElseThrow())
                .isBetween(2.0, 2.0 * STEP);
        // in the windows of the start the other replica is the hottest
        assertThat(steady.amount(19, ByteScale.CPU_CORES)).isBetween(0.2, 0.2 * STEP);
        assertThat(steady.known()).isEqualTo(profile.cpuHottest().known());
    }

    @Test
    void aSingleReplicaThatStartsHasNoSteadyUse() {
        ContainerProfile profile =
                profile(pod("a", "n1", START.minus(MINUTE), 240, minute -> minute < 3 ? 2 : 0.3));

        Ring steady = Objects.requireNonNull(profile.known().cpuSteady());
        assertThat(steady.amount(0, ByteScale.CPU_CORES)).isNaN();
        assertThat(steady.amount(3, ByteScale.CPU_CORES)).isBetween(0.3, 0.3 * STEP);
    }

    @Test
    void whatIsNoFilePageIsKnownByTheHour() {
        List<UsageReading> readings =
                each(
                        "a",
                        "n1",
                        LONG_AGO,
                        180,
                        minute -> 0.2,
                        minute -> new Memories(900 * MIB, (minute < 59 ? 300 : 200) * MIB),
                        null);

        Ring resident = Objects.requireNonNull(profile(readings).known().residentByHour());

        assertThat(resident.firstWindow()).isEqualTo(START.getEpochSecond() / 3_600);
        assertThat(resident.amount(0, ByteScale.MEMORY_BYTES))
                .isBetween(300.0 * MIB, 300.0 * MIB * STEP);
        assertThat(resident.amount(1, ByteScale.MEMORY_BYTES))
                .isBetween(200.0 * MIB, 200.0 * MIB * STEP);
    }

    @Test
    void whatWaitsIsKnownByTheHour() {
        List<UsageReading> readings =
                each(
                        "a",
                        "n1",
                        LONG_AGO,
                        180,
                        minute -> 0.4,
                        minute -> new Memories(900 * MIB, null),
                        0.25);

        Ring heldBack = Objects.requireNonNull(profile(readings).known().heldBackByHour());

        assertThat(heldBack.amount(1, ByteScale.CPU_CORES)).isBetween(0.1, 0.1 * STEP);
    }

    @Test
    void replicasAreMergedByNeedAndNotByTheirMean() {
        List<UsageReading> readings = pod("a", "n1", LONG_AGO, 120, minute -> 0.1);
        for (String other : List.of("b", "c", "d")) {
            readings.addAll(pod(other, "n1", LONG_AGO, 120, minute -> 0.1));
        }
        readings.addAll(pod("hot", "n2", LONG_AGO, 120, minute -> 1.6));

        ContainerProfile profile = profile(readings);

        assertThat(profile.cpuHottest().amounts(ByteScale.CPU_CORES).min().orElseThrow())
                .isBetween(1.6, 1.6 * STEP);
        assertThat(profile.cpuMean().amounts(ByteScale.CPU_CORES).max().orElseThrow())
                .isBetween(0.4, 0.4 * STEP);
    }

    @Test
    void replicasThatDifferAreSaidToWithTheirNodes() {
        List<UsageReading> readings = pod("a", "n1", LONG_AGO, 120, minute -> 0.1);
        readings.addAll(pod("b", "n2", LONG_AGO, 120, minute -> 0.2));
        readings.addAll(pod("c", "n3", LONG_AGO, 120, minute -> 1.6));

        Spread spread = Objects.requireNonNull(profile(readings).known().spread());

        assertThat(spread.replicas()).isEqualTo(3);
        assertThat(spread.cpuMostOn()).isEqualTo("n3");
        assertThat(millicores(spread.least())).isBetween(100L, 106L);
        assertThat(millicores(spread.median())).isBetween(200L, 212L);
        assertThat(millicores(spread.most())).isBetween(1_600L, 1_696L);
        Memory memory = Objects.requireNonNull(spread.most().memory());
        assertThat(memory.bytes()).isBetween(900 * MIB, (long) (900 * MIB * STEP));
    }

    @Test
    void aPodThatIsGoneIsNoReplica() {
        List<UsageReading> readings = pod("a", "n1", LONG_AGO, 360, minute -> 0.1);
        readings.addAll(pod("b", "n2", LONG_AGO, 120, minute -> 0.9));

        assertThat(profile(readings).known().spread()).isNull();
    }

    @Test
    void shuffledReadingsTellTheSame() {
        List<UsageReading> readings = pod("a", "n1", LONG_AGO, 240, minute -> 0.2);
        readings.addAll(
                each(
                        "b",
                        "n2",
                        START.plus(Duration.ofMinutes(90)),
                        240,
                        minute -> minute < 3 ? 2.0 : 0.3,
                        minute -> new Memories(900 * MIB, 100 * MIB),
                        0.5));
        readings.sort(Comparator.comparing(UsageReading::receivedAt));
        ContainerProfile ordered = profile(readings);

        // Given that none comes later than the grace
        List<UsageReading> shuffled = new ArrayList<>();
        for (int from = 0; from < readings.size(); from += 4) {
            List<UsageReading> part =
                    new ArrayList<>(readings.subList(from, Math.min(from + 4, readings.size())));
            Collections.shuffle(part, new Random(from));
            shuffled.addAll(part);
        }
        assertThat(told(shuffled).particulars()).isEqualTo(ordered.particulars());
    }

    private record Memories(long workingSet, @Nullable Long resident) {}

    private interface MemoryOfMinute {
        Memories at(int minute);
    }

    private static List<UsageReading> pod(
            String pod, String node, Instant started, int until, IntToDoubleFunction cores) {
        return each(
                pod, node, started, until, cores, minute -> new Memories(900 * MIB, null), null);
    }

    /**
     * Readings once a minute, from the start of the pod or of all readings.
     *
     * @param until the minutes after the start of all readings when it ends
     * @param cores by the minute of its life
     * @param waiting the share of the time that it waits; null where nobody tells
     */
    private static List<UsageReading> each(
            String pod,
            String node,
            Instant started,
            int until,
            IntToDoubleFunction cores,
            MemoryOfMinute memory,
            @Nullable Double waiting) {
        List<UsageReading> readings = new ArrayList<>();
        Instant from = started.isBefore(START) ? START : started;
        long nanos = 0;
        int minute = 0;
        for (Instant at = from.plus(MINUTE);
                !at.isAfter(START.plus(MINUTE.multipliedBy(until)));
                at = at.plus(MINUTE)) {
            nanos += (long) (cores.applyAsDouble(minute) * 60e9);
            Memories now = memory.at(minute);
            minute++;
            readings.add(
                    new UsageReading(
                            Source.SIMULATOR,
                            API,
                            "api-" + pod,
                            pod,
                            node,
                            null,
                            true,
                            at,
                            MINUTE,
                            List.of(
                                    new ContainerReading(
                                            "app",
                                            ContainerType.APP,
                                            started,
                                            new CpuReading.Counter(at, nanos, null),
                                            new MemoryReading(
                                                    at, now.workingSet(), now.resident(), null),
                                            waiting == null
                                                    ? null
                                                    : new PressureReading(
                                                            (long) (waiting * minute * 60e9),
                                                            null,
                                                            null,
                                                            null,
                                                            null,
                                                            null),
                                            Resources.NONE,
                                            Resources.NONE))));
        }
        return readings;
    }

    private static ContainerProfile profile(List<UsageReading> readings) {
        return told(
                readings.stream().sorted(Comparator.comparing(UsageReading::receivedAt)).toList());
    }

    private static ContainerProfile told(List<UsageReading> readings) {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(readings);
            return assessments(topology.said()).getLast().containers().getFirst();
        }
    }

    private static long millicores(Resources amounts) {
        Cpu cpu = Objects.requireNonNull(amounts.cpu());
        return cpu.millicores();
    }
}
