package io.headroom.deploy.remote;

import io.headroom.deploy.CannotStartException;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import io.headroom.recommender.savings.Savings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The REST API of a running Headroom, as its users see it. */
public final class RemoteHeadroom implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String RECOMMENDATIONS = "/api/v1/recommendations";

    private final String server;
    private final Optional<String> token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * @param server where it answers, without a path
     * @param token that it asks for
     */
    public RemoteHeadroom(URI server, Optional<String> token) {
        this.server = server.toString().replaceAll("/+$", "");
        this.token = token;
    }

    /**
     * The recommendations for all workloads, page after page.
     *
     * @param namespace only of this one; null for all
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public List<Recommendation> recommendations(@Nullable String namespace)
            throws InterruptedException {
        List<Recommendation> all = new ArrayList<>();
        String first =
                RECOMMENDATIONS
                        + "?limit=1000"
                        + (namespace == null ? "" : "&namespace=" + escaped(namespace));
        @Nullable String next = first;
        while (next != null) {
            JsonNode page = get(next);
            for (JsonNode each : page.path("recommendations")) {
                all.add(Json.mapper().treeToValue(each, Recommendation.class));
            }
            JsonNode more = page.get("continue");
            next = more == null ? null : first + "&continue=" + more.asString();
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
        return Json.mapper().treeToValue(get(path), Savings.class);
    }

    /**
     * The recommendation for one workload.
     *
     * @param path {@code NAMESPACE/KIND/NAME}, the kind with or without its group
     * @throws CannotStartException when there is no answer, or a refusal
     */
    public Recommendation recommendation(String path) throws InterruptedException {
        List<String> parts = List.of(path.split("/", -1));
        StringBuilder escaped = new StringBuilder(RECOMMENDATIONS);
        parts.forEach(part -> escaped.append('/').append(escaped(part)));
        return Json.mapper().treeToValue(get(escaped.toString()), Recommendation.class);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private JsonNode get(String path) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        HttpResponse<String> answer;
        try {
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new CannotStartException(
                    "no Headroom answers at "
                            + server
                            + ": check --server, or start one with headroom run",
                    e);
        } catch (IOException e) {
            throw new CannotStartException(
                    "the Headroom at " + server + " gives no answer (" + e + ")", e);
        }
        if (answer.statusCode() == 401) {
            throw new CannotStartException(
                    "the Headroom at " + server + " wants another token: check --token-file");
        }
        JsonNode body = read(answer.body());
        if (answer.statusCode() != 200) {
            throw new CannotStartException(
                    "the Headroom at "
                            + server
                            + " answers: "
                            + body.path("error")
                                    .path("message")
                                    .asString("HTTP " + answer.statusCode()));
        }
        return body;
    }

    private JsonNode read(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JacksonException e) {
            throw new CannotStartException(
                    "what answers at " + server + " is no Headroom: check --server", e);
        }
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
