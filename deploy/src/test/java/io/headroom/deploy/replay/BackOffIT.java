package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.collector.Collector;
import io.headroom.collector.CollectorConfig;
import io.headroom.collector.CollectorMetrics;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scraper as it runs by itself, in replayed time, beside a kubelet that fails for a while. */
class BackOffIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration STEP = INTERVAL.dividedBy(2);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final List<String> GOOD = List.of("steady-1", "steady-2");
    private static final String BAD = "failing";

    @TempDir Path directory;

    private final ControlPlane plane = ControlPlane.bare();
    private final SteppedClock clock = new SteppedClock(Traces.DAY);
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<String, NavigableSet<Instant>> asked = new TreeMap<>();
    private final Map<String, FakeKubelets.Kubelet> nodes = new TreeMap<>();
    private FakeKubelets kubelets;
    private EmbeddedKafka kafka;
    private ReplayedCluster cluster;
    private Collector collector;

    @BeforeEach
    void start() {
        kubelets = new FakeKubelets(plane.certificates());
        kubelets.accept(ControlPlane.ADMIN_TOKEN);
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
        cluster =
                new ReplayedCluster(
                        plane.admin(),
                        kubelets,
                        new ReplayClock(Traces.DAY),
                        plane.newNamespace("back-off"));
        GOOD.forEach(this::addNode);
        addNode(BAD);
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        Topics topics = new Topics("back-off");
        TopicSetup.run(client, topics.specs(1, (short) 1), DEADLINE, _ -> {});
        collector =
                Collector.start(
                        CollectorConfig.from(
                                Settings.of(
                                        Map.of(
                                                "collector.scrape-interval",
                                                INTERVAL.toString(),
                                                "collector.scrape-timeout",
                                                "20s"))),
                        plane.admin(),
                        client,
                        topics,
                        new CollectorMetrics(registry),
                        clock);
        await().atMost(DEADLINE).until(collector::ready);
    }

    @AfterEach
    void stop() {
        collector.close();
        cluster.delete();
        kafka.close();
        kubelets.close();
    }

    @Test
    void aNodeThatFailsIsAskedEverMoreRarelyWhileTheOthersKeepTheirRhythm() {
        pass(INTERVAL.multipliedBy(2));

        // Given
        Instant begun = pass(TEN_MINUTES);
        assertThat(timesAsked(BAD, begun)).isEqualTo(10);
        assertThat(failing()).isZero();

        // When it fails
        kubelet(BAD).fail(FakeKubelets.Fault.SERVER_ERROR);
        Instant failed = pass(TEN_MINUTES);
        Instant stillFailing = pass(TEN_MINUTES);
        pass(TEN_MINUTES);

        // Then
        List<Instant> times = List.copyOf(askedSince(BAD, failed));
        assertThat(timesAsked(BAD, failed)).isLessThanOrEqualTo(8);
        assertThat(timesAsked(BAD, stillFailing)).isBetween(2, 4);
        for (int failures = 1; failures < times.size(); failures++) {
            Duration longest = INTERVAL.multipliedBy(1L << Math.min(10, failures - 1));
            Duration pause = Duration.between(times.get(failures - 1), times.get(failures));
            assertThat(pause)
                    .as("after %s failures", failures)
                    .isBetween(
                            shorter(longest, LONGEST_PAUSE).dividedBy(2),
                            shorter(longest, LONGEST_PAUSE).plus(STEP));
        }
        assertThat(failing()).isEqualTo(1);

        // When it answers again
        kubelet(BAD).recover();
        Instant recovered = pass(LONGEST_PAUSE.plus(STEP));
        assertThat(askedSince(BAD, recovered)).isNotEmpty();
        pass(STEP); // what it reports is of the step before
        assertThat(failing()).isZero();

        // Then it has its old place
        Instant steady = pass(TEN_MINUTES);
        assertThat(timesAsked(BAD, steady)).isEqualTo(10);

        // and the others never had another one
        for (String node : GOOD) {
            List<Instant> all = List.copyOf(askedSince(node, begun));
            assertThat(all)
                    .hasSize((int) Duration.between(begun, clock.instant()).dividedBy(INTERVAL));
            for (int i = 1; i < all.size(); i++) {
                assertThat(Duration.between(all.get(i - 1), all.get(i))).isEqualTo(INTERVAL);
            }
        }
    }

    /** Lets this much time pass, and gives when it began. */
    private Instant pass(Duration time) {
        Instant from = clock.instant();
        for (long i = 0; i < time.dividedBy(STEP); i++) {
            clock.step(STEP);
            await().atMost(DEADLINE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> clock.seen() && answered() == requests());
        }
        return from;
    }

    private void addNode(String name) {
        NavigableSet<Instant> times = new ConcurrentSkipListSet<>();
        asked.put(name, times);
        FakeKubelets.Kubelet kubelet = cluster.addNode(name);
        kubelet.beforeAnswering(() -> times.add(clock.instant()));
        nodes.put(name, kubelet);
    }

    private FakeKubelets.Kubelet kubelet(String node) {
        return Objects.requireNonNull(nodes.get(node));
    }

    private NavigableSet<Instant> askedSince(String node, Instant moment) {
        return Objects.requireNonNull(asked.get(node)).tailSet(moment, false);
    }

    /** How often a node was asked in the ten minutes after this moment. */
    private int timesAsked(String node, Instant moment) {
        return askedSince(node, moment).headSet(moment.plus(TEN_MINUTES), true).size();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private long requests() {
        long requests = 0;
        for (FakeKubelets.Kubelet each : nodes.values()) {
            for (FakeKubelets.Endpoint endpoint : FakeKubelets.Endpoint.values()) {
                requests += each.requests(endpoint);
            }
        }
        return requests;
    }

    /** How many of the requests the collector is done with. */
    private long answered() {
        return (long)
                registry.scrape(name -> name.equals("headroom_collector_scrapes")).stream()
                        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                        .filter(point -> !"metrics-api".equals(point.getLabels().get("endpoint")))
                        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                        .sum();
    }

    private double failing() {
        return registry.scrape(name -> name.equals("headroom_collector_nodes")).stream()
                .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> "failing".equals(point.getLabels().get("state")))
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    /** A clock that goes on by steps, and knows whether the scraper has seen the latest of them. */
    private static final class SteppedClock implements InstantSource {
        private final AtomicLong looks = new AtomicLong();
        private volatile Instant now;
        private volatile long looksBefore;

        SteppedClock(Instant start) {
            now = start;
        }

        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().equals("headroom-scraper")) {
                looks.incrementAndGet();
            }
            return now;
        }

        void step(Duration step) {
            now = now.plus(step);
            looksBefore = looks.get();
        }

        /** A look that has begun since, and the next one: by then all of its readings have. */
        boolean seen() {
            return looks.get() >= looksBefore + 2;
        }
    }
}
