package io.headroom.collector.history;

import io.headroom.collector.history.PrometheusException.Why;
import io.headroom.collector.tls.Trust;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

import javax.net.ssl.SSLContext;

/**
 * Asks a Prometheus over HTTP, once per call; whatever it does, there is an answer of bounded size
 * in bounded time, or a reason. Queries go by GET: proxies in front of it often let nobody do more.
 */
final class PrometheusClient implements RangeSource, AutoCloseable {
    /** Of two doubles each: some 64 MB. */
    private static final long MAX_VALUES = 4_000_000;

    private static final int MAX_ERROR_BYTES = 8_192;

    private final PrometheusConfig config;
    private final HttpClient http;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Asks nothing yet.
     *
     * @throws IllegalArgumentException when its certificate authority cannot be read
     */
    PrometheusClient(PrometheusConfig config) {
        this.config = config;
        this.http =
                HttpClient.newBuilder()
                        .sslContext(tls(config.access().tls()))
                        .connectTimeout(config.queryTimeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    @Override
    public Matrix range(String query, Instant start, Instant end, Duration step)
            throws PrometheusException, InterruptedException {
        HttpRequest request = request(query, start, end, step);
        Future<Matrix> call = calls.submit(() -> exchange(request));
        try {
            // the request's own timeout ends with the headers; a body may drip for ever
            return call.get(config.queryTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw timeout();
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        } finally {
            call.cancel(true);
        }
    }

    @Override
    public void close() {
        calls.shutdownNow();
        http.shutdownNow();
    }

    private HttpRequest request(String query, Instant start, Instant end, Duration step)
            throws PrometheusException {
        URI url =
                URI.create(
                        config.url()
                                + "/api/v1/query_range?query="
                                + URLEncoder.encode(query, StandardCharsets.UTF_8)
                                + "&start="
                                + seconds(start)
                                + "&end="
                                + seconds(end)
                                + "&step="
                                + step.toSeconds()
                                + "&timeout="
                                + Math.max(1, config.queryTimeout().toSeconds())
                                + "s");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .timeout(config.queryTimeout())
                        .header("Accept", "application/json")
                        .header("Accept-Encoding", "gzip");
        config.access().headers().byName().forEach(request::setHeader);
        token().ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
        return request.build();
    }

    private Optional<String> token() throws PrometheusException {
        Optional<Path> file = config.access().tokenFile();
        if (file.isEmpty()) {
            return config.access().token().value();
        }
        try {
            return Optional.of(Files.readString(file.get()).strip());
        } catch (IOException e) {
            throw new PrometheusException(
                    Why.UNAUTHORIZED, "prometheus.token-file=" + file.get() + " cannot be read");
        }
    }

    private Matrix exchange(HttpRequest request)
            throws IOException, InterruptedException, PrometheusException {
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = plain(response)) {
            if (response.statusCode() == 200) {
                return MatrixParser.parse(body, MAX_VALUES);
            }
            throw ErrorAnswer.of(
                    response.statusCode(),
                    new String(body.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8),
                    response.headers().firstValue("Location"));
        }
    }

    private static InputStream plain(HttpResponse<InputStream> response) throws IOException {
        boolean zipped =
                response.headers()
                        .firstValue("Content-Encoding")
                        .map(encoding -> encoding.equalsIgnoreCase("gzip"))
                        .orElse(false);
        return zipped ? new GZIPInputStream(response.body()) : response.body();
    }

    private static PrometheusException refusal(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PrometheusException known) {
                return known;
            }
            if (cause instanceof HttpTimeoutException) {
                return timeout();
            }
        }
        return Trust.refusal(failure)
                .map(why -> new PrometheusException(Why.TLS, why))
                .orElseGet(() ->
                        new PrometheusException(
                                Why.UNREACHABLE,
                                "it cannot be reached"
                                        + (failure == null ? "" : ": " + words(failure))));
    }

    private static PrometheusException timeout() {
        return new PrometheusException(Why.TIMEOUT, "it has not answered in time");
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static SSLContext tls(PrometheusConfig.Tls tls) {
        try {
            return Trust.context(
                    tls.insecure()
                            ? Trust.anybody()
                            : tls.caFile().isPresent()
                                    ? Trust.authorities(tls.caFile().get())
                                    : null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "the certificate authority of Prometheus cannot be read (prometheus.ca-file="
                            + tls.caFile().map(Path::toString).orElse("")
                            + "): "
                            + e.getMessage(),
                    e);
        }
    }

    private static String seconds(Instant at) {
        return Long.toString(at.getEpochSecond());
    }
}
