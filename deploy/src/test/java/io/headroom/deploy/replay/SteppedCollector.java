package io.headroom.deploy.replay;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.headroom.collector.Collector;
import io.headroom.collector.CollectorConfig;
import io.headroom.collector.CollectorMetrics;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A collector in a process of its own, which asks the test what time it is and then reads every
 * node once, over and over until the test has no more time to give: something to kill.
 */
public final class SteppedCollector {
    private SteppedCollector() {}

    /** Arguments: kubeconfig, bootstrap servers, topic prefix, interval, where to ask the time. */
    public static void main(String[] args) throws Exception {
        Config config =
                new ConfigBuilder(Config.fromKubeconfig(Path.of(args[0]).toFile()))
                        .withRequestRetryBackoffLimit(0)
                        .build();
        ReplayClock clock = new ReplayClock(Instant.EPOCH);
        try (HttpClient http = HttpClient.newHttpClient();
                KubernetesClient kubernetes =
                        new KubernetesClientBuilder().withConfig(config).build()) {
            clock.set(Instant.ofEpochMilli(ask(http, args[4] + "/now")));
            try (Collector collector =
                    Collector.startDriven(
                            CollectorConfig.from(
                                    Settings.of(
                                            Map.of(
                                                    "collector.scrape-interval",
                                                    args[3],
                                                    "collector.scrape-timeout",
                                                    "20s"))),
                            kubernetes,
                            Map.of("bootstrap.servers", args[1]),
                            new Topics(args[2]),
                            new CollectorMetrics(new PrometheusRegistry()),
                            clock)) {
                await().atMost(Duration.ofMinutes(5)).until(collector::ready);
                for (long now = ask(http, args[4] + "/next");
                        now >= 0;
                        now = ask(http, args[4] + "/next")) {
                    clock.set(Instant.ofEpochMilli(now));
                    collector.scrapeAll(clock.instant());
                }
            }
        }
        System.exit(0);
    }

    private static long ask(HttpClient http, String url) throws Exception {
        return Long.parseLong(
                http.send(
                                HttpRequest.newBuilder(URI.create(url)).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
