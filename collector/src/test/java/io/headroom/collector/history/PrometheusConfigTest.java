package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusConfigTest {
    @Test
    void withoutAUrlThereIsNone() {
        assertThat(PrometheusConfig.from(Settings.of(Map.of("prometheus.history", "7d"))))
                .isEmpty();
    }

    @Test
    void everyKeyIsRead() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "prometheus.url", "https://thanos.example/api/",
                                "prometheus.token-file", "/token",
                                "prometheus.ca-file", "/ca.pem",
                                "prometheus.insecure-tls", "true",
                                "prometheus.headers", "X-Scope-OrgID: team-a; X-B:c:d ;",
                                "prometheus.matchers", " cluster=\"prod\", region=~\"eu-.*\"",
                                "prometheus.history", "7d",
                                "prometheus.query-timeout", "2m",
                                "prometheus.patience", "1h"));
        PrometheusConfig config = PrometheusConfig.from(settings).orElseThrow();
        settings.finish();
        assertThat(config)
                .isEqualTo(
                        new PrometheusConfig(
                                URI.create("https://thanos.example/api"),
                                new PrometheusConfig.Access(
                                        new PrometheusConfig.Secret(Optional.empty()),
                                        Optional.of(Path.of("/token")),
                                        new PrometheusConfig.Headers(
                                                Map.of("X-Scope-OrgID", "team-a", "X-B", "c:d")),
                                        new PrometheusConfig.Tls(
                                                Optional.of(Path.of("/ca.pem")), true)),
                                "cluster=\"prod\", region=~\"eu-.*\"",
                                Duration.ofDays(7),
                                Duration.ofMinutes(2),
                                Duration.ofHours(1)));
    }

    @Test
    void secretsNeverShow() {
        PrometheusConfig config =
                PrometheusConfig.from(
                                Settings.of(
                                        Map.of(
                                                "prometheus.url", "http://prometheus:9090",
                                                "prometheus.token", "s3cret",
                                                "prometheus.headers", "Authorization: s3cret")))
                        .orElseThrow();
        assertThat(config.toString()).doesNotContain("s3cret").contains("Authorization");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prometheus.url|prometheus:9090|must be a URL",
                "prometheus.url|ftp://prometheus|must be a URL",
                "prometheus.url|http://u:s3cret@prometheus|must not hold a password",
                "prometheus.url|http://prometheus/?a=b|must end with the path",
                "prometheus.headers|s3cret|must be 'Name: value'",
                "prometheus.headers|Host: s3cret|Host cannot be set",
                "prometheus.matchers|cluster=prod|must be label matchers",
                "prometheus.matchers|a=\"b\"} or up{c=\"d\"|must be label matchers",
                "prometheus.history|15d|must be between 1h and 14d",
                "prometheus.query-timeout|0s|must be between 1ms and 3650d"
            })
    void aWrongValueIsNamed(String key, String value, String problem) {
        Map<String, String> given = new HashMap<>(Map.of("prometheus.url", "http://prometheus"));
        given.put(key, value);
        Settings settings = Settings.of(given);
        PrometheusConfig.from(settings);
        assertThatThrownBy(settings::finish)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(problem)
                .satisfies(e -> {
                    if (key.equals("prometheus.headers")) {
                        assertThat(e.getMessage()).doesNotContain("s3cret");
                    }
                });
    }

    @Test
    void aTokenComesFromOnePlace() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "prometheus.url", "http://prometheus",
                                "prometheus.token", "s3cret",
                                "prometheus.token-file", "/token"));
        PrometheusConfig.from(settings);
        assertThatThrownBy(settings::finish).hasMessageContaining("give one of them");
    }
}
