package io.headroom.analyzer.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is read back as it was. */
class StoredStateTest {
    private static final long T = 1_700_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, -64, -65, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersOfAnySize(long number) {
        byte[] bytes = new StateWriter(7).number(number).text("end").toBytes();
        StateReader from = new StateReader(bytes, 7);
        assertThat(from.number()).isEqualTo(number);
        assertThat(from.text()).isEqualTo("end");
    }

    @Test
    void resourcesWithAndWithoutTheirParts() {
        for (Resources resources :
                List.of(
                        Resources.NONE,
                        new Resources(new Cpu(250), null),
                        new Resources(null, new Memory(1)),
                        new Resources(new Cpu(0), Memory.ofMebibytes(1)))) {
            byte[] bytes = new StateWriter(1).resources(resources).toBytes();
            assertThat(new StateReader(bytes, 1).resources()).isEqualTo(resources);
        }
    }

    @Test
    void refusesAnotherLayout() {
        byte[] bytes = new StateWriter(2).number(1).toBytes();
        assertThatThrownBy(() -> new StateReader(bytes, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("layout 2");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void podsWithAllThatIsOpen(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PodUsage pod = new PodUsage(T);
        for (String name : List.of("app", "proxy")) {
            ContainerSeries series = pod.container(name, ContainerType.SIDECAR);
            series.spec(
                    T + 5,
                    60_000,
                    ContainerType.APP,
                    new Resources(new Cpu(1), null),
                    Resources.NONE);
            for (int i = 0; i < 30; i++) {
                long at = T + random.nextInt(1_000_000);
                series.add(
                        random.nextBoolean()
                                ? new CpuPoint.Counter(
                                        at,
                                        at + 7,
                                        60_000,
                                        4_000,
                                        random.nextBoolean() ? T - 9 : CpuPoint.Counter.UNKNOWN,
                                        random.nextLong(1L << 50),
                                        random.nextBoolean()
                                                ? CpuPoint.Counter.UNKNOWN
                                                : random.nextLong(1L << 50),
                                        random.nextBoolean()
                                                ? CpuPoint.Counter.UNKNOWN
                                                : random.nextLong(1L << 50))
                                : new CpuPoint.Rate(
                                        at,
                                        at,
                                        15_000,
                                        0,
                                        30_000,
                                        random.nextDouble(),
                                        random.nextDouble()));
                series.add(
                        new MemoryPoint(
                                at,
                                at - 3,
                                random.nextLong(1L << 40),
                                random.nextBoolean()
                                        ? MemoryPoint.UNKNOWN
                                        : random.nextLong(1L << 30),
                                random.nextBoolean()
                                        ? new MemoryPoint.Kill(at - 9, random.nextLong(1L << 40))
                                        : null));
            }
            series.fold(series.cpu().getFirst());
            series.fold(series.memory().getFirst());
            series.peaks().take(288 * 7, 0.5, 1L << 28);
            series.vpa().addCpu(new ContainerAggregate(), 5, Instant.ofEpochMilli(T));
            Instant killed = Instant.ofEpochMilli(T + 1);
            series.vpa().killed(new ContainerAggregate(), 7, killed, killed);
        }
        pod.node("worker-1");
        pod.ready(77);
        pod.seen(T + 3);

        byte[] stored = pod.toBytes();
        PodUsage read = PodUsage.of(stored);
        assertThat(read.toBytes()).isEqualTo(stored);
        assertThat(read.lastSeenMillis()).isEqualTo(T + 3);
        ContainerSeries app = read.container("app", ContainerType.APP);
        assertThat(app.cpu()).isEqualTo(pod.container("app", ContainerType.APP).cpu());
        assertThat(app.memory()).isEqualTo(pod.container("app", ContainerType.APP).memory());
        assertThat(read.takeReady(77)).isEqualTo(1);
        assertThat(read.node()).isEqualTo("worker-1");
        assertThat(app.peaks().cpu()).isEqualTo(ByteScale.CPU_CORES.encode(0.5));
    }

    @Test
    void aDayOfTheLayoutBeforeIsRead() {
        byte[] lane = new byte[288];
        lane[17] = 9;
        StateWriter old = new StateWriter(1).block(lane).block(lane).block(lane).number(1);
        old.text("app").block(lane).block(lane).block(lane);

        DayBlock read = DayBlock.of(old.toBytes());

        assertThat(read.cpuDemand()[17]).isEqualTo((byte) 9);
        Lanes lanes = Objects.requireNonNull(read.container("app"));
        assertThat(lanes.memoryPeak()[17]).isEqualTo((byte) 9);
        assertThat(lanes.resident()).isNull();
    }

    private static FoldedWindow.Container folded(
            @Nullable Double mean, @Nullable Double hottest, @Nullable Long peak) {
        Starting starting = new Starting();
        starting.take(0, new RateResult.Sample(T, 1.5, 1.5, false, 60_000, Double.NaN));
        return new FoldedWindow.Container(
                mean,
                hottest,
                peak,
                peak == null ? null : peak / 2,
                mean,
                hottest == null ? null : starting,
                mean);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void daysComeBackFromLittleRoomAsTheyWere(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DayBlock day = new DayBlock();
        for (int window = 0; window < 288; window++) {
            double mean = random.nextDouble();
            TreeMap<String, FoldedWindow.Container> containers = new TreeMap<>();
            containers.put("app", folded(mean, 2 * mean, random.nextLong(1L << 40)));
            day.set(new FoldedWindow(window, containers, mean, 1, 1, 1));
        }

        byte[] stored = day.toBytes();

        assertThat(stored).isEqualTo(day.toBytes());
        assertThat(DayBlock.of(stored)).usingRecursiveComparison().isEqualTo(day);
    }

    @Test
    void podsOfTheLayoutBefore() {
        // version 1: no ready readings, one container, nothing of CPU, one open point of memory
        StateWriter to = new StateWriter(1);
        to.number(T).number(3).number(0).number(1);
        to.text("app").type(ContainerType.APP).resources(Resources.NONE).resources(Resources.NONE);
        to.number(T).number(T + 86_400_000).number(5).number(0).number(T).number(T);
        to.number(60_000).number(T).number(0).number(0);
        to.number(1).number(7).number(0).number(77);

        PodUsage read = PodUsage.of(to.toBytes());

        assertThat(read.node()).isEmpty();
        ContainerSeries app = read.container("app", ContainerType.APP);
        assertThat(app.memory()).containsExactly(new MemoryPoint(T + 7, T + 7, 77));
        assertThat(app.isNew(new MemoryPoint.Kill(T, 1))).isTrue();
    }

    @Test
    void workloadsWithTheirContainers() {
        WorkloadState workload = new WorkloadState(T, 5_666);
        workload.boundary(T + 100);
        workload.advanceTo(T + 200);
        workload.containers()
                .put(
                        "app",
                        new WorkloadState.KnownContainer(
                                "app",
                                ContainerType.APP,
                                new Resources(new Cpu(5), new Memory(6)),
                                Resources.NONE,
                                T));
        WorkloadState read = WorkloadState.of(workload.toBytes());
        assertThat(read.containers()).isEqualTo(workload.containers());
        assertThat(read.boundaryMillis()).isEqualTo(T + 100);
        assertThat(read.watermarkMillis()).isEqualTo(T + 200);
        assertThat(read.firstReadingMillis()).isEqualTo(T);
        assertThat(read.firstWindow()).isEqualTo(5_666);
    }

    @Test
    void daysWithTheirRings() {
        DayBlock day = new DayBlock();
        TreeMap<String, FoldedWindow.Container> containers = new TreeMap<>();
        containers.put("app", folded(0.5, 1.5, 1L << 30));
        containers.put("idle", folded(null, null, 1L << 20));
        day.set(new FoldedWindow(288 * 3 + 17, containers, 0.5, 2.0, 10, 5));
        byte[] stored = day.toBytes();
        DayBlock read = DayBlock.of(stored);
        assertThat(read.toBytes()).isEqualTo(stored);
        assertThat(read.coverage()[17]).isEqualTo((byte) 1);
        assertThat(read.cpuDemand()[16]).isEqualTo((byte) 255);
    }
}
