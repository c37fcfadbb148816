package io.headroom.deploy.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.headroom.collector.history.ContainerHistory;
import io.headroom.collector.history.PrometheusConfig;
import io.headroom.collector.history.PrometheusHistory;
import io.headroom.deploy.history.RememberedPod.Owner;
import io.headroom.model.Resources;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            List<ContainerHistory> series = read(prometheus);
            assertThat(series)
                    .extracting(
                            each -> each.workload().key(),
                            ContainerHistory::podUid,
                            ContainerHistory::container)
                    .containsExactlyInAnyOrder(
                            tuple("shop/Deployment.apps/web", "uid-a", "app"),
                            tuple("shop/StatefulSet.apps/db", "uid-old", "app"),
                            tuple("shop/StatefulSet.apps/db", "uid-new", "app"));
            for (RememberedPod pod : List.of(WEB, OLD_DB, NEW_DB)) {
                assertSame(of(series, pod.uid()), pod);
            }
        }
    }

    @Test
    void anAnswerThatWouldLoadTooMuchIsAskedForInParts() throws Exception {
        List<ContainerHistory> expected;
        try (PrometheusServer whole = PrometheusServer.start(data)) {
            expected = read(whole);
        }
        try (PrometheusServer small = PrometheusServer.start(data, "--query.max-samples=900")) {
            List<Double> progress = new ArrayList<>();
            List<ContainerHistory> found = read(small, progress);
            assertThat(progress).hasSizeGreaterThan(1);
            assertThat(found).hasSameSizeAs(expected);
            assertThat(of(found, "uid-a").length()).isEqualTo(of(expected, "uid-a").length());
        }
    }

    private static List<ContainerHistory> read(PrometheusServer prometheus) throws Exception {
        List<Double> progress = new ArrayList<>();
        List<ContainerHistory> series = read(prometheus, progress);
        assertThat(progress).containsExactly(1.0);
        return series;
    }

    private static List<ContainerHistory> read(PrometheusServer prometheus, List<Double> progress)
            throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("prometheus.url", prometheus.url().toString());
        PrometheusConfig config = PrometheusConfig.from(Settings.of(settings)).orElseThrow();
        try (PrometheusHistory history = PrometheusHistory.open(config)) {
            PrometheusHistory.Found found = history.read(START, END, progress::add);
            assertThat(found.imported().failure()).isEmpty();
            assertThat(found.imported().gaps()).isEmpty();
            assertThat(progress).isSorted().endsWith(1.0);
            return found.series();
        }
    }

    private static ContainerHistory of(List<ContainerHistory> series, String uid) {
        return series.stream().filter(each -> each.podUid().equals(uid)).findFirst().orElseThrow();
    }

    private static void assertSame(ContainerHistory found, RememberedPod pod) {
        long first = Windows.indexOf(pod.createdAt());
        long last = Windows.indexOf(pod.lastSampleAt().minusMillis(1));
        // the first and the last window of a pod's life have only part of the samples
        assertThat(found.length()).isGreaterThanOrEqualTo((int) (last - first));
        for (int i = 1; i < found.length() - 1; i++) {
            long window = Windows.indexOf(found.end(i)) - 1;
            assertThat(window).isGreaterThan(first).isLessThanOrEqualTo(last);
            if (window < last) {
                assertThat(found.cpuMeanCores(i)).isCloseTo(pod.meanCores(window), within(1e-6));
                assertThat(found.cpuMaxCores(i)).isCloseTo(pod.maxCores(window), within(1e-6));
            }
            assertThat(found.memoryMaxBytes(i)).isEqualTo(pod.memoryBytes(window));
            assertThat(found.requests(i)).isEqualTo(new Resources(new Cpu(250), null));
            assertThat(found.limits(i)).isEqualTo(new Resources(null, new Memory(1L << 30)));
        }
    }
}
