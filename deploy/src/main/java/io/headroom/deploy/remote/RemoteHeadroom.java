package io.headroom.deploy.remote;

import io.headroom.collector.tls.Trust;
import io.headroom.deploy.CannotStartException;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import io.headroom.recommender.ScalingOverview;
import io.headroom.recommender.ScalingTrial;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.output.ScalingForm;
import io.headroom.recommender.savings.Savings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The REST API of a running Headroom, as its users see it. */
public final class RemoteHeadroom implements AutoCloseable {
    private static final String RECOMMENDATIONS = "/api/v1/recommendations";
    private static final String SCALING = "/api/v1/scaling";

    private final String server;
    private final Access access;
    private final HttpClient client;

    /**
     * How it is asked.
     *
     * @param token that it asks for
     * @param caFile its certificate authority, where it is not one that Java trusts
     * @param patience the longest wait for an answer
     */
    public record Access(Optional<String> token, Optional<Path> caFile, Duration patience) {
        @Override
        public String toString() {
            return "Access[" + caFile + ", " + patience + "]";
        }
    }

    /**
     * @param server where it answers, without a path of the API
     * @throws CannotStartException when the certificate authority cannot be read
     */
    public RemoteHeadroom(URI server, Access access) {
        this.server = server.toString().replaceAll("/+$", "");
        this.access = access;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(access.patience());
        access.caFile()
                .ifPresent(file -> {
                    try {
                        builder.sslContext(Trust.context(Trust.authorities(file)));
                    } catch (IOException | GeneralSecurityException e) {
                        throw new CannotStartException(
                                "--ca-file " + file + " cannot be read (" + e.getMessage() + ")",
                                e);
                    }
                });
        this.client = builder.build();
    }

    /**
     * The recommendations for all workloads, page after page.
     *
     * @param namespace only of this one; null for all
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public List<Recommendation> recommendations(@Nullable String namespace)
            throws InterruptedException {
        return all(RECOMMENDATIONS, namespace, "recommendations", Recommendation.class);
    }

    /**
     * What is advised for the scaling of all workloads, page after page.
     *
     * @param namespace only of this one; null for all
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public List<ScalingOverview> scaling(@Nullable String namespace) throws InterruptedException {
        return all(SCALING, namespace, "scaling", ScalingOverview.class);
    }

    private <T> List<T> all(String path, @Nullable String namespace, String field, Class<T> type)
            throws InterruptedException {
        List<T> all = new ArrayList<>();
        String first =
                path
                        + "?limit=1000"
                        + (namespace == null ? "" : "&namespace=" + escaped(namespace));
        @Nullable String next = first;
        while (next != null) {
            JsonNode page = get(next);
            if (!page.path(field).isArray()) {
                throw noHeadroom(null);
            }
            for (JsonNode each : page.path(field)) {
                all.add(read(each, type));
            }
            JsonNode more = page.get("continue");
            next = more == null ? null : first + "&continue=" + escaped(more.asString());
        }
        return all;
    }

    /**
     * What the recommendations for all workloads would save, in all and by namespace.
     *
     * @param namespace only of this one; null for all
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public Savings savings(@Nullable String namespace) throws InterruptedException {
        String path =
                "/api/v1/savings?limit=1"
                        + (namespace == null ? "" : "&namespace=" + escaped(namespace));
        return read(get(path), Savings.class);
    }

    /**
     * The recommendation for one workload.
     *
     * @param path {@code NAMESPACE/KIND/NAME}, the kind with or without its group
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public Recommendation recommendation(String path) throws InterruptedException {
        return read(get(RECOMMENDATIONS + ofWorkload(path)), Recommendation.class);
    }

    /**
     * What is advised for the scaling of one workload.
     *
     * @param path {@code NAMESPACE/KIND/NAME}, the kind with or without its group
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public ScalingOverview scalingOf(String path) throws InterruptedException {
        return read(get(SCALING + ofWorkload(path)), ScalingOverview.class);
    }

    /**
     * The same in one of the forms that the server writes.
     *
     * @throws CannotStartException when there is no answer, or a refusal: where nothing is advised
     *     there is no manifest
     */
    public String scalingOf(String path, ScalingForm form) throws InterruptedException {
        return body(SCALING + ofWorkload(path) + "?format=" + form.label());
    }

