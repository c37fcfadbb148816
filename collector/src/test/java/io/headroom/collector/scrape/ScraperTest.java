package io.headroom.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.collector.CollectorConfig.Scraping;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Findings;
import io.headroom.collector.publish.RecordedCalls;
import io.headroom.model.Resources;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.usage.Source;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class ScraperTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final String NODE = "node-1";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final RecordedCalls told = new RecordedCalls();
    private final KnownCluster known = new KnownCluster();

    @Test
    void anErrorThatNobodyExpectedIsThisNodesFailureAndNoReading() throws Exception {
        try (Scraper scraper =
                scraper(() -> {
                    throw new IllegalStateException("no such thing as this was thought of");
                })) {
            scraper.scrapeAll(NOW);

            assertThat(value("headroom_collector_scrapes", "result", "unreadable")).isEqualTo(1);
            assertThat(value("headroom_collector_scrapes", "result", "ok")).isZero();
            assertThat(value("headroom_collector_nodes", "state", "failing")).isEqualTo(1);
            assertThat(told.of(Finding.class))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.subject()).isEqualTo(NODE);
                        assertThat(finding.message())
                                .isEqualTo(
                                        "usage cannot be read: metrics.k8s.io gives an answer that"
                                                + " cannot be read");
                    });
        }
    }

    @Test
    void whatTheMetricsApiTellsOfPodsWithoutANodeIsCountedOnce() throws Exception {
        var somebody =
                new PodUsage(
                        "shop",
                        "gone",
                        null,
                        List.of(
                                new PodUsage.ContainerUsage("app", null, null, null, null),
                                new PodUsage.ContainerUsage("proxy", null, null, null, null)));
        try (Scraper scraper = scraper(() -> List.of(somebody))) {
            scraper.scrapeAll(NOW);

            assertThat(value("headroom_collector_samples", "result", "unowned")).isEqualTo(2);
        }
    }

    @Test
    void whatWasSaidOfANodeGoesWithItEvenWhenItWentWhileNobodyLooked() throws Exception {
        var before = List.of(finding("usage-source", "node-0"), finding("kubelet-tls", "node-0"));
        try (Scraper scraper = scraper(List::of, before)) {
            scraper.scrapeAll(NOW);
            assertThat(gone()).doesNotContain(before.getFirst().key());

            known.complete();
            scraper.scrapeAll(NOW);

            assertThat(gone()).containsAll(before.stream().map(Finding::key).toList());
        }
    }

    @Test
    void aDistrustedKubeletIsNoMatterOnceNoKubeletIsAsked() throws Exception {
        Finding distrust = finding("kubelet-tls", NODE);
        try (Scraper scraper = scraper(List::of, List.of(distrust))) {
            scraper.scrapeAll(NOW);

            assertThat(gone()).contains(distrust.key());
        }
    }

    @Test
    void aNodeWhoseTurnDoesNotComeIsSkippedAndReadAsSoonAsThereIsRoom() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        known.cluster("node/node-2", node("node-2"));
        try (Scraper scraper =
                scraper(() -> {
                    awaitUninterruptibly(answered);
                    return List.of();
                })) {
            scraper.start();
            await().until(() -> value("headroom_collector_nodes", "state", "owned") == 2);
            now.set(NOW.plus(INTERVAL));
            await().until(() -> inFlight() == 1);

            now.set(NOW.plus(INTERVAL.multipliedBy(3)));
            await().until(() -> value("headroom_collector_nodes", "state", "skipped") == 1);
            assertThat(inFlight()).isEqualTo(1);

            answered.countDown();
            await().until(() -> value("headroom_collector_scrapes", "result", "ok") >= 2);
            now.set(NOW.plus(INTERVAL.multipliedBy(3)).plusSeconds(6));
            await().until(() -> value("headroom_collector_nodes", "state", "skipped") == 0);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double inFlight() {
        return registry.scrape("headroom_collector_scrapes_in_flight"::equals).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .mapToDouble(ScraperTest::number)
                .sum();
    }

    private List<String> gone() {
        return told.of(RecordedCalls.Gone.class).map(RecordedCalls.Gone::key).toList();
    }

    private static Finding finding(String code, String node) {
        return new Finding(code, Finding.Severity.WARNING, node, "said by an earlier run", NOW);
    }

    private Scraper scraper(MetricsApi api) throws NoSuchAlgorithmException {
        return scraper(api, List.of());
    }

    private Scraper scraper(MetricsApi api, List<Finding> before) throws NoSuchAlgorithmException {
        NodeState node = node(NODE);
        known.cluster(node.key(), node);
        return new Scraper(
                new Scraping(
                        Optional.of(Source.METRICS_API),
                        INTERVAL,
                        Duration.ofSeconds(10),
                        1,
                        1 << 20,
                        Duration.ofMinutes(5),
                        Optional.empty(),
                        false,
                        false),
                known,
                new KubeletAccess(Optional::empty, SSLContext.getDefault()),
                api,
                told,
                new Findings(told, now::get, before),
                new CollectorMetrics(registry),
                now::get);
    }

    private static NodeState node(String name) {
        return new NodeState(
                name,
                "uid of " + name,
                Resources.NONE,
                Resources.NONE,
                true,
                false,
                null,
                10_250,
                null);
    }

    private double value(String metric, String label, String value) {
        return registry.scrape(metric::equals).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .mapToDouble(
                        point -> value.equals(point.getLabels().get(label)) ? number(point) : 0)
                .sum();
    }

    private static double number(DataPointSnapshot point) {
        return point instanceof CounterSnapshot.CounterDataPointSnapshot counter
                ? counter.getValue()
                : ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue();
    }
}
