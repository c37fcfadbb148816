package io.headroom.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.settings.Settings;
import io.headroom.model.usage.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CollectorConfigTest {
    private static final Map<String, String> DEFAULTS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("collector.source", "auto"),
                            Map.entry("collector.scrape-interval", "30s"),
                            Map.entry("collector.scrape-timeout", "10s"),
                            Map.entry("collector.scrape-concurrency", "50"),
                            Map.entry("collector.max-response-bytes", "64Mi"),
                            Map.entry("collector.source-review", "5m"),
                            Map.entry("collector.kubelet-ca-file", ""),
                            Map.entry("collector.kubelet-insecure-tls", "false"),
                            Map.entry("collector.cadvisor", "false"),
                            Map.entry("collector.watch-list", "true"),
                            Map.entry("collector.buffer-bytes", "64Mi"),
                            Map.entry("prometheus.url", ""),
                            Map.entry("prometheus.token", ""),
                            Map.entry("prometheus.token-file", ""),
                            Map.entry("prometheus.ca-file", ""),
                            Map.entry("prometheus.insecure-tls", "false"),
                            Map.entry("prometheus.headers", ""),
                            Map.entry("prometheus.matchers", ""),
                            Map.entry("prometheus.history", "14d"),
                            Map.entry("prometheus.query-timeout", "1m"),
                            Map.entry("prometheus.patience", "10m")));

    @Test
    void theKeysAndTheirDefaultsAreThese() {
        Settings settings = Settings.of(Map.of());
        CollectorConfig.from(settings);
        Map<String, String> known = new TreeMap<>();
        settings.known().forEach(setting -> known.put(setting.key(), setting.defaultText()));
        assertThat(known).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKeyIsRead() {
        Settings settings =
                Settings.of(
                        Map.ofEntries(
                                Map.entry("collector.source", "resource"),
                                Map.entry("collector.scrape-interval", "1m"),
                                Map.entry("collector.scrape-timeout", "5s"),
                                Map.entry("collector.scrape-concurrency", "7"),
                                Map.entry("collector.max-response-bytes", "1Mi"),
                                Map.entry("collector.source-review", "1h"),
                                Map.entry("collector.kubelet-ca-file", "/ca.pem"),
                                Map.entry("collector.kubelet-insecure-tls", "true"),
                                Map.entry("collector.cadvisor", "true"),
                                Map.entry("collector.watch-list", "false"),
                                Map.entry("collector.buffer-bytes", "2Mi")));
        CollectorConfig config = CollectorConfig.from(settings);
        settings.finish();
        assertThat(config)
                .isEqualTo(
                        new CollectorConfig(
                                new CollectorConfig.Scraping(
                                        Optional.of(Source.RESOURCE),
                                        Duration.ofMinutes(1),
                                        Duration.ofSeconds(5),
                                        7,
                                        1 << 20,
                                        Duration.ofHours(1),
                                        Optional.of(Path.of("/ca.pem")),
                                        true,
                                        true),
                                false,
                                2 << 20,
                                Optional.empty()));
    }

    @Test
    void aRequestNeverTakesMoreThanAThirdOfTheInterval() {
        CollectorConfig config =
                CollectorConfig.from(Settings.of(Map.of("collector.scrape-interval", "3s")));
        assertThat(config.scraping().timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void wrongValuesAreReportedTogether() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "collector.source", "guess",
                                "collector.scrape-interval", "0s",
                                "collector.buffer-bytes", "1"));
        CollectorConfig.from(settings);
        assertThatThrownBy(settings::finish)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(
                        "--collector.source=guess: must be one of auto, metrics-api, resource,"
                                + " summary")
                .hasMessageContaining("--collector.scrape-interval=0s")
                .hasMessageContaining("--collector.buffer-bytes=1: must be at least 1Mi");
    }
}
