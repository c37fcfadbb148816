package io.headroom.deploy.config;

import io.headroom.analyzer.AnalyzerConfig;
import io.headroom.collector.CollectorConfig;
import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.settings.Settings;
import io.headroom.recommender.RecommenderConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that a process is set to, its own and its parts'.
 *
 * @param runTimeout how long {@code run --once} waits for numbers
 */
public record LaunchConfig(
        Set<Component> components,
        Path dataDirectory,
        KafkaConfig kafka,
        KubernetesConfig kubernetes,
        LeaderConfig leader,
        HttpConfig http,
        EventsConfig events,
        LogConfig log,
        Duration runTimeout,
        CollectorConfig collector,
        AnalyzerConfig analyzer,
        RecommenderConfig recommender) {

    /**
     * Reads all settings.
     *
     * @throws InvalidSettingsException with every problem
     */
    public static LaunchConfig from(Settings settings) {
        LaunchConfig config = read(settings);
        settings.finish();
        return config;
    }

    /** Every setting there is, for the documentation. */
    public static List<Settings.Known> known() {
        Settings settings = Settings.of(Map.of());
        LaunchConfig _ = read(settings);
        return settings.known();
    }

    private static LaunchConfig read(Settings settings) {
        Path dataDirectory =
                settings.read(
                        "data-dir",
                        "~/.headroom",
                        LaunchConfig::home,
                        "where the embedded Kafka keeps its data; demo uses one of its own");
        return new LaunchConfig(
                Component.from(settings),
                dataDirectory,
                KafkaConfig.from(settings, dataDirectory),
                KubernetesConfig.from(settings),
                LeaderConfig.from(settings),
                HttpConfig.from(settings),
                EventsConfig.from(settings),
                LogConfig.from(settings),
                settings.duration(
                        "run.timeout", "12m", "how long run --once waits for numbers at most"),
                CollectorConfig.from(settings),
                AnalyzerConfig.from(settings),
                RecommenderConfig.from(settings));
    }

    private static Path home(String text) {
        return text.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), text.substring(2))
                : Path.of(text);
    }
}
