package io.headroom.analyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.settings.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnalyzerConfigTest {

    @Test
    void hasItsDefaults() {
        assertThat(AnalyzerConfig.from(Settings.of(Map.of())))
                .isEqualTo(
                        new AnalyzerConfig(
                                Duration.ofMinutes(5), Duration.ofHours(1), 1, "analyzer"));
    }

    @Test
    void readsEveryKey() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "analyzer.window-grace", "2m",
                                "analyzer.publish-interval", "6h",
                                "analyzer.threads", "4",
                                "analyzer.instance-id", "analyzer-3"));
        assertThat(AnalyzerConfig.from(settings))
                .isEqualTo(
                        new AnalyzerConfig(
                                Duration.ofMinutes(2), Duration.ofHours(6), 4, "analyzer-3"));
        settings.finish();
    }

    @Test
    void reportsAllThatIsWrong() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "analyzer.window-grace", "2h",
                                "analyzer.publish-interval", "0s",
                                "analyzer.threads", "0",
                                "analyzer.instance-id", "a b"));
        AnalyzerConfig.from(settings);
        assertThatThrownBy(settings::finish)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("analyzer.window-grace")
                .hasMessageContaining("analyzer.publish-interval")
                .hasMessageContaining("analyzer.threads")
                .hasMessageContaining("analyzer.instance-id");
    }
}