    /**
     * What the days behind a workload would have come to with an autoscaler.
     *
     * @param path {@code NAMESPACE/KIND/NAME}, the kind with or without its group
     * @param autoscaler a HorizontalPodAutoscaler, JSON or YAML
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public ScalingTrial.Replayed tryScaling(String path, String autoscaler)
            throws InterruptedException {
        return read(
                parsed(body(SCALING + ofWorkload(path), autoscaler)), ScalingTrial.Replayed.class);
    }

    /**
     * The same in one of the forms that the server writes.
     *
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public String tryScaling(String path, String autoscaler, ScalingForm form)
            throws InterruptedException {
        return body(SCALING + ofWorkload(path) + "?format=" + form.label(), autoscaler);
    }

    private static String ofWorkload(String path) {
        StringBuilder escaped = new StringBuilder();
        List.of(path.split("/", -1)).forEach(part -> escaped.append('/').append(escaped(part)));
        return escaped.toString();
    }

    /**
     * Whether the advice for a namespace fits its quotas, and what does.
     *
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public NamespacePlan plan(String namespace) throws InterruptedException {
        return read(get("/api/v1/namespaces/" + escaped(namespace) + "/plan"), NamespacePlan.class);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private JsonNode get(String path) throws InterruptedException {
        return parsed(body(path));
    }

    private String body(String path) throws InterruptedException {
        return body(path, null);
    }

    /**
     * @param posted what goes along with the question; null for nothing
     */
    private String body(String path, @Nullable String posted) throws InterruptedException {
        HttpResponse<String> answer = ask(path, posted);
        return switch (answer.statusCode()) {
            case 200 -> answer.body();
            case 401, 403 ->
                    throw new CannotStartException(
                            "the Headroom at "
                                    + server
                                    + (access.token().isEmpty()
                                            ? " wants a token: give it with --token-file"
                                            : " wants another token: check --token-file"));
            case 301, 302, 303, 307, 308 ->
                    throw new CannotStartException(
                            "what answers at "
                                    + server
                                    + " sends on to "
                                    + answer.headers().firstValue("Location").orElse("nowhere")
                                    + ": give the right --server");
            default ->
                    throw new CannotStartException(
                            "the Headroom at "
                                    + server
                                    + " answers: "
                                    + said(answer.body()).orElse("HTTP " + answer.statusCode()));
        };
    }

    private HttpResponse<String> ask(String path, @Nullable String posted)
            throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(access.patience());
        if (posted != null) {
            request.POST(BodyPublishers.ofString(posted));
        }
        access.token().ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        CompletableFuture<HttpResponse<String>> call =
                client.sendAsync(request.build(), BodyHandlers.ofString());
        try {
            // the request's own timeout ends with the headers; a body may drip for ever
            return call.get(access.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw tooLate(e);
        } catch (ExecutionException e) {
            throw noAnswer(e.getCause());
        }
    }

    private CannotStartException tooLate(Throwable cause) {
        return new CannotStartException(
                "the Headroom at "
                        + server
                        + " has not answered within "
                        + access.patience().toSeconds()
                        + " s: check --server, or give it more time with --timeout",
                cause);
    }

    private CannotStartException noAnswer(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpTimeoutException) {
                return tooLate(cause);
            }
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return new CannotStartException(
                        "no Headroom answers at "
                                + server
                                + ": check --server, or start one with headroom run",
                        cause);
            }
        }
        return new CannotStartException(
                Trust.refusal(failure)
                        .map(why ->
                                "the certificate of "
                                        + server
                                        + " is not trusted ("
                                        + why
                                        + "): name its authority with --ca-file")
                        .orElse("the Headroom at " + server + " gives no answer (" + failure + ")"),
                failure);
    }

    /** The API's own words; empty where the answer has none. */
    private static Optional<String> said(String body) {
        try {
            return Json.mapper().readTree(body).path("error").path("message").asStringOpt();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private JsonNode parsed(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JacksonException e) {
            throw noHeadroom(e);
        }
    }

    /** A newer server may have words that are not known here: fields are ignored, words not. */
    private <T> T read(JsonNode json, Class<T> type) {
        T value;
        try {
            value = Json.mapper().treeToValue(json, type);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new CannotStartException(
                    "the Headroom at "
                            + server
                            + " says what this version does not know ("
                            + line(e)
                            + "): use the version that runs there, or its REST API",
                    e);
        }
        if (value == null) {
            throw noHeadroom(null);
        }
        return value;
    }

    private static String line(Exception e) {
        String words =
                e instanceof JacksonException json
                        ? String.valueOf(json.getOriginalMessage())
                        : e.toString();
        return words.lines().findFirst().orElse("");
    }

    private CannotStartException noHeadroom(@Nullable Exception cause) {
        return new CannotStartException(
                "what answers at " + server + " is no Headroom: check --server", cause);
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
