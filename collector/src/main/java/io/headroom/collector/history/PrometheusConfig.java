package io.headroom.collector.history;

import io.headroom.model.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which Prometheus is read, and how.
 *
 * @param url what comes before {@code /api/v1/query_range}
 * @param matchers label matchers that go into every selector, such as {@code cluster="prod"}
 * @param span how far back the history is imported, at most what a ring holds
 * @param queryTimeout of one query
 * @param patience how long the import may take before live readings begin without the rest
 */
public record PrometheusConfig(
        URI url,
        Access access,
        String matchers,
        Duration span,
        Duration queryTimeout,
        Duration patience) {

    private static final Duration SHORTEST_SPAN = Duration.ofHours(1);
    private static final Duration LONGEST_SPAN = Duration.ofDays(14);

    /* Those that the client sets itself and lets nobody else set. */
    private static final Set<String> RESERVED_HEADERS =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    /**
     * How Headroom shows itself, and whom it trusts.
     *
     * @param tokenFile goes before the token, and is read again for every query
     */
    public record Access(Secret token, Optional<Path> tokenFile, Headers headers, Tls tls) {}

    /**
     * Whom it trusts.
     *
     * @param caFile the certificate authority, where it is not one that Java trusts
     * @param insecure whether any certificate is accepted
     */
    public record Tls(Optional<Path> caFile, boolean insecure) {}

    /** A bearer token that never shows in a log or an error; empty for none. */
    public record Secret(Optional<String> value) {
        @Override
        public String toString() {
            return value.isEmpty() ? "none" : "***";
        }
    }

    /** Headers by name; their values may be secrets and never show. */
    public record Headers(Map<String, String> byName) {
        public Headers {
            byName = Map.copyOf(byName);
        }

        @Override
        public String toString() {
            return new TreeMap<>(byName).keySet().toString();
        }
    }

    /** Reads the settings whose keys start with {@code prometheus.}; empty without a URL. */
    public static Optional<PrometheusConfig> from(Settings settings) {
        Optional<URI> url =
                settings.read(
                        "prometheus.url",
                        "",
                        PrometheusConfig::url,
                        "a Prometheus, Thanos or Mimir to import history from at start (also"
                                + " --prometheus URL)");
        Access access =
                new Access(
                        new Secret(
                                settings.optional(
                                        "prometheus.token",
                                        "the bearer token for it; better from a file")),
                        settings.path(
                                "prometheus.token-file",
                                "a file that holds nothing but that token; read again for every"
                                        + " query"),
                        headers(settings),
                        new Tls(
                                settings.path(
                                        "prometheus.ca-file",
                                        "PEM file with its certificate authority, where Java does"
                                                + " not trust it"),
                                settings.bool(
                                        "prometheus.insecure-tls",
                                        false,
                                        "accept any certificate from it")));
        String matchers =
                settings.read(
                        "prometheus.matchers",
                        "",
                        PrometheusConfig::matchers,
                        "label matchers for every query, such as cluster=\"prod\", where it holds"
                                + " several clusters");
        Duration span =
                settings.duration(
                        "prometheus.history",
                        "14d",
                        SHORTEST_SPAN,
                        LONGEST_SPAN,
                        "how far back history is imported, at most 14d");
        Duration queryTimeout =
                settings.duration(
                        "prometheus.query-timeout",
                        "1m",
                        "longest wait for the answer to one query");
        Duration patience =
                settings.duration(
                        "prometheus.patience",
                        "10m",
                        "how long the import may take; then live readings begin without the rest");
        if (access.token().value().isPresent() && access.tokenFile().isPresent()) {
            settings.reject("prometheus.token and prometheus.token-file: give one of them");
        }
        return url.map(known ->
                new PrometheusConfig(known, access, matchers, span, queryTimeout, patience));
    }

    private static Optional<URI> url(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        URI url;
        try {
            url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be a URL such as http://prometheus:9090", e);
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null) {
            throw new IllegalArgumentException("must be a URL such as http://prometheus:9090");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "must not hold a password: give it as an Authorization header in"
                            + " prometheus.headers");
        }
        if (url.getQuery() != null || url.getFragment() != null) {
            throw new IllegalArgumentException("must end with the path");
        }
        return Optional.of(url);
    }

    private static Headers headers(Settings settings) {
        String text =
                settings.string(
                        "prometheus.headers",
                        "",
                        "more headers for it as 'Name: value', several separated by semicolons,"
                                + " such as X-Scope-OrgID: team-a");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header : text.split(";", -1)) {
            if (!header.isBlank()) {
                String problem = add(headers, header);
                if (problem != null) {
                    // without the value: it may be a secret
                    settings.reject("prometheus.headers: " + problem);
                }
            }
        }
        return new Headers(headers);
    }

    private static @Nullable String add(Map<String, String> headers, String header) {
        int colon = header.indexOf(':');
        String name = colon < 0 ? "" : header.substring(0, colon).strip();
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            return "must be 'Name: value', several separated by semicolons";
        }
        if (RESERVED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            return name + " cannot be set";
        }
        String value = header.substring(colon + 1).strip();
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff))) {
            return "the value of " + name + " holds characters that no header may";
        }
        headers.put(name, value);
        return null;
    }

    private static String matchers(String text) {
        String matcher = "\\s*[a-zA-Z_][a-zA-Z0-9_]*\\s*(=|!=|=~|!~)\\s*\"([^\"\\\\]|\\\\.)*\"\\s*";
        if (!text.isBlank() && !text.matches(matcher + "(," + matcher + ")*")) {
            throw new IllegalArgumentException(
                    "must be label matchers such as cluster=\"prod\",region=~\"eu-.*\"");
        }
        return text.strip();
    }
}
