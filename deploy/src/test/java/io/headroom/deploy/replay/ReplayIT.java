package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.Finding;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Days of usage, from a real API server and kubelets to what the REST API answers. */
class ReplayIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReplayIT.class);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final int NODES = 4;
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @TempDir Path directory;

    @Test
    void recommendsWhatTheCoreRecommendsWhenItIsFedFromTheFiles() throws Exception {
        assertRecommendsWhatTheCoreDoes("replay", Traces.twenty(Traces.folder(), 3));
    }

    @Test
    void doesSoWithTheSimulatorsSeriesWhereThereAreNoFiles() throws Exception {
        assertRecommendsWhatTheCoreDoes("simulated", Traces.twenty(Optional.empty(), 1));
    }

    private void assertRecommendsWhatTheCoreDoes(String name, List<Traces.Workload> traces)
            throws Exception {
        // Given
        assertThat(traces).hasSize(20);
        List<String> nodes = IntStream.rangeClosed(1, NODES).mapToObj(i -> name + "-" + i).toList();
        // the kubelets of the others have resource metrics only
        Set<String> withSummary = Set.of(name + "-1", name + "-3");
        List<Instant> moments =
                Moments.of(traces.stream().flatMap(each -> each.replicas().stream()).toList());
        ControlPlane plane = ControlPlane.bare();
        ReplayClock clock = new ReplayClock(moments.getFirst().minus(INTERVAL));

        Map<WorkloadRef, Traces.Workload> replayed = new TreeMap<>();
        Map<WorkloadRef, Recommendation> recommended;
        try (FakeKubelets kubelets = new FakeKubelets(plane.certificates());
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            kubelets.accept(ControlPlane.ADMIN_TOKEN);
            var cluster =
                    new ReplayedCluster(plane.admin(), kubelets, clock, plane.newNamespace(name));
            for (String node : nodes) {
                FakeKubelets.Kubelet kubelet = cluster.addNode(node);
                if (!withSummary.contains(node)) {
                    kubelet.fail(FakeKubelets.Endpoint.SUMMARY, FakeKubelets.Fault.NOT_FOUND);
                }
            }
            for (Traces.Workload trace : traces) {
                replayed.put(
                        cluster.addWorkload(
                                kind(replayed.size()), trace.name(), trace.replicas(), nodes),
                        trace);
            }

            // When
            try (Road road =
                    new Road(
                            plane.admin(),
                            kafka.bootstrapServers(),
                            name,
                            clock,
                            Map.of(
                                    "collector.scrape-interval",
                                    INTERVAL.toString(),
                                    "collector.scrape-timeout",
                                    "60s",
                                    "recommender.strategy",
                                    "vpa"))) {
                for (Instant moment : moments) {
                    clock.set(moment);
                    road.collector().scrapeAll(moment);
                }
                recommended = awaitAnswers(road, replayed);
                assertThat(sources(kafka, road))
                        .containsOnlyKeys(nodes)
                        .allSatisfy((node, sources) ->
                                assertThat(sources)
                                        .containsExactly(
                                                withSummary.contains(node)
                                                        ? Source.SUMMARY
                                                        : Source.RESOURCE));
                assertThat(findings(kafka, road))
                        .containsOnlyKeys(nodes)
                        .allSatisfy((node, sentence) ->
                                assertThat(sentence)
                                        .contains(
                                                withSummary.contains(node)
                                                        ? "the best source there is"
                                                        : "/stats/summary was not found"));
            } finally {
                cluster.delete();
            }
        }

        // Then
        int exact = 0;
        for (Map.Entry<WorkloadRef, Traces.Workload> each : replayed.entrySet()) {
            Recommendation recommendation = Objects.requireNonNull(recommended.get(each.getKey()));
            Advice.Resize expected =
                    DirectCore.advise(
                            each.getValue().replicas(),
                            recommendation.asOf(),
                            INTERVAL.multipliedBy(3));
            Advice.Resize given = (Advice.Resize) recommendation.containers().getFirst().advice();
            if (given.target().equals(expected.target())) {
                exact++;
            }
            assertWithinOneBucket(each.getKey(), given.target(), expected.target());
        }
        LOGGER.atInfo()
                .addKeyValue("workloads", replayed.size())
                .addKeyValue("exact", exact)
                .log("targets equal to the core's");
    }

    /** The sources that each node was read from. */
    private static Map<String, Set<Source>> sources(EmbeddedKafka kafka, Road road) {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        Map<String, Set<Source>> sources = new TreeMap<>();
        new TopicContents(kafka.bootstrapServers())
                .all(road.topics().usage())
                .forEach(each -> {
                    UsageReading reading = codec.decode(Objects.requireNonNull(each.value()));
                    sources.computeIfAbsent(reading.node(), node -> EnumSet.noneOf(Source.class))
                            .add(reading.source());
                });
        return sources;
    }

    /** What is said of each node's source. */
    private static Map<String, String> findings(EmbeddedKafka kafka, Road road) {
        Map<String, String> findings = new TreeMap<>();
        new TopicContents(kafka.bootstrapServers())
                .latest(road.topics().cluster())
                .values()
                .forEach(json -> {
                    if (Json.mapper().readValue(json, ClusterEntry.class) instanceof Finding finding
                            && finding.code().equals("usage-source")) {
                        findings.put(finding.subject(), finding.message());
                    }
                });
        return findings;
    }

    /** What REST says once every workload's history is in: until nearly the end of the replay. */
    private static Map<WorkloadRef, Recommendation> awaitAnswers(
            Road road, Map<WorkloadRef, Traces.Workload> replayed) {
        Map<WorkloadRef, Recommendation> answers = new TreeMap<>();
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    answers.clear();
                    for (Recommendation each : ask(road)) {
                        answers.put(each.workload(), each);
                    }
                    replayed.forEach((workload, trace) -> {
                        assertThat(answers).containsKey(workload);
                        assertThat(Objects.requireNonNull(answers.get(workload)).asOf())
                                .as("%s", workload)
                                .isAfter(end(trace).minus(Duration.ofHours(2)));
                    });
                });
        return answers;
    }

    private static List<Recommendation> ask(Road road) throws Exception {
        List<Recommendation> all = new ArrayList<>();
        JsonNode answer = Json.mapper().readTree(road.get("/api/v1/recommendations?limit=500"));
        for (JsonNode each : answer.get("recommendations")) {
            all.add(Json.mapper().treeToValue(each, Recommendation.class));
        }
        return all;
    }

    private static Instant end(Traces.Workload trace) {
        return trace.replicas().stream()
                .map(replica -> replica.rows().getLast().at())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static void assertWithinOneBucket(
            WorkloadRef workload, Resources given, Resources expected) {
        Cpu givenCpu = Objects.requireNonNull(given.cpu());
        Cpu expectedCpu = Objects.requireNonNull(expected.cpu());
        Memory givenMemory = Objects.requireNonNull(given.memory());
        Memory expectedMemory = Objects.requireNonNull(expected.memory());
        assertThat(
                        bucketsApart(
                                ExponentialBuckets.CPU_CORES,
                                givenCpu.cores(),
                                expectedCpu.cores()))
                .as("CPU of %s: %s, expected %s", workload, givenCpu, expectedCpu)
                .isLessThanOrEqualTo(1);
        assertThat(
                        bucketsApart(
                                ExponentialBuckets.MEMORY_BYTES,
                                (double) givenMemory.bytes(),
                                (double) expectedMemory.bytes()))
                .as("memory of %s: %s, expected %s", workload, givenMemory, expectedMemory)
                .isLessThanOrEqualTo(1);
    }

    private static int bucketsApart(ExponentialBuckets buckets, double one, double other) {
        return Math.abs(buckets.find(one) - buckets.find(other));
    }

    /** Mostly Deployments, and every other kind as well. */
    private static ReplayedCluster.Kind kind(int index) {
        return switch (index) {
            case 3, 4 -> ReplayedCluster.Kind.STATEFUL_SET;
            case 5 -> ReplayedCluster.Kind.DAEMON_SET;
            case 6, 7 -> ReplayedCluster.Kind.ROLLOUT;
            default -> ReplayedCluster.Kind.DEPLOYMENT;
        };
    }
}
