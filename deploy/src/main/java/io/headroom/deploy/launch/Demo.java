package io.headroom.deploy.launch;

import io.headroom.analyzer.Analyzer;
import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Publisher;
import io.headroom.collector.simulator.Simulator;
import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.config.KafkaConfig;
import io.headroom.deploy.config.LaunchConfig;
import io.headroom.deploy.http.HttpEndpoint;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.leader.LeaderMetrics;
import io.headroom.deploy.leader.Leaders;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.topic.Topics;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.RecommenderMetrics;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.rest.Api;
import io.headroom.recommender.savings.Savings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Headroom on a simulated cluster: everything behind the collector's sources is the real thing. Its
 * data is in a directory of its own that is gone afterwards.
 */
public final class Demo implements AutoCloseable {
    /**
     * The end of the history: always the same moment, so that the same seed gives the same bytes.
     */
    public static final Instant END = Instant.parse("2026-11-16T12:00:00Z");

    public static final Duration HISTORY = Duration.ofDays(14);
    public static final Duration STEP = Duration.ofMinutes(5);
    private static final Duration LIFE_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAG_POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final LaunchConfig config;
    private final Topics topics;
    private final Ending ending;
    private final Progress progress;
    private final Simulator simulator;
    private final Platform platform;
    private final Map<String, Object> kafkaClient;
    private final Publisher publisher;
    private final RecommenderMetrics recommenderMetrics;
    private final Recommender recommender;
    private @Nullable HttpEndpoint http;

    /** Starts everything but the life of the cluster. */
    public Demo(LaunchConfig config, long seed, Ending ending, Progress progress) {
        if (config.kafka().bootstrapServers().isPresent()) {
            throw new InvalidSettingsException(
                    List.of("kafka.bootstrap-servers: demo uses a Kafka of its own; leave it out"));
        }
        this.config = config;
        this.topics = config.kafka().topics();
        this.ending = ending;
        this.progress = progress;
        this.simulator = new Simulator(seed, END, HISTORY, STEP);
        this.platform = new Platform(ending, progress);
        try {
            Path directory = platform.opened(new TemporaryDirectory()).path();
            this.kafkaClient = platform.kafka(in(directory, config.kafka()));
            Leaders leaders = platform.opened(new Leaders(new LeaderMetrics(platform.registry())));
            this.recommenderMetrics = new RecommenderMetrics(platform.registry());
            this.recommender =
                    platform.opened(
                            Recommender.start(
                                    config.recommender(),
                                    kafkaClient,
                                    topics,
                                    recommenderMetrics,
                                    leaders.always("recommender")));
            platform.readiness().watch("recommender", recommender::notReadyReason);
            Analyzer analyzer =
                    platform.opened(
                            Analyzer.start(
                                    config.analyzer(),
                                    kafkaClient,
                                    topics,
                                    new AnalyzerMetrics(platform.registry())));
            platform.readiness().watch("analyzer", analyzer::notReadyReason);
            this.publisher =
                    platform.opened(
                            new Publisher(
                                    kafkaClient,
                                    topics,
                                    config.collector().bufferBytes(),
                                    new CollectorMetrics(platform.registry())));
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    /**
     * Serves the API.
     *
     * @return where it answers
     */
    public URI serve() {
        Vertx vertx = platform.vertx();
        HttpEndpoint endpoint = platform.serve(vertx, config.http());
        endpoint.mount(Api.router(vertx, recommender.view(), recommenderMetrics));
        http = endpoint;
        return endpoint.address();
    }

    /** Publishes two weeks and waits until there is an answer to all of it. */
    public void liveThroughHistory() throws InterruptedException {
        int[] told = {-1};
        simulator.history(
                publisher.waiting(),
                fraction -> {
                    int tenth = (int) (fraction * 10);
                    if (tenth > told[0]) {
                        progress.say("two weeks of a simulated cluster: " + tenth * 10 + " %");
                        told[0] = tenth;
                    }
                });
        publisher.flush();
        awaitAnswer();
    }

    public List<Recommendation> recommendations() {
        return recommender.recommendations();
    }

    /** What following them would save. */
    public Savings savings() {
        return recommender.savings();
    }

    /** Whether they fit the quotas, namespace by namespace. */
    public List<NamespacePlan> plans() {
        return recommender.plans();
    }

    /** Lets life go on, five minutes of it a second, until the end is asked for. */
    public void liveOn() throws InterruptedException {
        if (http != null) {
            progress.say(
                    "the cluster lives on; recommendations: "
                            + http.address()
                            + "/api/v1/recommendations, metrics: "
                            + http.address()
                            + "/metrics; Ctrl-C ends it");
        }
        while (!ending.await(LIFE_PAUSE)) {
            simulator.next(publisher.waiting());
        }
    }

    /** What a client of the demo's Kafka needs to know. */
    public Map<String, Object> kafkaClient() {
        return kafkaClient;
    }

    @Override
    public void close() {
        platform.close();
    }

    private void awaitAnswer() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long told = 0;
        try (var lag =
                new ConsumerLag(
                        kafkaClient,
                        topics.prefix() + "-analyzer",
                        List.of(topics.usage(), topics.lifecycle(), topics.cluster()))) {
            for (long left = lag.now(); left > 0; left = lag.now()) {
                if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(2)) {
                    progress.say("analyzing: " + left + " records to go");
                    told = System.nanoTime();
                }
                if (System.nanoTime() > deadline) {
                    throw stuck("the analyzer does not come to an end");
                }
                if (ending.await(LAG_POLL)) {
                    return;
                }
            }
            recommender.catchUp().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw stuck(String.valueOf(e.getMessage()));
        }
    }

    private static CannotStartException stuck(String reason) {
        return new CannotStartException(
                "the demo got stuck ("
                        + reason
                        + "): try again, with --log.level=debug to see where");
    }

    private static KafkaConfig in(Path directory, KafkaConfig config) {
        return new KafkaConfig(
                Optional.empty(),
                Map.of(),
                config.topics(),
                config.partitions(),
                config.replication(),
                config.patience(),
                new EmbeddedKafkaConfig(
                        directory,
                        config.embedded().retentionBytes(),
                        config.embedded().minFreeBytes()));
    }

    /** Gone, with everything in it, once closed. */
    private record TemporaryDirectory(Path path) implements AutoCloseable {
        TemporaryDirectory() {
            this(create());
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }

        private static Path create() {
            try {
                return Files.createTempDirectory("headroom-demo-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
