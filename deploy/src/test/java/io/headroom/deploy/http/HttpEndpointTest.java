package io.headroom.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.config.HttpConfig;
import io.headroom.deploy.config.LaunchConfig;
import io.headroom.model.settings.Settings;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.v3.DatabindCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
    private final Vertx vertx = Vertx.vertx();
    private final Readiness readiness = new Readiness();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void closeAll() {
        client.close();
        Object _ = vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void livesWhateverElseIsNotReady() throws Exception {
        readiness.watch("analyzer", () -> Optional.of("restores its state"));
        try (var endpoint = start(Map.of())) {
            assertThat(get(endpoint, "/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void namesWhatIsNotReady() throws Exception {
        readiness.watch("analyzer", () -> Optional.of("restores its state"));
        readiness.watch("recommender", Optional::empty);
        try (var endpoint = start(Map.of())) {
            var answer = get(endpoint, "/readyz");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(new JsonObject(answer.body()))
                    .isEqualTo(
                            new JsonObject()
                                    .put("ready", false)
                                    .put(
                                            "waitingFor",
                                            new JsonObject()
                                                    .put("analyzer", "restores its state")));

            readiness.watch("analyzer", Optional::empty);
            assertThat(get(endpoint, "/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void servesMetricsInTheFormThatIsAskedFor() throws Exception {
        Counter.builder().name("headroom_test_total").help("A test.").register(registry).inc();
        try (var endpoint = start(Map.of())) {
            var text = get(endpoint, "/metrics");
            assertThat(text.headers().firstValue("content-type").orElse(""))
                    .startsWith("text/plain");
            assertThat(text.body()).contains("headroom_test_total 1.0");

            var open = get(endpoint, "/metrics", "Accept", "application/openmetrics-text");
            assertThat(open.headers().firstValue("content-type").orElse(""))
                    .startsWith("application/openmetrics-text");
            assertThat(open.body()).endsWith("# EOF\n");
        }
    }

    @Test
    void servesRoutesThatAreMountedLater() throws Exception {
        try (var endpoint = start(Map.of())) {
            assertThat(get(endpoint, "/api/v1/things").statusCode()).isEqualTo(404);
            Router routes = Router.router(vertx);
            routes.get("/api/v1/things").handler(request -> request.response().end("things"));
            endpoint.mount(routes);
            assertThat(get(endpoint, "/api/v1/things").body()).isEqualTo("things");
        }
    }

    @Test
    void asksForTheTokenEverywhereButAtTheProbes() throws Exception {
        try (var endpoint = start(Map.of("rest.token", "s3cret"))) {
            endpoint.mount(Router.router(vertx));
            assertThat(get(endpoint, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(endpoint, "/readyz").statusCode()).isEqualTo(200);
            var refused = get(endpoint, "/metrics");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).contains("Bearer");
            assertThat(get(endpoint, "/api/v1/namespaces").statusCode()).isEqualTo(401);
            assertThat(get(endpoint, "/metrics", "Authorization", "Bearer wrong").statusCode())
                    .isEqualTo(401);
            assertThat(get(endpoint, "/metrics", "Authorization", "Bearer s3cret").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void saysThatThePortIsTaken() {
        try (var endpoint = start(Map.of())) {
            int port = endpoint.address().getPort();
            assertThatThrownBy(() -> start(Map.of("rest.port", Integer.toString(port))))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("port " + port + " on 127.0.0.1 is taken")
                    .hasMessageContaining("--rest.port");
        }
    }

    /** 192.0.2.0/24 is for documentation: no machine has such an address. */
    @Test
    void saysThatTheAddressIsNotThisMachines() {
        assertThatThrownBy(() -> start(Map.of("rest.host", "192.0.2.1", "rest.token", "s3cret")))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("cannot listen on 192.0.2.1")
                .hasMessageContaining("--rest.host")
                .hasMessageNotContaining("is taken");
    }

    @Test
    void pinsTheJsonCodecToJackson3() {
        assertThat(JsonFactory.load().codec()).isInstanceOf(DatabindCodec.class);
    }

    private HttpEndpoint start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("rest.port", "0");
        HttpConfig config = LaunchConfig.from(Settings.of(all)).http();
        return HttpEndpoint.start(vertx, config, readiness, registry);
    }

    private HttpResponse<String> get(HttpEndpoint endpoint, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.address() + path));
        for (int i = 0; i < headers.length; i += 2) {
            HttpRequest.Builder _ = request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
