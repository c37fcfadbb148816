package io.headroom.collector.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headroom.collector.history.PrometheusException.Why;
import io.headroom.model.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that behaves well, and one that does not. */
class PrometheusClientTest {
    private static final String ANSWER =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":"
                    + "[{\"metric\":{\"pod\":\"a\"},\"values\":[[1,\"2\"]]}]}}";
    private static final Instant AT = Instant.ofEpochSecond(1_772_452_800);

    @TempDir Path directory;

    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final List<URI> urls = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @FunctionalInterface
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void asksByGetWithTheQueryAndItsTimes() throws Exception {
        serve(exchange -> respond(exchange, 200, ANSWER.getBytes(UTF_8)));
        Matrix matrix = ask(Map.of());
        assertThat(matrix.series().getFirst().label("pod")).isEqualTo("a");
        assertThat(URLDecoder.decode(urls.getFirst().getRawQuery(), UTF_8))
                .startsWith("query=up{a=\"b & c\"}&start=1772452800&end=1772453400&step=300");
        assertThat(urls.getFirst().getPath()).isEqualTo("/prefix/api/v1/query_range");
    }

    @Test
    void showsTokenAndHeaders() throws Exception {
        serve(exchange -> respond(exchange, 200, ANSWER.getBytes(UTF_8)));
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        PrometheusConfig config =
                config(
                        Map.of(
                                "prometheus.token-file",
                                token.toString(),
                                "prometheus.headers",
                                "X-Scope-OrgID: team-a"));
        try (PrometheusClient client = new PrometheusClient(config)) {
            ask(client);
            Files.writeString(token, "second\n");
            ask(client);
        }
        assertThat(asked)
                .extracting(headers -> headers.get("authorization"))
                .containsExactly("Bearer first", "Bearer second");
        assertThat(asked).extracting(headers -> headers.get("x-scope-orgid")).contains("team-a");
    }

    @Test
    void readsZippedAnswers() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(ANSWER.getBytes(UTF_8));
        }
        serve(exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            respond(exchange, 200, zipped.toByteArray());
        });
        assertThat(ask(Map.of()).series()).hasSize(1);
        assertThat(asked.getFirst()).containsEntry("accept-encoding", "gzip");
    }

    @Test
    void passesItsOwnMessageOn() {
        serve(exchange ->
                respond(
                        exchange,
                        422,
                        ("{\"status\":\"error\",\"error\":\"query processing would load too many"
                                        + " samples into memory in query execution\"}")
                                .getBytes(UTF_8)));
        refused(Map.of(), Why.TOO_LARGE, "it answered 422: query processing would load too many");
    }

    @Test
    void doesNotFollowRedirectsWithItsToken() {
        serve(exchange -> {
            exchange.getResponseHeaders().add("Location", "https://login.example/");
            respond(exchange, 302, new byte[0]);
        });
        refused(
                Map.of("prometheus.token", "s3cret"),
                Why.NOT_FOUND,
                "it answered 302 (to https://login.example/)");
        assertThat(urls).hasSize(1);
    }

    @Test
    void anAnswerThatBreaksOffIsRefused() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, ANSWER.length());
            exchange.getResponseBody().write(ANSWER.getBytes(UTF_8), 0, 40);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertThatThrownBy(() -> ask(Map.of()))
                .isInstanceOf(PrometheusException.class)
                .extracting(e -> ((PrometheusException) e).why().next())
                .isEqualTo(PrometheusException.Next.RETRY);
    }

    @Test
    void garbageIsRefused() {
        serve(exchange -> respond(exchange, 200, "<html>Hello</html>".getBytes(UTF_8)));
        refused(Map.of(), Why.UNREADABLE, "its answer is no JSON or ends in the middle");
    }

    @Test
    void anAnswerThatNeverComesTimesOut() {
        serve(_ -> over.await());
        refused(
                Map.of("prometheus.query-timeout", "200ms"),
                Why.TIMEOUT,
                "it has not answered in time");
    }

    @Test
    void anAnswerThatNeverEndsTimesOut() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(ANSWER.getBytes(UTF_8), 0, 40);
            exchange.getResponseBody().flush();
            over.await();
        });
        refused(
                Map.of("prometheus.query-timeout", "500ms"),
                Why.TIMEOUT,
                "it has not answered in time");
    }

    @Test
    void aServerThatIsNotThereCannotBeReached() {
        server.stop(0);
        assertThatThrownBy(() -> ask(Map.of()))
                .isInstanceOf(PrometheusException.class)
                .extracting(e -> ((PrometheusException) e).why())
                .isEqualTo(Why.UNREACHABLE);
    }

    @Test
    void aTokenFileThatIsNotThereIsNamed() {
        serve(exchange -> respond(exchange, 200, ANSWER.getBytes(UTF_8)));
        refused(
                Map.of("prometheus.token-file", "/no/such"),
                Why.UNAUTHORIZED,
                "prometheus.token-file=/no/such cannot be read");
    }

    @Test
    void anAuthorityThatIsNoCertificateIsNamed() throws Exception {
        Path empty = Files.writeString(directory.resolve("ca.pem"), "");
        PrometheusConfig config = config(Map.of("prometheus.ca-file", empty.toString()));
        assertThatThrownBy(() -> new PrometheusClient(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prometheus.ca-file=" + empty);
    }

    private void serve(Behaviour behaviour) {
        server.createContext(
                "/",
                exchange -> {
                    urls.add(exchange.getRequestURI());
                    Map<String, String> headers = new HashMap<>();
                    exchange.getRequestHeaders()
                            .forEach((name, values) ->
                                    headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
                    asked.add(headers);
                    try {
                        behaviour.answer(exchange);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void refused(Map<String, String> settings, Why why, String message) {
        assertThatThrownBy(() -> ask(settings))
                .isInstanceOf(PrometheusException.class)
                .hasMessageStartingWith(message)
                .extracting(e -> ((PrometheusException) e).why())
                .isEqualTo(why);
    }

    private Matrix ask(Map<String, String> settings) throws Exception {
        try (PrometheusClient client = new PrometheusClient(config(settings))) {
            return ask(client);
        }
    }

    private static Matrix ask(PrometheusClient client) throws Exception {
        return client.range("up{a=\"b & c\"}", AT, AT.plusSeconds(600), Duration.ofMinutes(5));
    }

    private PrometheusConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("prometheus.url", "http://127.0.0.1:" + server.getAddress().getPort() + "/prefix/");
        return PrometheusConfig.from(Settings.of(all)).orElseThrow();
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
