package io.headroom.recommender.rest;

import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.output.Output;
import io.headroom.recommender.rest.ListQuery.Page;
import io.headroom.recommender.savings.Savings;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers in the form that the parameter {@value #FORMAT} asks for. */
final class Forms {
    static final String FORMAT = "format";

    private Forms() {}

    /** The form that is asked for; JSON where none is. */
    static Output of(MultiMap parameters) {
        String word = parameters.get(FORMAT);
        return word == null
                ? Output.JSON
                : Output.named(word)
                        .orElseThrow(() ->
                                RequestException.badRequest(
                                        "%s must be one of %s: %s"
                                                .formatted(FORMAT, Output.labels(), word)));
    }

    /** Some of the recommendations and their savings, with a link to the rest. */
    static Formatted list(Output form, Page<Recommendation> page, Savings savings, String uri) {
        String next = page.next();
        return new Formatted(
                form.mediaType(),
                form.format(page.items(), savings).getBytes(StandardCharsets.UTF_8),
                next == null ? null : '<' + following(uri, next) + ">; rel=\"next\"");
    }

    /** One recommendation. */
    static Formatted one(Output form, Recommendation recommendation) {
        form.missing(recommendation)
                .ifPresent(sentence -> {
                    throw RequestException.notInThisForm(
                            "no %s for %s: %s"
                                    .formatted(
                                            form.label(),
                                            recommendation.workload().key(),
                                            sentence));
                });
        return new Formatted(
                form.mediaType(),
                form.format(recommendation).getBytes(StandardCharsets.UTF_8),
                null);
    }

    /** The same request with the token of the next page; tokens need no escaping. */
    private static String following(String uri, String token) {
        String first = uri.replaceAll("(?<=[?&])continue=[^&]*&?", "").replaceAll("&$", "");
        return first + '&' + ListQuery.CONTINUE + '=' + token;
    }

    /**
     * A body that is no JSON.
     *
     * @param link the value of the header of that name
     */
    @SuppressWarnings("ArrayRecordComponent") // written out at once, never compared
    record Formatted(String mediaType, byte[] body, @Nullable String link) {}
}
