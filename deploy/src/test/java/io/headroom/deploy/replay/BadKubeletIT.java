package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.Finding;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.Keys;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kubelets that fail in every way there is, beside one that does not. */
class BadKubeletIT {
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final Instant START = Traces.DAY;
    private static final int GOOD_STEPS = 3;
    private static final int BAD_STEPS = 10;
    private static final int STEPS = 30;
    private static final String GOOD = "good";
    private static final String STRANGER = "stranger";

    @TempDir Path directory;

    private final ReplayClock clock = new ReplayClock(START);
    private final ControlPlane plane = ControlPlane.bare();

    @Test
    void aBadKubeletIsSaidToBeBadAndHurtsNoOther() throws Exception {
        try (FakeKubelets kubelets = new FakeKubelets(plane.certificates());
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            kubelets.accept(ControlPlane.ADMIN_TOKEN);
            // Given kubelets that all answer, but for one that nobody trusts
            var cluster =
                    new ReplayedCluster(plane.admin(), kubelets, clock, plane.newNamespace("bad"));
            cluster.addNode(GOOD);
            cluster.addSelfSignedNode(STRANGER);
            addPod(cluster, GOOD);
            addPod(cluster, STRANGER);
            Map<FakeKubelets.Fault, FakeKubelets.Kubelet> bad =
                    new EnumMap<>(FakeKubelets.Fault.class);
            for (FakeKubelets.Fault fault : FakeKubelets.Fault.values()) {
                bad.put(fault, cluster.addNode(node(fault)));
                addPod(cluster, node(fault));
            }
            TopicContents contents = new TopicContents(kafka.bootstrapServers());
            try (Road road =
                    new Road(
                            plane.admin(),
                            kafka.bootstrapServers(),
                            "bad",
                            clock,
                            Map.of(
                                    "collector.scrape-interval", STEP.toString(),
                                    "collector.scrape-timeout", "3s",
                                    "collector.max-response-bytes", "1Mi"))) {
                // not one of the steps: what a JVM asks first may take seconds of a busy machine
                road.collector().scrapeAll(START);
                sweep(road, GOOD_STEPS);

                // When they fail
                bad.forEach((fault, kubelet) -> kubelet.fail(fault));
                sweep(road, BAD_STEPS);

                // Then
                Map<String, Set<Instant>> seen = readings(contents, road);
                assertThat(seen.get(GOOD)).isEqualTo(moments(0, GOOD_STEPS + BAD_STEPS));
                assertThat(seen).doesNotContainKey(STRANGER);
                for (FakeKubelets.Fault fault : FakeKubelets.Fault.values()) {
                    assertThat(seen.get(node(fault)))
                            .as("readings of %s", node(fault))
                            .isEqualTo(moments(0, GOOD_STEPS));
                    assertThat(warnings(contents, road, node(fault)))
                            .as("findings of %s", node(fault))
                            .isNotEmpty();
                }
                assertThat(warnings(contents, road, STRANGER))
                        .anySatisfy(said -> assertThat(said).contains("certificate"));
                assertThat(warnings(contents, road, GOOD)).isEmpty();
                assertEveryFailureIsCountedWithItsReason(road);

                // When they have recovered
                bad.values().forEach(FakeKubelets.Kubelet::recover);
                sweep(road, STEPS - BAD_STEPS - GOOD_STEPS);

                // Then
                seen = readings(contents, road);
                assertThat(seen.get(GOOD)).isEqualTo(moments(0, STEPS));
                for (FakeKubelets.Fault fault : FakeKubelets.Fault.values()) {
                    Set<Instant> good = moments(0, GOOD_STEPS);
                    good.addAll(moments(GOOD_STEPS + BAD_STEPS, STEPS));
                    assertThat(seen.get(node(fault)))
                            .as("readings of %s", node(fault))
                            .isEqualTo(good);
                    assertThat(warnings(contents, road, node(fault)))
                            .as("findings of %s", node(fault))
                            .isEmpty();
                }
                // each reading is of one container, and none is missing
                assertThat(count(road, "headroom_collector_samples", "result", "accepted"))
                        .isEqualTo(contents.all(road.topics().usage()).size());
            } finally {
                cluster.delete();
            }
        }
    }

