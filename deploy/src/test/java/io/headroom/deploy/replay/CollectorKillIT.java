package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.headroom.analyzer.Analyzer;
import io.headroom.analyzer.AnalyzerConfig;
import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.e2e.TestJvm;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.WindowGrade;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector, killed in the middle of a replay: what it missed is missing, and no more. */
class CollectorKillIT {
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final Duration LENGTH = Duration.ofHours(12);
    private static final Duration OUTAGE = Duration.ofMinutes(40);
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final int WORKLOADS = 4;
    private static final int KILLS = 2;

    @TempDir Path directory;

    @Test
    void countsNothingTwiceAndShowsWhatItMissedAsMissing() throws Exception {
        ControlPlane plane = ControlPlane.bare();
        ReplayClock clock = new ReplayClock(Traces.DAY);
        Topics topics = new Topics("collector-kill");
        Map<WorkloadRef, List<TraceSeries>> replayed = new TreeMap<>();
        try (FakeKubelets kubelets = new FakeKubelets(plane.certificates());
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
                Time time = new Time(clock)) {
            kubelets.accept(ControlPlane.ADMIN_TOKEN);
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            TopicSetup.run(client, topics.specs(2, (short) 1), DEADLINE, said -> {});
            var cluster =
                    new ReplayedCluster(
                            plane.admin(), kubelets, clock, plane.newNamespace("killed"));
            cluster.addNode("killed-1");
            for (int i = 0; i < WORKLOADS; i++) {
                List<TraceSeries> replicas = List.of(series(2 * i), series(2 * i + 1));
                replayed.put(
                        cluster.addWorkload(
                                ReplayedCluster.Kind.DEPLOYMENT,
                                "web-" + i,
                                replicas,
                                List.of("killed-1")),
                        replicas);
            }

            // When it is killed, and is back after an outage
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
            List<Outage> outages = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                Instant until = clock.instant().plus(Duration.ofMinutes(random.nextInt(120, 240)));
                time.allow(Traces.DAY.plus(LENGTH));
                try (TestJvm.Started collector = start(plane, kafka, topics, time)) {
                    await().atMost(DEADLINE)
                            .pollInterval(Duration.ofMillis(20))
                            .until(() -> {
                                collector.process().assertAlive();
                                return !clock.instant().isBefore(until);
                            });
                    collector.process().kill();
                }
                Instant back = clock.instant().plus(OUTAGE);
                outages.add(new Outage(clock.instant(), back));
                clock.set(back);
            }
            time.finish();
            try (TestJvm.Started collector = start(plane, kafka, topics, time)) {
                assertThat(collector.process().waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                        .as(collector::logged)
                        .isZero();
            }

            // Then
            TopicContents contents = new TopicContents(kafka.bootstrapServers());
            Map<String, Set<Instant>> seen = readingsByPod(contents, topics);
            Map<WorkloadRef, UsageAssessment> assessments;
            try (Analyzer analyzer =
                    Analyzer.start(
                            AnalyzerConfig.from(Settings.of(Map.of())),
                            client,
                            topics,
                            new AnalyzerMetrics(new PrometheusRegistry()))) {
                await().atMost(DEADLINE).until(analyzer::ready);
                assessments = awaitAssessments(contents, topics, replayed.keySet());
            }
            replayed.forEach((workload, replicas) ->
                    assertHolds(
                            Objects.requireNonNull(assessments.get(workload)),
                            replicas,
                            seen,
                            outages));
            cluster.delete();
        }
    }

    private record Outage(Instant from, Instant to) {}

