package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChunkReadingsTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");
    private static final long FIRST = Windows.indexOf(START);
    private static final Chunk TWO_HOURS = new Chunk(FIRST, FIRST + 24);
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");

    private final List<UsageReading> readings = new ArrayList<>();

    @Test
    void aReadingIsAWindowsMeanAndPeakStampedJustBeforeItsEnd() {
        make(
                web(new Told(TWO_HOURS))
                        .used("web-1-a", "app", 0.25, 0.75, 1_000, 0)
                        .requests("web-1-a", "app", "cpu", 0.5)
                        .requests("web-1-a", "app", "memory", 2_000)
                        .limits("web-1-a", "app", "memory", 3_000));

        Instant at = START.plusSeconds(300).minusMillis(1);
        assertThat(readings)
                .containsExactly(
                        new UsageReading(
                                Source.PROMETHEUS,
                                WEB,
                                "web-1-a",
                                "uid-a",
                                "node-1",
                                null,
                                true,
                                NOW,
                                Windows.LENGTH,
                                List.of(
                                        new ContainerReading(
                                                "app",
                                                ContainerType.APP,
                                                null,
                                                new CpuReading.Rate(at, Windows.LENGTH, 0.25, 0.75),
                                                new MemoryReading(at, 1_000, null, null),
                                                null,
                                                new Resources(new Cpu(500), new Memory(2_000)),
                                                new Resources(null, new Memory(3_000))))));
        assertThat(Windows.indexOf(at)).isEqualTo(FIRST);
    }

    @Test
    void readingsComeInTheOrderOfTime() {
        make(
                web(new Told(TWO_HOURS))
                        .info("web-1-b", "uid-b", "ReplicaSet", "web-1")
                        .used("web-1-b", "app", 1, 1, 1)
                        .used("web-1-a", "app", 1, 1, 1));
        assertThat(readings).hasSize(48).extracting(ChunkReadingsTest::at).isSorted();
        assertThat(readings.subList(0, 2))
                .extracting(UsageReading::podUid)
                .contains("uid-a", "uid-b");
    }

    @Test
    void aWindowOfWhichOnlyMemoryIsKnownHasNoCpu() {
        make(web(new Told(TWO_HOURS)).memoryOnly("web-1-a", "app", 7, 3));
        assertThat(readings).hasSize(1);
        assertThat(readings.getFirst().containers().getFirst().cpu()).isNull();
    }

    @Test
    void valuesOutsideTheChunkAndNegativeOnesAreLeftOut() {
        make(
                web(new Told(TWO_HOURS))
                        .memoryOnly("web-1-a", "app", 7, -1, 24)
                        .memoryOnly("web-1-a", "app", -7, 5));
        assertThat(readings).isEmpty();
    }

    @Test
    void whatCannotBeRightIsLeftOutNamedAndCounted() {
        Told told =
                web(new Told(TWO_HOURS))
                        .used("web-1-a", "app", 0.25, 0.5, 100_000, 0)
                        // bytes for TiB, nanocores for cores
                        .used("web-1-a", "app", 2.5e8, 5e8, 1e17, 1, 2, 3)
                        .memoryOnly("web-1-a", "app", -7, 5);
        told.add(
                List.of(
                        new Matrix.Series(
                                Map.of("namespace", "shop", "pod", "web-1-a", "container", "app"),
                                new long[0],
                                new double[0],
                                new Matrix.NoNumbers(4, START.plusSeconds(900).toEpochMilli()))));

        var tally = make(told, KnownWorkloads.unknown());

        assertThat(readings).hasSize(1);
        assertThat(Objects.requireNonNull(only().memory()).workingSetBytes()).isEqualTo(100_000);
        String unit = " is beyond any machine: is it in another unit?";
        assertThat(tally.unusable())
                .containsExactlyInAnyOrder(
                        unusable("CPU" + unit, 600, 3),
                        unusable("CPU peak" + unit, 600, 3),
                        unusable("memory" + unit, 600, 3),
                        unusable("memory is negative", 1_800, 1),
                        unusable("CPU is no number", 900, 4));
    }

    private ContainerReading only() {
        return readings.getFirst().containers().getFirst();
    }

    private static Unusable unusable(String what, long afterSeconds, int count) {
        return new Unusable("shop/web-1-a/app", what, START.plusSeconds(afterSeconds), count);
    }

    @Test
    void whenAWholeClusterCountsInAnotherUnitTheFirstContainersAreNamed() {
        UnusableValues values = new UnusableValues();
        for (int container = 0; container < 1_500; container++) {
            values.add("shop/pod/" + container, "memory is negative", 1_000_000 - container, 2);
            values.add("shop/pod/" + container, "memory is negative", 1_000_000, 1);
        }

        assertThat(values.all()).hasSize(1_001);
        assertThat(values.all().getFirst().count()).isEqualTo(3);
        assertThat(values.all().getLast())
                .isEqualTo(
                        new Unusable(
                                "other containers",
                                "memory is negative",
                                Instant.ofEpochMilli(1_000_000 - 1_499),
                                1_500));
    }

    @Test
    void theHigherOfTwoSeriesOfOneContainerCounts() {
        make(
                web(new Told(TWO_HOURS))
                        .used("web-1-a", "app", 0.25, 0.5, 10, 0)
                        .used("web-1-a", "app", 0.5, 0.25, 20, 0));
        ContainerReading app = readings.getFirst().containers().getFirst();
        assertThat(app.cpu())
                .isEqualTo(new CpuReading.Rate(at(readings.getFirst()), Windows.LENGTH, 0.5, 0.5));
        assertThat(Objects.requireNonNull(app.memory()).workingSetBytes()).isEqualTo(20);
    }

    @Test
    void labelsThatAnotherScrapePushedAsideGoFirst() {
        Told told = web(new Told(TWO_HOURS));
        told.add(
                List.of(
                        told.atWindows(
                                Map.of(
                                        "namespace", "monitoring",
                                        "pod", "kube-state-metrics-x",
                                        "container", "kube-state-metrics",
                                        "exported_namespace", "shop",
                                        "exported_pod", "web-1-a",
                                        "exported_container", "app"),
                                0.5,
                                0)));
        make(told);
        assertThat(readings).extracting(UsageReading::workload).containsExactly(WEB);
        assertThat(readings.getFirst().containers())
                .extracting(ContainerReading::name)
                .containsExactly("app");
    }

    @Test
    void theWorkloadIsWhatStandsAboveReplicaSetsAndJobs() {
        Told told =
                new Told(TWO_HOURS)
                        .info("web-1-a", "u1", "ReplicaSet", "web-1")
                        .replicaSet("web-1", "Deployment", "web")
                        .info("lone-1-a", "u2", "ReplicaSet", "lone-1")
                        .replicaSet("lone-1", "<none>", "<none>")
                        .info("db-0", "u3", "StatefulSet", "db")
                        .owner("agent-x", "u4", "DaemonSet", "agent")
                        .info("report-17-a", "u5", "Job", "report-17")
                        .job("report-17", "CronJob", "report")
                        .info("once-a", "u6", "Job", "once")
                        .job("once", "", "")
                        .info("bare", "u7", "<none>", "<none>")
                        .info("etcd-node-1", "u8", "Node", "node-1");
        for (String pod :
                List.of(
                        "web-1-a",
                        "lone-1-a",
                        "db-0",
                        "agent-x",
                        "report-17-a",
                        "once-a",
                        "bare",
                        "etcd-node-1")) {
            told.used(pod, "app", 1, 1, 1, 0);
        }
        make(told);
        assertThat(readings)
                .extracting(reading -> reading.workload().key())
                .containsExactlyInAnyOrder(
                        "shop/Deployment.apps/web",
                        "shop/ReplicaSet.apps/lone-1",
                        "shop/StatefulSet.apps/db",
                        "shop/DaemonSet.apps/agent",
                        "shop/CronJob.batch/report",
                        "shop/Job.batch/once",
                        "shop/Pod/bare",
                        "shop/Pod/etcd-node-1");
    }

    @Test
    void theClustersOwnWordOnAPodGoesFirst() {
        WorkloadRef rollout = new WorkloadRef("shop", "Rollout", "argoproj.io", "web");
        make(
                web(new Told(TWO_HOURS)).used("web-1-a", "app", 1, 1, 1, 0),
                KnownWorkloads.of(List.of(pod(rollout, "web-1-a", "uid-a")), Map.of()));
        assertThat(readings).extracting(UsageReading::workload).containsExactly(rollout);
    }

    @Test
    void aPodThatIsGoneGoesByTheGroupThatTheClusterHasForItsKind() {
        WorkloadRef rollout = new WorkloadRef("shop", "Rollout", "argoproj.io", "web");
        make(
                new Told(TWO_HOURS)
                        .info("web-0-z", "uid-z", "ReplicaSet", "web-0")
                        .replicaSet("web-0", "Rollout", "web")
                        .used("web-0-z", "app", 1, 1, 1, 0),
                KnownWorkloads.of(List.of(pod(rollout, "web-1-a", "uid-a")), Map.of()));
        assertThat(readings).extracting(UsageReading::workload).containsExactly(rollout);
        assertThat(readings).extracting(UsageReading::podUid).containsExactly("uid-z");
    }

    @Test
    void aReplicaSetOfWhichNothingIsToldBelongsToTheDeploymentOfItsName() {
        make(
                new Told(TWO_HOURS)
                        .info("web-0-z", "uid-z", "ReplicaSet", "web-0")
                        .used("web-0-z", "app", 1, 1, 1, 0),
                KnownWorkloads.of(List.of(workload(WEB)), Map.of()));
        assertThat(readings).extracting(UsageReading::workload).containsExactly(WEB);
    }

    @Test
    void workloadsThatAreGoneAreCountedAndLeftOut() {
        var tally =
                make(
                        web(new Told(TWO_HOURS))
                                .used("web-1-a", "app", 1, 1, 1, 0, 1)
                                .used("stranger", "app", 1, 1, 1, 0),
                        KnownWorkloads.of(
                                List.of(workload(new WorkloadRef("shop", "Pod", "", "x"))),
                                Map.of()));
        assertThat(readings).isEmpty();
        assertThat(tally).isEqualTo(new ChunkReadings.Tally(2, 0, 1, 2, List.of()));
    }

    @Test
    void podsThatHadOneNameOneAfterAnotherAreToldApartByTheirCreation() {
        make(
                new Told(TWO_HOURS)
                        .info("db-0", "uid-old", "StatefulSet", "db")
                        .info("db-0", "uid-new", "StatefulSet", "db")
                        .created("db-0", "uid-old", START.minusSeconds(86_400).getEpochSecond())
                        .created("db-0", "uid-new", START.plusSeconds(1_500).getEpochSecond())
                        .used("db-0", "app", 1, 1, 1));
        assertThat(readings.subList(0, 5)).extracting(UsageReading::podUid).containsOnly("uid-old");
        assertThat(readings.subList(5, 24))
                .extracting(UsageReading::podUid)
                .containsOnly("uid-new");
    }

    @Test
    void aPodWhoseUidNobodyTellsHasAlwaysTheSameOne() {
        Told told =
                new Told(TWO_HOURS)
                        .owner("db-0", "", "StatefulSet", "db")
                        .owner("db-1", "", "StatefulSet", "db")
                        .used("db-0", "app", 1, 1, 1, 0)
                        .used("db-1", "app", 1, 1, 1, 0);
        make(told);
        List<String> uids = readings.stream().map(UsageReading::podUid).toList();
        readings.clear();
        make(told);
        assertThat(readings).extracting(UsageReading::podUid).containsExactlyElementsOf(uids);
        assertThat(uids).doesNotHaveDuplicates();
    }

    @Test
    void aPodThatIsStillThereKeepsItsUidAlsoWithoutKubeStateMetrics() {
        make(
                new Told(TWO_HOURS).used("web-1-a", "app", 1, 1, 1, 0),
                KnownWorkloads.of(List.of(pod(WEB, "web-1-a", "uid-a")), Map.of()));
        assertThat(readings).extracting(UsageReading::podUid).containsExactly("uid-a");
    }

    @Test
    void initContainersAndThoseForDebuggingAreLeftOutAndSidecarsAreNot() {
        make(
                web(new Told(TWO_HOURS))
                        .app("web-1-a", "app")
                        .init("web-1-a", "migrate", "")
                        .init("web-1-a", "mesh", "Always")
                        .used("web-1-a", "app", 1, 1, 1, 0)
                        .used("web-1-a", "migrate", 1, 1, 1, 0)
                        .used("web-1-a", "mesh", 1, 1, 1, 0)
                        .used("web-1-a", "debugger-x", 1, 1, 1, 0));
        assertThat(readings.getFirst().containers())
                .extracting(ContainerReading::name, ContainerReading::type)
                .containsExactly(
                        tuple("app", ContainerType.APP), tuple("mesh", ContainerType.SIDECAR));
    }

    @Test
    void requestsAreThoseOfTheHour() {
        make(
                web(new Told(TWO_HOURS))
                        .used("web-1-a", "app", 1, 1, 1)
                        .requests("web-1-a", "app", "cpu", 0.1, 0.25));
        assertThat(readings.subList(0, 12))
                .extracting(ChunkReadingsTest::cpuRequest)
                .containsOnly(100L);
        assertThat(readings.subList(12, 24))
                .extracting(ChunkReadingsTest::cpuRequest)
                .containsOnly(250L);
    }

    @Test
    void aPodIsReadyUnlessToldOtherwise() {
        make(
                web(new Told(TWO_HOURS))
                        .used("web-1-a", "app", 1, 1, 1, 0, 1, 2)
                        .ready("web-1-a", 0, 0)
                        .ready("web-1-a", 1, 1));
        assertThat(readings).extracting(UsageReading::ready).containsExactly(false, true, true);
    }

    private ChunkReadings.Tally make(Told told) {
        return make(told, KnownWorkloads.unknown());
    }

    private ChunkReadings.Tally make(Told told, KnownWorkloads known) {
        return ChunkReadings.make(TWO_HOURS, told.answers(), known, NOW, readings::add);
    }

    private static Told web(Told told) {
        return told.info("web-1-a", "uid-a", "ReplicaSet", "web-1")
                .replicaSet("web-1", "Deployment", "web");
    }

    private static InventoryEntry pod(WorkloadRef workload, String name, String uid) {
        return new PodState(
                workload,
                name,
                uid,
                "node-1",
                "Running",
                true,
                START.minusSeconds(1),
                null,
                List.of(
                        new ContainerSpec(
                                "app", ContainerType.APP, Resources.NONE, Resources.NONE)));
    }

    private static InventoryEntry workload(WorkloadRef workload) {
        return new WorkloadState(workload, "uid", START, null, null, List.of(), Map.of());
    }

    private static Instant at(UsageReading reading) {
        return Objects.requireNonNull(
                Objects.requireNonNull(reading.containers().getFirst().cpu()).at());
    }

    private static long cpuRequest(UsageReading reading) {
        return Objects.requireNonNull(reading.containers().getFirst().requests().cpu())
                .millicores();
    }
}
