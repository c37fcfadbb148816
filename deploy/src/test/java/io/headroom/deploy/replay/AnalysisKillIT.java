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
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Topics;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.RecommenderConfig;
import io.headroom.recommender.RecommenderMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Analyzer and recommender, killed again and again while they work off a recording that is longer
 * than what the rings hold.
 */
class AnalysisKillIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(AnalysisKillIT.class);
    private static final Instant END = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration RECORDED = Duration.ofDays(16);
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final int KILLS = 10;

    /** So much of the recording is left for the life after the last kill. */
    private static final double LEFT = 0.15;

    /** Another one each time, and given to repeat a failure. */
    private static final long SEED =
            Long.getLong("headroom.kill.seed", System.currentTimeMillis() % 1_000_000);

    /** Given by hand to see that the test tells one guarantee from another. */
    private static final String GUARANTEE =
            System.getProperty("headroom.kill.guarantee", "exactly_once_v2");

    @TempDir Path directory;

    @Test
    void tenKillsChangeNothingOfWhatIsSaid() throws Exception {
        Topics undisturbed = new Topics("undisturbed");
        Topics killed = new Topics("killed");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            // Given
            record(kafka, undisturbed);
            copy(kafka, undisturbed, killed);
            TopicContents contents = new TopicContents(kafka.bootstrapServers());
            finish(kafka, undisturbed);

            // When
            int cutOff = 0;
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
            for (int kill = 0; kill < KILLS; kill++) {
                double moment = (1 - LEFT) * (kill + random.nextDouble()) / KILLS;
                cutOff += killAt(moment, random, kafka, killed) ? 1 : 0;
            }
            finish(kafka, killed);

            // Then
            for (String topic : List.of("assessments", "incidents")) {
                Map<String, Said> once = Said.on(undisturbed.prefix() + '.' + topic, contents);
                assertThat(once).as(topic).isNotEmpty();
                assertThat(Said.differences(once, Said.on(killed.prefix() + '.' + topic, contents)))
                        .as("%s, each as often and in its order, seed %d", topic, SEED)
                        .isEmpty();
            }
            Map<String, String> expected = contents.latest(undisturbed.recommendations());
            assertThat(expected).hasSizeGreaterThanOrEqualTo(12);
            assertThat(contents.latest(killed.recommendations()))
                    .as("seed %d", SEED)
                    .isEqualTo(expected);
            assertThat(contents.all(killed.deadLetters())).isEmpty();
            for (Topics each : List.of(undisturbed, killed)) {
                RestartAccount restarts = RestartAccount.of(contents, each);
                assertThat(restarts.recorded())
                        .as("restarts recorded for %s, seed %d", each.prefix(), SEED)
                        .isEqualTo(restarts.shown())
                        .isPositive();
            }
            assertThat(cutOff).as("transactions cut off").isGreaterThanOrEqualTo(KILLS / 2);

            // And one that comes when all is over says the same
            takeBack(kafka, killed, expected.keySet());
            recommendAnew(kafka, killed);
            assertThat(contents.latest(killed.recommendations())).isEqualTo(expected);
        }
    }

    /**
     * Kills once this much of the recording is read, and more than the life before has read; at a
     * moment that has nothing to do with those of the commits.
     *
     * @return whether it was amid a transaction that had written something
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
        boolean cutOff = !contents.settled(List.of(topics.assessments()));
        LOGGER.atInfo()
                .addKeyValue("seed", SEED)
                .addKeyValue("moment", moment)
                .addKeyValue("read", progress.read())
                .addKeyValue("there", progress.there())
                .addKeyValue("cutOff", cutOff)
                .log("killed analyzer and recommender");
        assertThat(progress.complete()).as("all was read at %s, seed %d", moment, SEED).isFalse();
        return cutOff;
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
                new ArrayList<>(List.of(kafka.bootstrapServers(), topics.prefix(), GUARANTEE));
        arguments.addAll(List.of(more));
        return TestJvm.start(AnalysisProcess.class, arguments);
    }

    private static void takeBack(EmbeddedKafka kafka, Topics topics, Set<String> keys) {
        try (Producer<String, byte[]> producer = producer(kafka)) {
            for (String key : keys) {
                Future<?> _ =
                        producer.send(new ProducerRecord<>(topics.recommendations(), key, null));
            }
        }
    }

    private static void recommendAnew(EmbeddedKafka kafka, Topics topics) throws Exception {
        try (Recommender recommender =
                Recommender.start(
                        RecommenderConfig.from(Settings.of(Map.of())),
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        topics,
                        new RecommenderMetrics(new PrometheusRegistry()),
                        () -> true)) {
            recommender.catchUp().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void record(EmbeddedKafka kafka, Topics topics) {
        create(kafka, topics);
        try (var publisher =
                new Publisher(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        topics,
                        16L << 20,
                        new CollectorMetrics(new PrometheusRegistry()))) {
            new Simulator(1, END, RECORDED, STEP).history(publisher.waiting(), fraction -> {});
            publisher.flush();
        }
    }

    /** The same records: of a state that changes quickly a second recording may leave some out. */
    private static void copy(EmbeddedKafka kafka, Topics from, Topics to) {
        create(kafka, to);
        Map<String, String> inputs =
                Map.of(
                        from.usage(), to.usage(),
                        from.lifecycle(), to.lifecycle(),
                        from.inventory(), to.inventory(),
                        from.cluster(), to.cluster());
        TopicContents contents = new TopicContents(kafka.bootstrapServers());
        try (Producer<String, byte[]> producer = producer(kafka)) {
            inputs.forEach((source, copy) ->
                    contents.read(
                            source,
                            each -> {
                                Future<?> _ =
                                        producer.send(
                                                new ProducerRecord<>(
                                                        copy,
                                                        each.partition(),
                                                        each.key(),
                                                        each.value(),
                                                        each.headers()));
                            }));
        }
    }

    private static void create(EmbeddedKafka kafka, Topics topics) {
        TopicSetup.run(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                topics.specs(2, (short) 1),
                DEADLINE,
                said -> {});
    }

    private static Producer<String, byte[]> producer(EmbeddedKafka kafka) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "compression.type",
                        "zstd",
                        "linger.ms",
                        50),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