    @Test
    void aKubeletWithACertificateOfItsOwnIsReadWhereASettingAllowsIt() throws Exception {
        try (FakeKubelets kubelets = new FakeKubelets(plane.certificates());
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            kubelets.accept(ControlPlane.ADMIN_TOKEN);
            var cluster =
                    new ReplayedCluster(
                            plane.admin(), kubelets, clock, plane.newNamespace("insecure"));
            cluster.addSelfSignedNode(STRANGER);
            addPod(cluster, STRANGER);
            TopicContents contents = new TopicContents(kafka.bootstrapServers());
            try (Road road =
                    new Road(
                            plane.admin(),
                            kafka.bootstrapServers(),
                            "insecure",
                            clock,
                            Map.of(
                                    "collector.scrape-interval",
                                    STEP.toString(),
                                    "collector.kubelet-insecure-tls",
                                    "true"))) {
                sweep(road, 1);

                assertThat(readings(contents, road)).containsOnlyKeys(STRANGER);
                assertThat(
                                contents.latest(road.topics().cluster())
                                        .get(Keys.finding("kubelet-insecure-tls", "kubelets")))
                        .contains("certificates of kubelets are not verified");
            } finally {
                cluster.delete();
            }
        }
    }

    @Test
    void noMoreNodesAreAskedAtOnceThanTheSettingSays() throws Exception {
        try (FakeKubelets kubelets = new FakeKubelets(plane.certificates());
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            kubelets.accept(ControlPlane.ADMIN_TOKEN);
            var cluster =
                    new ReplayedCluster(plane.admin(), kubelets, clock, plane.newNamespace("few"));
            InFlight inFlight = new InFlight();
            for (int i = 0; i < 6; i++) {
                cluster.addNode("few-" + i).beforeAnswering(inFlight::hold);
                addPod(cluster, "few-" + i);
            }
            try (Road road =
                    new Road(
                            plane.admin(),
                            kafka.bootstrapServers(),
                            "few",
                            clock,
                            Map.of(
                                    "collector.scrape-interval", STEP.toString(),
                                    "collector.scrape-timeout", "20s",
                                    "collector.scrape-concurrency", "2"))) {
                sweep(road, 1);

                assertThat(readings(new TopicContents(kafka.bootstrapServers()), road)).hasSize(6);
                assertThat(inFlight.most).hasValue(2);
            } finally {
                cluster.delete();
            }
        }
    }

    /** Counts the answers being given; each waits a moment for a third one to come beside it. */
    private static final class InFlight {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final CountDownLatch tooMany = new CountDownLatch(3);

        void hold() {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                tooMany.countDown();
                boolean _ = tooMany.await(500, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                now.decrementAndGet();
            }
        }
    }

    private void sweep(Road road, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            clock.set(clock.instant().plus(STEP));
            road.collector().scrapeAll(clock.instant());
        }
    }

    /** When each node was read in the steps. */
    private static Map<String, Set<Instant>> readings(TopicContents contents, Road road) {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        Map<String, Set<Instant>> readings = new TreeMap<>();
        contents.all(road.topics().usage())
                .forEach(each -> {
                    UsageReading reading = codec.decode(Objects.requireNonNull(each.value()));
                    assertThat(reading.source()).isIn(Source.SUMMARY, Source.RESOURCE);
                    if (reading.receivedAt().isAfter(START)) {
                        readings.computeIfAbsent(reading.node(), node -> new TreeSet<>())
                                .add(reading.receivedAt());
                    }
                });
        return readings;
    }

    private static List<String> warnings(TopicContents contents, Road road, String node) {
        return contents.latest(road.topics().cluster()).values().stream()
                .map(json -> Json.mapper().readValue(json, ClusterEntry.class))
                .filter(entry ->
                        entry instanceof Finding finding
                                && finding.severity() == Finding.Severity.WARNING
                                && finding.subject().equals(node))
                .map(entry -> ((Finding) entry).message())
                .toList();
    }

    private static void assertEveryFailureIsCountedWithItsReason(Road road) {
        for (String reason :
                List.of(
                        "unauthorized",
                        "forbidden",
                        "not_found",
                        "server_error",
                        "unreadable",
                        "too_large",
                        "timeout",
                        "unreachable")) {
            assertThat(count(road, "headroom_collector_scrapes", "result", reason))
                    .as(reason)
                    .isGreaterThanOrEqualTo(BAD_STEPS);
        }
        assertThat(count(road, "headroom_collector_scrapes", "result", "tls"))
                .isGreaterThanOrEqualTo(GOOD_STEPS + BAD_STEPS);
    }

    private static double count(Road road, String metric, String label, String value) {
        return road.metrics().scrape(metric::equals).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> value.equals(point.getLabels().get(label)))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    /** When the sweeps are, from one to before another. */
    private static Set<Instant> moments(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(step -> START.plus(STEP.multipliedBy(step + 1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void addPod(ReplayedCluster cluster, String node) {
        TraceSeries steady =
                new TraceSeries(
                        IntStream.rangeClosed(0, STEPS)
                                .mapToObj(step ->
                                        new TraceSeries.Row(
                                                START.plus(STEP.multipliedBy(step)),
                                                0.25,
                                                100 << 20))
                                .toList());
        cluster.addWorkload(
                ReplayedCluster.Kind.DEPLOYMENT, "on-" + node, List.of(steady), List.of(node));
    }

    private static String node(FakeKubelets.Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
