package io.headroom.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Quantity;
import io.headroom.deploy.Main;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.e2e.KwokWorkloads.Level;
import io.headroom.deploy.e2e.ObservedUsage.PodRate;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.model.Resources;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.Keys;
import io.headroom.model.usage.Source;
import io.headroom.recommender.output.Output;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Headroom on a cluster whose parts nobody here wrote: Kubernetes' own controllers and scheduler,
 * kwok's nodes and kubelets, metrics-server. What its pods use is in their annotations.
 */
class KwokIT {
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    private static final double TOLERANCE = 0.05;

    /** What a busy machine delays a reading by is then a small part of the stretch. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    @TempDir static Path directory;

    private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();
    private static ControlPlane plane;
    private static KwokWorkloads workloads;
    private static ScrapedSource automatic;
    private static ScrapedSource metricsApi;

    @BeforeAll
    static void runWorkloadsAndCollectFromBothSources() {
        plane = ControlPlane.full();
        workloads = new KwokWorkloads(plane.admin(), plane.newNamespace("kwok"));
        workloads.addNodes();
        workloads.add();
        OPENED.push(workloads::remove);
        EmbeddedKafka kafka =
                opened(EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory.resolve("kafka"))));
        workloads.awaitRunning();
        automatic = opened(new ScrapedSource(plane.admin(), kafka.bootstrapServers(), "auto"));
        metricsApi =
                opened(new ScrapedSource(plane.admin(), kafka.bootstrapServers(), "metrics-api"));
    }

    @AfterAll
    static void stop() throws Exception {
        while (!OPENED.isEmpty()) {
            OPENED.pop().close();
        }
    }

    @Test
    void bothSourcesSeeWhatWasAnnotatedAtEitherLevel() {
        workloads.setLevel(Level.FIRST);
        awaitAnnotatedRates(Level.FIRST);

        workloads.setLevel(Level.SECOND);
        awaitAnnotatedRates(Level.SECOND);

        assertThat(automatic.usage().readings())
                .allMatch(reading -> reading.source() == Source.RESOURCE);
        assertThat(metricsApi.usage().readings())
                .allMatch(reading -> reading.source() == Source.METRICS_API);
    }

    @Test
    void bothSourcesSeeTheRunsOfACronJobAtEitherLevel() {
        awaitAnnotatedRun(Level.FIRST);

        workloads.setRunsLevel(Level.SECOND);
        awaitAnnotatedRun(Level.SECOND);
    }

    @Test
    void takesTheBestSourceThatANodeHasAndSaysWhy() {
        soon(() ->
                assertThat(automatic.clusterEntry(Keys.finding("usage-source", "kwok-0")))
                        .isInstanceOfSatisfying(
                                Finding.class,
                                finding ->
                                        assertThat(finding.message())
                                                .startsWith(
                                                        "usage is read from the kubelet's resource"
                                                                + " metrics, because the kubelet's"
                                                                + " /stats/summary ")));
    }

    @Test
    void aQuotasUseIsWhatTheApiSays() {
        soon(() -> {
            Map<String, Quantity> used = workloads.quotaUsed();
            assertThat(numbers(used).get("pods"))
                    .isGreaterThanOrEqualTo(new BigDecimal(workloads.longRunningPods().size()));
            assertThat(automatic.clusterEntry(workloads.quotaKey()))
                    .isInstanceOfSatisfying(
                            QuotaState.class,
                            quota ->
                                    assertThat(quota.used())
                                            .usingComparatorForType(
                                                    BigDecimal::compareTo, BigDecimal.class)
                                            .usingRecursiveComparison()
                                            .isEqualTo(numbers(used)));
        });
    }

    @Test
    void runOncePrintsNumbersForEveryRunningWorkload() {
        try (TestJvm.Started headroom =
                TestJvm.start(
                        Main.class,
                        List.of(
                                "run",
                                "--kubeconfig",
                                plane.kubeconfig().toString(),
                                "--once",
                                "--output",
                                "json",
                                "--data-dir=" + directory.resolve("run"),
                                "--rest.port=0",
                                "--recommender.min-samples=3",
                                "--recommender.min-history=20s",
                                "--collector.scrape-interval=5s",
                                "--run.timeout=4m"))) {
            assertThat(headroom.process().waitFor(5, TimeUnit.MINUTES))
                    .as(headroom::logged)
                    .isZero();

            JsonNode printed = Json.mapper().readTree(headroom.said());
            List<Recommendation> recommendations =
                    printed.get("recommendations")
                            .valueStream()
                            .map(each -> Json.mapper().treeToValue(each, Recommendation.class))
                            .toList();
            assertThat(headroom.said()).isEqualTo(Output.JSON.format(recommendations));
            assertThat(recommendations)
                    .filteredOn(each -> workloads.longRunning().contains(each.workload()))
                    .allSatisfy(KwokIT::assertSized)
                    .extracting(Recommendation::workload)
                    .containsExactlyInAnyOrderElementsOf(workloads.longRunning());
        }
    }

    /** For either level, whichever another test has left. */
    private static void assertSized(Recommendation recommendation) {
        int rank = workloads.rank(recommendation.workload());
        ContainerRecommendation container =
                assertThat(recommendation.containers()).singleElement().actual();
        assertThat(container.name()).isEqualTo(KwokWorkloads.CONTAINER);
        assertThat(container.requests()).isEqualTo(KwokWorkloads.REQUESTS);
        assertThat(container.advice()).isInstanceOf(Advice.Resize.class);
        Resources target = ((Advice.Resize) container.advice()).target();
        assertThat(Objects.requireNonNull(target.memory()).bytes())
                .isBetween(Level.FIRST.bytes(rank), Level.SECOND.bytes(rank) * 5 / 4);
        assertThat(Objects.requireNonNull(target.cpu()).millicores() / 1_000.0)
                .isBetween(Level.FIRST.cores(rank), Level.SECOND.cores(rank) * 2);
    }

