package io.headroom.deploy.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.headroom.collector.history.Imported;
import io.headroom.collector.history.PrometheusConfig;
import io.headroom.collector.history.PrometheusHistory;
import io.headroom.deploy.history.RememberedPod.Owner;
import io.headroom.model.Resources;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.settings.Settings;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.UsageReading;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Series read from a real Prometheus alone, without a cluster. */
class PrometheusHistoryIT {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant END = START.plus(Duration.ofHours(14));
    private static final RememberedPod WEB =
            new RememberedPod(
                    "shop",
                    "web-1-a",
                    "uid-a",
                    new Owner("ReplicaSet", "web-1", "Deployment", "web"),
                    0,
                    START,
                    END);

    /** Another pod of the same name came after it. */
    private static final RememberedPod OLD_DB =
            new RememberedPod(
                    "shop",
                    "db-0",
                    "uid-old",
                    new Owner("StatefulSet", "db", "<none>", "<none>"),
                    1,
                    START,
                    START.plus(Duration.ofHours(6)).minusSeconds(30));

    private static final RememberedPod NEW_DB =
            new RememberedPod(
                    "shop",
                    "db-0",
                    "uid-new",
                    new Owner("StatefulSet", "db", "<none>", "<none>"),
                    2,
                    START.plus(Duration.ofHours(7)),
                    END);

    @TempDir static Path directory;
    private static Path data;

    @BeforeAll
    static void makeBlocks() throws Exception {
        OpenMetrics told = new OpenMetrics();
        for (RememberedPod pod : List.of(WEB, OLD_DB, NEW_DB)) {
            pod.addTo(told);
        }
        WEB.addReplicaSetTo(told);
        data = PrometheusServer.blocks(directory.resolve("prometheus"), told);
    }

    @Test
    void everyWindowHasTheValuesThatWereMade() throws Exception {
        try (PrometheusServer prometheus = PrometheusServer.start(data)) {
            List<UsageReading> readings = read(prometheus);
            assertThat(readings)
                    .extracting(each -> each.workload().key(), UsageReading::podUid)
                    .containsOnly(
                            tuple("shop/Deployment.apps/web", "uid-a"),
                            tuple("shop/StatefulSet.apps/db", "uid-old"),
                            tuple("shop/StatefulSet.apps/db", "uid-new"));
            for (RememberedPod pod : List.of(WEB, OLD_DB, NEW_DB)) {
                assertSame(of(readings, pod.uid()), pod);
            }
        }
    }

    @Test
    void anAnswerThatWouldLoadTooMuchIsAskedForInParts() throws Exception {
        List<UsageReading> expected;
        try (PrometheusServer whole = PrometheusServer.start(data)) {
            expected = read(whole);
        }
        try (PrometheusServer small = PrometheusServer.start(data, "--query.max-samples=900")) {
            List<Double> progress = new ArrayList<>();
            List<UsageReading> found = read(small, Set.of(), progress);
            assertThat(progress).hasSizeGreaterThan(1);
            assertThat(found).hasSameSizeAs(expected);
        }
    }

    @Test
    void onlyTheNamespacesThatAreAskedForAreRead() throws Exception {
        try (PrometheusServer prometheus = PrometheusServer.start(data)) {
            List<UsageReading> all = read(prometheus);
            assertThat(read(prometheus, Set.of("shop", "nowhere"), new ArrayList<>()))
                    .hasSameSizeAs(all);
            PrometheusConfig config = config(prometheus);
            try (PrometheusHistory history =
                    PrometheusHistory.open(config, Set.of("shops", "hop"))) {
                Imported imported = history.read(START, END, _ -> {}, _ -> {});
                assertThat(imported.failure()).isPresent();
                assertThat(imported.readings()).isZero();
            }
        }
    }

    private static List<UsageReading> read(PrometheusServer prometheus) throws Exception {
        List<Double> progress = new ArrayList<>();
        List<UsageReading> readings = read(prometheus, Set.of(), progress);
        assertThat(progress).containsExactly(1.0);
        return readings;
    }

    private static List<UsageReading> read(
            PrometheusServer prometheus, Set<String> namespaces, List<Double> progress)
            throws Exception {
        List<UsageReading> readings = new ArrayList<>();
        try (PrometheusHistory history = PrometheusHistory.open(config(prometheus), namespaces)) {
            Imported imported = history.read(START, END, progress::add, readings::add);
            assertThat(imported.failure()).isEmpty();
            assertThat(imported.gaps()).isEmpty();
            assertThat(imported.left().unusable()).isEmpty();
            assertThat(imported.whole()).isTrue();
            assertThat(progress).isSorted().endsWith(1.0);
        }
        return readings;
    }

    private static PrometheusConfig config(PrometheusServer prometheus) {
        Map<String, String> settings = new HashMap<>();
        settings.put("prometheus.url", prometheus.url().toString());
        return PrometheusConfig.from(Settings.of(settings)).orElseThrow();
    }

    private static List<ContainerReading> of(List<UsageReading> readings, String uid) {
        return readings.stream()
                .filter(each -> each.podUid().equals(uid))
                .map(each -> each.containers().getFirst())
                .toList();
    }

    private static void assertSame(List<ContainerReading> found, RememberedPod pod) {
        long first = Windows.indexOf(pod.createdAt());
        long last = Windows.indexOf(pod.lastSampleAt().minusMillis(1));
        // the first and the last window of a pod's life have only part of the samples
        assertThat(found).hasSizeGreaterThanOrEqualTo((int) (last - first));
        for (ContainerReading reading : found.subList(1, found.size() - 1)) {
            assertThat(reading.name()).isEqualTo("app");
            MemoryReading memory = Objects.requireNonNull(reading.memory());
            long window = Windows.indexOf(Objects.requireNonNull(memory.at()));
            assertThat(window).isGreaterThan(first).isLessThanOrEqualTo(last);
            if (window < last) {
                CpuReading.Rate cpu = (CpuReading.Rate) Objects.requireNonNull(reading.cpu());
                assertThat(cpu.cores()).isCloseTo(pod.meanCores(window), within(1e-6));
                assertThat(cpu.maxCores()).isCloseTo(pod.maxCores(window), within(1e-6));
            }
            assertThat((double) memory.workingSetBytes()).isEqualTo(pod.memoryBytes(window));
            assertThat(reading.requests()).isEqualTo(new Resources(new Cpu(250), null));
            assertThat(reading.limits()).isEqualTo(new Resources(null, new Memory(1L << 30)));
        }
    }
}
