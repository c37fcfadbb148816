package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.analyzer.Analyzer;
import io.headroom.analyzer.AnalyzerConfig;
import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Publisher;
import io.headroom.collector.simulator.Simulator;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.WorkloadRef;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Topics;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.RecommenderConfig;
import io.headroom.recommender.RecommenderMetrics;
import io.headroom.recommender.View;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recommender that does not lead, beside one that does and after it. */
class ReplicaIT {
    private static final Instant END = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Topics TOPICS = new Topics("replica");

    @TempDir Path directory;
    private final Simulator simulator = new Simulator(3, END, Duration.ofHours(12), STEP);
    private EmbeddedKafka kafka;
    private TopicContents contents;
    private Publisher publisher;
    private Analyzer analyzer;

    @BeforeEach
    void liveThroughHistory() {
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
        contents = new TopicContents(kafka.bootstrapServers());
        TopicSetup.run(client(), TOPICS.specs(2, (short) 1), DEADLINE, said -> {});
        var registry = new PrometheusRegistry();
        publisher = new Publisher(client(), TOPICS, 16L << 20, new CollectorMetrics(registry));
        analyzer =
                Analyzer.start(
                        AnalyzerConfig.from(Settings.of(Map.of())),
                        client(),
                        TOPICS,
                        new AnalyzerMetrics(registry));
        simulator.history(publisher.waiting(), fraction -> {});
        awaitAnalysis();
    }

    @AfterEach
    void stop() {
        analyzer.close();
        publisher.close();
        kafka.close();
    }

    @Test
    void knowsAllThatTheLeaderKnowsAndOnlyGoesOnWhenItLeads() throws Exception {
        AtomicBoolean leads = new AtomicBoolean();
        try (Recommender replica = recommender(leads::get)) {
            // Given a replica alone
            catchUp(replica);
            assertThat(replica.view().usage()).isNotEmpty();
            assertThat(contents.all(TOPICS.recommendations())).isEmpty();

            // When another one leads
            try (Recommender leader = recommender(() -> true)) {
                catchUp(leader);
                catchUp(replica);

                // Then both know the same
                assertThat(leader.recommendations()).hasSizeGreaterThanOrEqualTo(12);
                assertThat(contents.latest(TOPICS.recommendations()))
                        .hasSameSizeAs(leader.recommendations());
                assertSameView(replica.view(), leader.view());
            }

            // When there is more to say, and nobody leads
            int published = contents.all(TOPICS.recommendations()).size();
            Instant before = latest(replica);
            for (int step = 0; step < 24; step++) {
                simulator.next(publisher.waiting());
            }
            awaitAnalysis();
            catchUp(replica);
            assertThat(contents.all(TOPICS.recommendations())).hasSize(published);
            assertThat(contents.all(TOPICS.deadLetters())).isEmpty();

            // Then it is said as soon as the replica leads, as the leader would have
            leads.set(true);
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(latest(replica)).isAfter(before));
            catchUp(replica);
            try (Recommender another = recommender(() -> false)) {
                catchUp(another);
                assertSameView(another.view(), replica.view());
            }
        }
    }

    private static void assertSameView(View one, View other) {
        assertThat(one.recommendations()).isEqualTo(other.recommendations());
        assertThat(one.usage().keySet()).isEqualTo(other.usage().keySet());
        assertThat(one.quotas()).isNotEmpty().isEqualTo(other.quotas());
        assertThat(one.namespaces()).isNotEmpty().isEqualTo(other.namespaces());
        assertThat(one.workloads()).isNotEmpty().isEqualTo(other.workloads());
        for (WorkloadRef workload : one.workloads()) {
            assertThat(one.workload(workload)).isEqualTo(other.workload(workload));
        }
    }

    private static Instant latest(Recommender recommender) {
        return recommender.recommendations().stream()
                .map(Recommendation::asOf)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static void catchUp(Recommender recommender) throws Exception {
        recommender.catchUp().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private Recommender recommender(BooleanSupplier leader) {
        return Recommender.start(
                RecommenderConfig.from(Settings.of(Map.of())),
                client(),
                TOPICS,
                new RecommenderMetrics(new PrometheusRegistry()),
                leader);
    }

    private void awaitAnalysis() {
        publisher.flush();
        await().atMost(DEADLINE)
                .until(() ->
                        AnalysisProcess.progress(contents, TOPICS).complete()
                                && contents.settled(
                                        List.of(TOPICS.assessments(), TOPICS.incidents())));
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }
}
