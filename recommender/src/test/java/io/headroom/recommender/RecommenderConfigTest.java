package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.settings.Settings;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.VpaStrategy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecommenderConfigTest {

    @Test
    void hasDefaultsForEverything() {
        Settings settings = Settings.of(Map.of());

        RecommenderConfig config = RecommenderConfig.from(settings);

        settings.finish();
        assertThat(config.strategy()).isEqualTo("headroom");
        assertThat(config.vpa())
                .isEqualTo(
                        new VpaStrategy(
                                new MinimumEvidence(10, Duration.ofMinutes(10)),
                                VpaStrategy.Rounding.NONE));
        assertThat(settings.known())
                .extracting(Settings.Known::key, Settings.Known::defaultText)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"policy.cpu-limit\", \"\")",
                        "(\"policy.cpu-margin\", \"\")",
                        "(\"policy.cpu-max\", \"\")",
                        "(\"policy.cpu-min\", \"\")",
                        "(\"policy.cpu-percentile\", \"\")",
                        "(\"policy.exclude\", \"\")",
                        "(\"policy.exclude-containers\", \"\")",
                        "(\"policy.idle-cpu\", \"\")",
                        "(\"policy.idle-days\", \"\")",
                        "(\"policy.max-replicas\", \"\")",
                        "(\"policy.memory-limit\", \"\")",
                        "(\"policy.memory-margin\", \"\")",
                        "(\"policy.memory-max\", \"\")",
                        "(\"policy.memory-min\", \"\")",
                        "(\"policy.memory-percentile\", \"\")",
                        "(\"policy.min-replicas\", \"\")",
                        "(\"policy.page-cache\", \"\")",
                        "(\"policy.qos\", \"\")",
                        "(\"policy.risk\", \"\")",
                        "(\"policy.startup\", \"\")",
                        "(\"policy.time-zone\", \"\")",
                        "(\"price.currency\", \"\")",
                        "(\"price.per-core-hour\", \"\")",
                        "(\"price.per-gib-hour\", \"\")",
                        "(\"price.sheet\", \"\")",
                        "(\"recommender.min-history\", \"10m\")",
                        "(\"recommender.min-samples\", \"10\")",
                        "(\"recommender.round-cpu-millicores\", \"1\")",
                        "(\"recommender.round-memory-bytes\", \"1\")",
                        "(\"recommender.strategy\", \"headroom\")");
    }

    @Test
    void readsEveryKey() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "recommender.strategy", "krr",
                                "recommender.min-samples", "3",
                                "recommender.min-history", "30s",
                                "recommender.round-cpu-millicores", "10",
                                "recommender.round-memory-bytes", "1Mi"));

        RecommenderConfig config = RecommenderConfig.from(settings);

        settings.finish();
        assertThat(config.strategy()).isEqualTo("krr");
        assertThat(config.vpa())
                .isEqualTo(
                        new VpaStrategy(
                                new MinimumEvidence(3, Duration.ofSeconds(30)),
                                new VpaStrategy.Rounding(10, 1 << 20)));
    }

    @Test
    void namesEveryProblem() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "recommender.strategy", "guess",
                                "recommender.min-samples", "-1",
                                "recommender.round-memory-bytes", "0"));
        RecommenderConfig.from(settings);

        assertThatThrownBy(settings::finish)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("recommender.strategy")
                .hasMessageContaining("recommender.min-samples")
                .hasMessageContaining("recommender.round-memory-bytes=0: must be at least 1");
    }
}
