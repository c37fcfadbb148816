package io.headroom.deploy.replay;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.analyzer.Analyzer;
import io.headroom.analyzer.AnalyzerConfig;
import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.collector.Collector;
import io.headroom.collector.CollectorConfig;
import io.headroom.collector.CollectorMetrics;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Topics;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.RecommenderConfig;
import io.headroom.recommender.RecommenderMetrics;
import io.headroom.recommender.rest.Api;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All parts of Headroom in this JVM, the collector's clock in a test's hands. */
public final class Road implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Topics topics;
    private final Map<String, Object> kafkaClient;
    private final Supplier<Collector> collectors;
    private Collector collector;
    private final Recommender recommender;
    private final RecommenderMetrics recommenderMetrics = new RecommenderMetrics(registry);
    private final int port;

    public Road(
            KubernetesClient kubernetes,
            String bootstrapServers,
            String prefix,
            InstantSource clock,
            Map<String, String> settings) {
        this.topics = new Topics(prefix);
        this.kafkaClient = Map.of("bootstrap.servers", bootstrapServers);
        TopicSetup.run(kafkaClient, topics.specs(4, (short) 1), DEADLINE, said -> {});
        Settings all = Settings.of(settings);
        CollectorConfig collectorConfig = CollectorConfig.from(all);
        AnalyzerConfig analyzerConfig = AnalyzerConfig.from(all);
        RecommenderConfig recommenderConfig = RecommenderConfig.from(all);
        all.finish();
        this.recommender =
                open(
                        Recommender.start(
                                recommenderConfig,
                                kafkaClient,
                                topics,
                                recommenderMetrics,
                                () -> true));
        open(Analyzer.start(analyzerConfig, kafkaClient, topics, new AnalyzerMetrics(registry)));
        CollectorMetrics collectorMetrics = new CollectorMetrics(registry);
        this.collectors =
                () ->
                        Collector.startDriven(
                                collectorConfig,
                                kubernetes,
                                kafkaClient,
                                topics,
                                collectorMetrics,
                                clock);
        this.collector = collectors.get();
        open(() -> collector.close());
        this.port = serve();
        await().atMost(DEADLINE).until(() -> collector.ready());
    }

    public Topics topics() {
        return topics;
    }

    public Collector collector() {
        return collector;
    }

    /** The collector is away for as long as something takes, and another one goes on. */
    public void withoutCollector(Runnable meanwhile) {
        collector.close();
        meanwhile.run();
        collector = collectors.get();
        await().atMost(DEADLINE).until(() -> collector.ready());
    }

    Recommender recommender() {
        return recommender;
    }

    public PrometheusRegistry metrics() {
        return registry;
    }

    /** The body of an answer of the REST API. */
    public String get(String path) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(path + ": " + answer.statusCode() + answer.body());
            }
            return answer.body();
        }
    }

    @Override
    public void close() {
        IllegalStateException failed = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failed =
                        failed == null
                                ? new IllegalStateException("a part does not close")
                                : failed;
                failed.addSuppressed(e);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private int serve() {
        Vertx vertx = Vertx.vertx();
        open(() ->
                vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(Api.router(vertx, recommender.view(), recommenderMetrics))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        return server.actualPort();
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }
}
