package io.headroom.deploy.http;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.config.HttpConfig;
import io.headroom.model.topic.Json;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The HTTP server. {@code /livez} says that the process answers and depends on nothing else, {@code
 * /readyz} names what is not ready; everything but these two asks for the token, if there is one.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final String BEARER = "bearer ";
    private static final long SECONDS = 5;

    private final HttpServer server;
    private final Router router;
    private final String host;

    private HttpEndpoint(HttpServer server, Router router, String host) {
        this.server = server;
        this.router = router;
        this.host = host;
    }

    /**
     * Starts listening.
     *
     * @throws CannotStartException when the port is taken or the address is not this machine's
     */
    public static HttpEndpoint start(
            Vertx vertx, HttpConfig config, Readiness readiness, PrometheusRegistry registry) {
        Router router = Router.router(vertx);
        router.get("/livez").handler(request -> request.response().end("ok\n"));
        router.get("/readyz").handler(request -> ready(request, readiness.reasons()));
        router.route().handler(request -> authorize(request, config));
        ExpositionFormats formats = ExpositionFormats.init();
        router.get("/metrics").blockingHandler(request -> metrics(request, formats, registry));
        HttpServer server =
                vertx.createHttpServer(
                        new HttpServerOptions()
                                .setHost(config.host())
                                .setPort(config.port())
                                .setCompressionSupported(true));
        server.requestHandler(router);
        try {
            await(server.listen());
        } catch (IOException e) {
            throw new CannotStartException(
                    isTaken(e)
                            ? "port %d on %s is taken (%s): stop the program that listens there, or choose another --rest.port (0 picks a free one)"
                                    .formatted(config.port(), config.host(), e.getMessage())
                            : "cannot listen on %s:%d (%s): choose a --rest.host that is an address of this machine (0.0.0.0 for all), or another --rest.port"
                                    .formatted(config.host(), config.port(), e.getMessage()),
                    e);
        }
        return new HttpEndpoint(server, router, config.host());
    }

    /** An address of another machine cannot be bound either, and says so. */
    private static boolean isTaken(IOException failure) {
        return failure instanceof BindException
                && !String.valueOf(failure.getMessage()).contains("assign");
    }

    /** Serves these routes as well, from now on. */
    public void mount(Router routes) {
        router.route().subRouter(routes);
    }

    /** Where a browser finds it. */
    public URI address() {
        String name = host.indexOf(':') < 0 ? host : '[' + host + ']';
        return URI.create("http://" + name + ':' + server.actualPort());
    }

    @Override
    public void close() {
        try {
            await(server.close());
        } catch (IOException e) {
            // nothing can be done about a socket that does not close, and the process ends
        }
    }

    private static void ready(RoutingContext request, Map<String, String> reasons) {
        request.response()
                .setStatusCode(reasons.isEmpty() ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(json(Map.of("ready", reasons.isEmpty(), "waitingFor", reasons)));
    }

    private static void authorize(RoutingContext request, HttpConfig config) {
        if (config.token().isEmpty()) {
            request.next();
            return;
        }
        String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null
                && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && config.token().get().matches(header.substring(BEARER.length()).strip())) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(401)
                .putHeader("WWW-Authenticate", "Bearer")
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(json(Map.of("error", "a valid bearer token is needed")));
    }

    private static void metrics(
            RoutingContext request, ExpositionFormats formats, PrometheusRegistry registry) {
        var writer = formats.findWriter(request.request().getHeader(HttpHeaders.ACCEPT));
        var body = new ByteArrayOutputStream();
        try {
            writer.write(body, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, writer.getContentType())
                .end(Buffer.buffer(body.toByteArray()));
    }

    private static Buffer json(Object value) {
        return Buffer.buffer(Json.mapper().writeValueAsBytes(value));
    }

    private static void await(Future<?> future) throws IOException {
        try {
            Object _ =
                    future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
