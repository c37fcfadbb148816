package io.headroom.deploy.launch;

import io.headroom.deploy.config.HttpConfig;
import io.headroom.deploy.config.KafkaConfig;
import io.headroom.deploy.http.HttpEndpoint;
import io.headroom.deploy.http.Readiness;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.TopicSetup;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What every part needs: the metrics, the HTTP server and Kafka with its topics. */
final class Platform implements AutoCloseable {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Readiness readiness = new Readiness();
    private final Closing closing = new Closing();
    private final Ending ending;
    private final Progress progress;

    Platform(Ending ending, Progress progress) {
        this.ending = ending;
        this.progress = progress;
        JvmMetrics.builder().register(registry);
        Info.builder()
                .name("headroom_build_info")
                .help("The version of Headroom that runs.")
                .labelNames("version", "java")
                .register(registry)
                .addLabelValues(Version.current(), String.valueOf(Runtime.version()));
    }

    PrometheusRegistry registry() {
        return registry;
    }

    Readiness readiness() {
        return readiness;
    }

    /** Closes this with the platform, before everything that was opened before it. */
    <T extends AutoCloseable> T opened(T resource) {
        return closing.add(resource);
    }

    Vertx vertx() {
        // One loop is enough for an API that reads from memory.
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(1)
                                .setWorkerPoolSize(2)
                                .setInternalBlockingPoolSize(2));
        closing.add(() ->
                vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
        return vertx;
    }

    HttpEndpoint serve(Vertx vertx, HttpConfig config) {
        return closing.add(HttpEndpoint.start(vertx, config, readiness, registry));
    }

    /** Starts or finds Kafka, with all topics; returns what its clients need to know. */
    Map<String, Object> kafka(KafkaConfig config) {
        Map<String, Object> client = new HashMap<>(config.client());
        Optional<String> existing = config.bootstrapServers();
        if (existing.isEmpty()) {
            progress.say("starting Kafka with its data in " + config.embedded().dataDirectory());
            EmbeddedKafka embedded = EmbeddedKafka.start(config.embedded(), ending::fail);
            closing.add(embedded);
            client.put("bootstrap.servers", embedded.bootstrapServers());
        } else {
            client.put("bootstrap.servers", existing.get());
        }
        Topics topics = config.topics();
        TopicSetup.run(
                client,
                topics.specs(config.partitions(), config.replication()),
                config.patience(),
                progress::say);
        return Map.copyOf(client);
    }

    @Override
    public void close() {
        closing.close();
    }
}