    private static void awaitAnnotatedRates(Level level) {
        List<String> pods =
                workloads.longRunningPods().stream()
                        .map(pod -> pod.getMetadata().getName())
                        .toList();
        for (ScrapedSource source : List.of(automatic, metricsApi)) {
            soon(() ->
                    assertThat(rates(source, level))
                            .filteredOn(rate -> !rate.workload().equals(workloads.cron()))
                            .allSatisfy(rate -> assertAnnotated(rate, level))
                            .extracting(PodRate::pod)
                            .containsExactlyInAnyOrderElementsOf(pods));
        }
    }

    private static void awaitAnnotatedRun(Level level) {
        for (ScrapedSource source : List.of(automatic, metricsApi)) {
            soon(() ->
                    assertThat(rates(source, level))
                            .filteredOn(rate -> rate.workload().equals(workloads.cron()))
                            .anySatisfy(rate -> assertAnnotated(rate, level)));
        }
    }

    private static void assertAnnotated(PodRate rate, Level level) {
        double cores = level.cores(workloads.rank(rate.workload()));
        long bytes = level.bytes(workloads.rank(rate.workload()));
        assertThat(rate.over()).isGreaterThanOrEqualTo(LONG_ENOUGH);
        assertThat(rate.cores()).isCloseTo(cores, withinPercentage(100 * TOLERANCE));
        assertThat(rate.memoryBytes()).isCloseTo(bytes, withinPercentage(100 * TOLERANCE));
    }

    /** The rates while the memory in use was that of the level. */
    private static List<PodRate> rates(ScrapedSource source, Level level) {
        return source.usage()
                .rates(reading -> {
                    long bytes = level.bytes(workloads.rank(reading.workload()));
                    long seen = ObservedUsage.memory(reading).workingSetBytes();
                    return Math.abs(seen - bytes) <= TOLERANCE * bytes;
                });
    }

    private static Map<String, BigDecimal> numbers(Map<String, Quantity> quantities) {
        return quantities.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().getNumericalAmount()));
    }

    private static <T extends AutoCloseable> T opened(T resource) {
        OPENED.push(resource);
        return resource;
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(DEADLINE).pollInterval(Duration.ofSeconds(1)).untilAsserted(assertion);
    }
}
