package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

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
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.RestartRecord;
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
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
    private static final Duration DEADLINE = Duration.ofMinutes(6);
    private static final int WORKLOADS = 4;
    private static final int KILLS = 2;
    private static final String RESTARTED = "web-0-0";

    @TempDir Path directory;

    @Test
    void countsNothingTwiceAndShowsWhatItMissedAsMissing() throws Exception {
        ControlPlane plane = ControlPlane.bare();
        ReplayClock clock = new ReplayClock(Traces.DAY);
        Topics topics = new Topics("collector-kill");
        Map<WorkloadRef, List<TraceSeries>> replayed = new TreeMap<>();
        try (FakeKubelets kubelets = new FakeKubelets(plane.certificates());
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
                SteppedTime time = new SteppedTime(clock, STEP)) {
            kubelets.accept(ControlPlane.ADMIN_TOKEN);
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            TopicSetup.run(client, topics.specs(2, (short) 1), DEADLINE, said -> {});
            TopicContents contents = new TopicContents(kafka.bootstrapServers());
            var cluster =
                    new ReplayedCluster(
                            plane.admin(), kubelets, clock, plane.newNamespace("killed"));
            try {
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
                Lives lives = new Lives(plane, kafka, topics, clock, time);

                // When it is killed, and is back after an outage
                RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
                List<Outage> outages = new ArrayList<>();
                time.allow(Traces.DAY.plus(LENGTH));
                for (int kill = 0; kill < KILLS; kill++) {
                    Instant moment = lives.killOnTheWay(random.nextInt(90, 150));
                    cluster.restarted(RESTARTED, kill + 1);
                    outages.add(new Outage(moment, time.skip(OUTAGE)));
                }
                // and once more, is back at once, and reads the same moment again
                Instant twice = clock.instant().plus(Duration.ofMinutes(random.nextInt(90, 150)));
                time.allow(twice);
                lives.killOnceArrived(contents, twice, 2 * WORKLOADS);
                time.allow(Traces.DAY.plus(LENGTH));
                time.finish();
                lives.liveToTheEnd();

                // Then
                Map<String, List<Instant>> seen = readingsByPod(contents, topics);
                assertThat(seen).hasSize(2 * WORKLOADS);
                assertThat(seen.values())
                        .allSatisfy(times ->
                                assertThat(Collections.frequency(times, twice)).isEqualTo(2));
                PrometheusRegistry registry = new PrometheusRegistry();
                try (Analyzer analyzer =
                        Analyzer.start(
                                AnalyzerConfig.from(Settings.of(Map.of())),
                                client,
                                topics,
                                new AnalyzerMetrics(registry))) {
                    await().atMost(DEADLINE).until(analyzer::ready);
                    Map<WorkloadRef, UsageAssessment> assessments =
                            awaitAssessments(contents, topics, replayed.keySet());
                    replayed.forEach((workload, replicas) ->
                            assertHolds(
                                    Objects.requireNonNull(assessments.get(workload)),
                                    replicas,
                                    seen,
                                    outages));
                    assertRestartsCountedOnce(contents, topics, replayed.keySet());
                    RestartAccount restarts = RestartAccount.of(contents, topics);
                    assertThat(restarts.recorded()).isEqualTo(restarts.shown()).isEqualTo(KILLS);
                    assertThat(accountingDifference(registry)).isZero();
                }
            } finally {
                cluster.delete();
            }
        }
    }

    /** The lives of one collector. */
    private record Lives(
            ControlPlane plane,
            EmbeddedKafka kafka,
            Topics topics,
            ReplayClock clock,
            SteppedTime time) {

        /** Kills it wherever it is when this much has been replayed, and says when that was. */
        Instant killOnTheWay(int minutes) {
            Instant from = clock.instant().plus(Duration.ofMinutes(minutes));
            return killWhen(() -> !clock.instant().isBefore(from));
        }

        /** Kills it when it has published all there is of the moment, which it waits at. */
        void killOnceArrived(TopicContents contents, Instant moment, int pods) {
            killWhen(() ->
                    clock.instant().equals(moment)
                            && readingsByPod(contents, topics).values().stream()
                                            .filter(times -> times.contains(moment))
                                            .count()
                                    == pods);
        }

        void liveToTheEnd() {
            try (TestJvm.Started collector = start()) {
                assertThat(collector.process().waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                        .as(collector::logged)
                        .isZero();
            }
        }

        private Instant killWhen(BooleanSupplier reached) {
            try (TestJvm.Started collector = start()) {
                await().atMost(DEADLINE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> {
                            collector.process().assertAlive();
                            return reached.getAsBoolean();
                        });
                collector.process().kill();
            }
            return time.endLife();
        }

        private TestJvm.Started start() {
            return TestJvm.start(
                    SteppedCollector.class,
                    List.of(
                            plane.kubeconfig().toString(),
                            kafka.bootstrapServers(),
                            topics.prefix(),
                            STEP.toString(),
                            time.beginLife()));
        }
    }

    private record Outage(Instant from, Instant to) {}

    @SuppressWarnings("EnumOrdinal") // it is what the ring of coverage holds
    private static void assertHolds(
            UsageAssessment assessment,
            List<TraceSeries> replicas,
            Map<String, List<Instant>> seen,
            List<Outage> outages) {
        List<TraceSeries> arrived = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            Set<Instant> times =
                    Set.copyOf(
                            Objects.requireNonNull(
                                    seen.get(assessment.workload().name() + "-" + i)));
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

    /**
     * @param workloads those of this test: the API server knows others too
     */
    private static void assertRestartsCountedOnce(
            TopicContents contents, Topics topics, Set<WorkloadRef> workloads) {
        await().atMost(DEADLINE).until(() -> AnalysisProcess.progress(contents, topics).complete());
        List<RestartAssessment> assessed =
                contents.latest(topics.assessments()).values().stream()
                        .map(json -> Json.mapper().readValue(json, Assessment.class))
                        .filter(RestartAssessment.class::isInstance)
                        .map(RestartAssessment.class::cast)
                        .filter(each -> workloads.contains(each.workload()))
                        .filter(each -> RESTARTED.startsWith(each.workload().name()))
                        .toList();
        assertThat(assessed)
                .singleElement()
                .satisfies(each ->
                        assertThat(each.containers())
                                .extracting(RestartAssessment.Container::restarts)
                                .containsExactly((long) KILLS));
        RecordCodec<IncidentEntry> codec = new RecordCodec<>(IncidentEntry.class);
        assertThat(
                        contents.all(topics.incidents()).stream()
                                .map(each -> codec.decode(Objects.requireNonNull(each.value())))
                                .filter(RestartRecord.class::isInstance)
                                .map(RestartRecord.class::cast)
                                .filter(each -> workloads.contains(each.workload())))
                .extracting(RestartRecord::pod, RestartRecord::restartCount)
                .containsExactly(tuple(RESTARTED, 1), tuple(RESTARTED, 2));
    }

    private static double accountingDifference(PrometheusRegistry registry) {
        return registry.scrape().stream()
                .filter(metric ->
                        metric.getMetadata()
                                .getName()
                                .equals("headroom_restart_accounting_difference"))
                .map(GaugeSnapshot.class::cast)
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    /** When each pod's readings on the topic were taken, as often as they are there. */
    private static Map<String, List<Instant>> readingsByPod(TopicContents contents, Topics topics) {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        Map<String, List<Instant>> readings = new TreeMap<>();
        contents.all(topics.usage())
                .forEach(each -> {
                    UsageReading reading = codec.decode(Objects.requireNonNull(each.value()));
                    CpuReading cpu = Objects.requireNonNull(reading.containers().getFirst().cpu());
                    readings.computeIfAbsent(reading.pod(), pod -> new ArrayList<>())
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
}