    @SuppressWarnings("EnumOrdinal") // it is what the ring of coverage holds
    private static void assertHolds(
            UsageAssessment assessment,
            List<TraceSeries> replicas,
            Map<String, Set<Instant>> seen,
            List<Outage> outages) {
        List<TraceSeries> arrived = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            Set<Instant> times =
                    Objects.requireNonNull(seen.get(assessment.workload().name() + "-" + i));
            arrived.add(
                    new TraceSeries(
                            replicas.get(i).rows().stream()
                                    .filter(row -> times.contains(row.at()))
                                    .toList()));
        }
        ContainerProfile expected =
                DirectCore.profile(arrived, assessment.asOf(), STEP.multipliedBy(3));
        ContainerProfile profile = assessment.containers().getFirst();
        assertThat(profile.samples())
                .as("samples of %s", assessment.workload())
                .isEqualTo(expected.samples());
        for (Outage outage : outages) {
            long first = Windows.indexOf(outage.from()) + 1;
            long last = Windows.indexOf(outage.to()) - 1;
            byte[] grades = assessment.coverage().steps();
            byte[] cpu = profile.cpuMean().steps();
            for (long window = first; window <= last; window++) {
                int index = (int) (window - assessment.coverage().firstWindow());
                assertThat(grades[index])
                        .as("grade of the window from %s", Windows.start(window))
                        .isEqualTo((byte) WindowGrade.NO_VALID_EXTRAPOLATION.ordinal());
                index = (int) (window - profile.cpuMean().firstWindow());
                assertThat(cpu[index]).isEqualTo(ByteScale.MISSING);
            }
        }
        assertThat(assessment.completeness().ratio()).isBetween(0.75, 0.95);
    }

    private static Map<String, Set<Instant>> readingsByPod(TopicContents contents, Topics topics) {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        Map<String, Set<Instant>> readings = new TreeMap<>();
        contents.all(topics.usage())
                .forEach(each -> {
                    UsageReading reading = codec.decode(Objects.requireNonNull(each.value()));
                    CpuReading cpu = Objects.requireNonNull(reading.containers().getFirst().cpu());
                    readings.computeIfAbsent(reading.pod(), pod -> new HashSet<>())
                            .add(Objects.requireNonNull(cpu.at()));
                });
        return readings;
    }

    private static Map<WorkloadRef, UsageAssessment> awaitAssessments(
            TopicContents contents, Topics topics, Set<WorkloadRef> workloads) {
        Map<WorkloadRef, UsageAssessment> assessments = new TreeMap<>();
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    contents.latest(topics.assessments())
                            .values()
                            .forEach(json -> {
                                if (Json.mapper().readValue(json, Assessment.class)
                                        instanceof UsageAssessment usage) {
                                    assessments.put(usage.workload(), usage);
                                }
                            });
                    assertThat(assessments.keySet()).containsAll(workloads);
                    assertThat(assessments.values())
                            .allSatisfy(each ->
                                    assertThat(each.asOf())
                                            .isAfter(
                                                    Traces.DAY
                                                            .plus(LENGTH)
                                                            .minus(Duration.ofHours(2))));
                });
        return assessments;
    }

    private static TestJvm.Started start(
            ControlPlane plane, EmbeddedKafka kafka, Topics topics, Time time) {
        return TestJvm.start(
                SteppedCollector.class,
                List.of(
                        plane.kubeconfig().toString(),
                        kafka.bootstrapServers(),
                        topics.prefix(),
                        STEP.toString(),
                        time.url()));
    }

    private static TraceSeries series(int seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return new TraceSeries(
                IntStream.rangeClosed(0, (int) LENGTH.dividedBy(STEP))
                        .mapToObj(step ->
                                new TraceSeries.Row(
                                        Traces.DAY.plus(STEP.multipliedBy(step)),
                                        random.nextDouble(0.1, 2),
                                        random.nextLong(100 << 20, 200 << 20)))
                        .toList());
    }

    /** Gives whoever asks the next moment of the replay, as far as it may go now. */
    private static final class Time implements AutoCloseable {
        private final ReplayClock clock;
        private final HttpServer server;
        private volatile Instant until = Instant.MIN;
        private volatile boolean finished;

        Time(ReplayClock clock) throws IOException {
            this.clock = clock;
            this.server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
            answer("/now", () -> clock.instant().toEpochMilli());
            answer("/next", this::next);
            server.start();
        }

        void allow(Instant moment) {
            until = moment;
        }

        /** Once all that was allowed has passed there is no more. */
        void finish() {
            finished = true;
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }

        private synchronized long next() {
            Instant next = clock.instant().plus(STEP);
            if (!next.isAfter(until)) {
                clock.set(next);
            } else if (finished) {
                return -1;
            }
            return clock.instant().toEpochMilli();
        }

        private void answer(String path, LongSupplier number) {
            server.createContext(
                    path,
                    exchange -> {
                        try (exchange) {
                            byte[] body =
                                    Long.toString(number.getAsLong())
                                            .getBytes(StandardCharsets.US_ASCII);
                            exchange.sendResponseHeaders(200, body.length);
                            exchange.getResponseBody().write(body);
                        }
                    });
        }
    }
}
