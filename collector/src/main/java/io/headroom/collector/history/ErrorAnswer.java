package io.headroom.collector.history;

import io.headroom.collector.history.PrometheusException.Why;
import io.headroom.model.topic.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What an answer other than 200 means: by its status, and by what it says of itself. */
final class ErrorAnswer {
    private static final int MAX_WORDS = 300;

    /* Prometheus, Thanos, Mimir and VictoriaMetrics word their limits differently. */
    private static final Pattern LIMIT =
            Pattern.compile("too many|limit|exceed|maximum|more than|too large|err-mimir-max");

    private ErrorAnswer() {}

    static PrometheusException of(int status, String body, Optional<String> location) {
        String said = said(body);
        return new PrometheusException(
                why(status, said),
                "it answered "
                        + status
                        + location.map(to -> " (to " + cut(to) + ")").orElse("")
                        + (said.isEmpty() ? "" : ": " + cut(said)));
    }

    private static Why why(int status, String said) {
        String words = said.toLowerCase(Locale.ROOT);
        return switch (status) {
            case 401, 403, 407 -> Why.UNAUTHORIZED;
            case 404, 405, 301, 302, 303, 307, 308 -> Why.NOT_FOUND;
            case 413 -> Why.TOO_LARGE;
            case 429 -> Why.THROTTLED;
            case 408, 504 -> Why.TIMEOUT;
            case 400, 422 -> LIMIT.matcher(words).find() ? Why.TOO_LARGE : Why.REJECTED;
            case 503 -> words.contains("timed out") ? Why.TIMEOUT : Why.SERVER_ERROR;
            default -> status >= 500 ? Why.SERVER_ERROR : Why.REJECTED;
        };
    }

    /** Prometheus' own message; the beginning of anything else that is no page. */
    private static String said(String body) {
        try {
            JsonNode error = Json.mapper().readTree(body).path("error");
            if (error.isString()) {
                return error.stringValue().strip();
            }
        } catch (JacksonException e) {
            // a proxy's page, or plain words
        }
        String text = body.strip();
        return text.startsWith("<") || text.startsWith("{") ? "" : text;
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
    }
}
