package io.headroom.collector.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.collector.publish.Findings;
import io.headroom.collector.publish.RecordedCalls;
import io.headroom.model.cluster.Finding;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch of events against an API that answers what no API should. */
class EventWatchTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final String GOOD =
            """
            {"kind":"EventList","apiVersion":"events.k8s.io/v1","metadata":{"resourceVersion":"7"},
             "items":[{"metadata":{"name":"%s","namespace":"shop","resourceVersion":"6"},
                       "eventTime":"2026-02-28T23:59:00.000000Z","reason":"Killing"}]}
            """;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RecordedCalls told = new RecordedCalls();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Deque<Answer> lists = new ConcurrentLinkedDeque<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService requests = Executors.newCachedThreadPool();
    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1) {
                @Override
                public ScheduledFuture<?> schedule(Runnable step, long delay, TimeUnit unit) {
                    return super.schedule(step, 0, unit); // what is waited for is no matter here
                }
            };
    private HttpServer server;
    private KubernetesClient client;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(requests);
        server.createContext("/", this::answer);
        server.start();
        client =
                new KubernetesClientBuilder()
                        .withConfig(
                                new ConfigBuilder(Config.empty())
                                        .withMasterUrl(
                                                "http://127.0.0.1:" + server.getAddress().getPort())
                                        .withRequestRetryBackoffLimit(0)
                                        .build())
                        .build();
    }

    @AfterEach
    void stop() {
        over.countDown();
        executor.shutdownNow();
        client.close();
        server.stop(0);
        requests.shutdownNow();
    }

    @Test
    void goesOnAfterAnswersThatNobodyCanRead() {
        lists.add(new Answer(500, "down"));
        lists.add(new Answer(200, "<html>a proxy's page</html>"));
        lists.add(new Answer(200, "{\"kind\":\"EventList\",\"items\":[]}"));
        lists.add(new Answer(200, GOOD.formatted("first")));

        try (EventWatch watch = watch()) {
            watch.start();
            await().until(watch.settled()::isDone);

            assertThat(seen).containsExactly("first");
            assertThat(restarts("error")).isEqualTo(3);
            assertThat(told.of(Finding.class)).isEmpty();
        }
    }

    @Test
    void aRefusalIsSaidAndAskedForAgainUntilItIsLifted() {
        lists.add(new Answer(403, refusal(403)));
        lists.add(new Answer(200, GOOD.formatted("allowed")));

        try (EventWatch watch = watch()) {
            watch.start();
            await().until(() -> seen.contains("allowed"));

            assertThat(watch.settled()).isCompleted();
            assertThat(restarts("forbidden")).isEqualTo(1);
            assertThat(told.of(Finding.class))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message()).contains("events"));
            await().ignoreException(ConcurrentModificationException.class)
                    .until(() -> told.of(RecordedCalls.Gone.class).count() == 1);
        }
    }

    @Test
    void anEventThatCannotBeTakenInIsCountedAndTheNextOneIsTaken() {
        lists.add(new Answer(200, GOOD.formatted("odd")));
        lists.add(new Answer(200, GOOD.formatted("next")));

        try (EventWatch watch = watch()) {
            watch.start();
            await().until(watch.settled()::isDone);
            assertThat(seen).isEmpty();
            assertThat(value("headroom_collector_unreadable_objects", null)).isEqualTo(1);

            watch.onClose(); // as at the end of each of the API server's watches
            await().until(() -> seen.contains("next"));
        }
    }

    private EventWatch watch() {
        EventWatch.Receiver receiver =
                new EventWatch.Receiver() {
                    @Override
                    public void told(Event event, Told how, Instant now) {
                        if (event.getMetadata().getName().equals("odd")) {
                            throw new IllegalStateException("nobody thought of such an event");
                        }
                        seen.add(event.getMetadata().getName());
                    }

                    @Override
                    public void forget(Event event) {
                        throw new AssertionError("none is deleted");
                    }
                };
        return new EventWatch(
                client,
                receiver,
                new WatchShell(
                        client.getConfiguration(),
                        new CollectorMetrics(registry),
                        new Findings(told, () -> NOW, List.of()),
                        () -> NOW,
                        executor,
                        new Object()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
                if (exchange.getRequestHeaders().containsKey("Upgrade")) {
                    exchange.sendResponseHeaders(503, -1); // so that it is asked without
                    return;
                }
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                over.await();
                return;
            }
            Answer answer = lists.size() > 1 ? lists.removeFirst() : lists.getFirst();
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String refusal(int code) {
        return "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"no\",\"code\":"
                + code
                + "}";
    }

    private double restarts(String reason) {
        return value("headroom_collector_watch_restarts", reason);
    }

    private double value(String metric, @Nullable String reason) {
        return registry.scrape(metric::equals).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .filter(point -> reason == null || reason.equals(point.getLabels().get("reason")))
                .mapToDouble(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
                .sum();
    }
}
