package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Publisher;
import io.headroom.collector.simulator.Simulator;
import io.headroom.deploy.e2e.TestJvm;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Analyzer and recommender, killed again and again while they work off a recording. */
class AnalysisKillIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(AnalysisKillIT.class);
    private static final Instant END = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration RECORDED = Duration.ofDays(4);
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final int KILLS = 10;

    /** Another one each time, and given to repeat a failure. */
    private static final long SEED =
            Long.getLong("headroom.kill.seed", System.currentTimeMillis() % 1_000_000);

    @TempDir Path directory;

    @Test
    void tenKillsChangeNothingOfWhatIsSaid() throws Exception {
        Topics undisturbed = new Topics("undisturbed");
        Topics killed = new Topics("killed");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            // Given
            record(kafka, undisturbed);
            record(kafka, killed);
            TopicContents contents = new TopicContents(kafka.bootstrapServers());
            assertThat(values(contents, killed.usage()))
                    .isNotEmpty()
                    .isEqualTo(values(contents, undisturbed.usage()));
            finish(kafka, undisturbed);

            // When
            int whileReading = 0;
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
            for (int kill = 0; kill < KILLS; kill++) {
                double moment = (kill + random.nextDouble()) / (KILLS + 1);
                if (killAt(moment, random, kafka, killed)) {
                    whileReading++;
                }
            }
            finish(kafka, killed);

            // Then
            assertThat(whileReading).as("kills before the end").isGreaterThanOrEqualTo(KILLS / 2);
            assertThat(contents.latest(killed.assessments()))
                    .as("seed %d", SEED)
                    .isEqualTo(contents.latest(undisturbed.assessments()));
            Map<String, String> expected = contents.latest(undisturbed.recommendations());
            assertThat(expected).hasSizeGreaterThanOrEqualTo(12);
            assertThat(contents.latest(killed.recommendations()))
                    .as("seed %d", SEED)
                    .isEqualTo(expected);
            assertThat(values(contents, killed.incidents()))
                    .as("seed %d", SEED)
                    .isNotEmpty()
                    .isEqualTo(values(contents, undisturbed.incidents()));
            assertThat(contents.all(killed.deadLetters())).isEmpty();
        }
    }

    /**
     * Kills once this much of the recording is read, and more than the life before has read; at a
     * moment that has nothing to do with those of the commits.
     *
     * @return whether there was something left to read
     */
    private static boolean killAt(
            double moment, RandomGenerator random, EmbeddedKafka kafka, Topics topics) {
        TopicContents contents = new TopicContents(kafka.bootstrapServers());
        long before = AnalysisProcess.progress(contents, topics).read();
        try (TestJvm.Started analysis = start(kafka, topics)) {
            await().atMost(DEADLINE)
                    .pollInterval(Duration.ofMillis(random.nextInt(20, 400)))
                    .until(() -> {
                        analysis.process().assertAlive();
                        var now = AnalysisProcess.progress(contents, topics);
                        return now.complete() || (now.read() > before && now.ratio() >= moment);
                    });
            analysis.process().kill();
        }
        TopicContents.Progress progress = AnalysisProcess.progress(contents, topics);
        LOGGER.atInfo()
                .addKeyValue("seed", SEED)
                .addKeyValue("moment", moment)
                .addKeyValue("read", progress.read())
                .addKeyValue("there", progress.there())
                .log("killed analyzer and recommender");
        return !progress.complete();
    }

    private static void finish(EmbeddedKafka kafka, Topics topics) {
        try (TestJvm.Started analysis = start(kafka, topics, AnalysisProcess.TO_THE_END)) {
            assertThat(analysis.process().waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .as(analysis::logged)
                    .isZero();
        }
    }

    private static TestJvm.Started start(EmbeddedKafka kafka, Topics topics, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(kafka.bootstrapServers(), topics.prefix()));
        arguments.addAll(List.of(more));
        return TestJvm.start(AnalysisProcess.class, arguments);
    }

    private static void record(EmbeddedKafka kafka, Topics topics) {
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        TopicSetup.run(client, topics.specs(2, (short) 1), DEADLINE, said -> {});
        try (var publisher =
                new Publisher(
                        client,
                        topics,
                        16L << 20,
                        new CollectorMetrics(new PrometheusRegistry()))) {
            new Simulator(1, END, RECORDED, STEP).history(publisher.waiting(), fraction -> {});
            publisher.flush();
        }
    }

    /** Everything on a topic by key, each key's values in their order. */
    private static Map<String, List<String>> values(TopicContents contents, String topic) {
        Map<String, List<String>> values = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> each : contents.all(topic)) {
            values.computeIfAbsent(each.key(), key -> new ArrayList<>())
                    .add(new String(each.value(), StandardCharsets.UTF_8));
        }
        return values;
    }
}
