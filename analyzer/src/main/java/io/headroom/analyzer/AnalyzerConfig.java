package io.headroom.analyzer;

import io.headroom.model.settings.Settings;
import java.time.Duration;

/**
 * How the analyzer works.
 *
 * @param windowGrace how long after its end a window of five minutes still takes samples
 * @param publishInterval how often a workload is assessed that is no longer young
 * @param threads how many threads share the partitions
 * @param instanceId names this process to the consumer group, so that one that comes back within
 *     ten seconds keeps its work; empty for one that is new every time
 */
public record AnalyzerConfig(
        Duration windowGrace, Duration publishInterval, int threads, String instanceId) {

    public AnalyzerConfig {
        if (windowGrace.isNegative() || windowGrace.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "analyzer.window-grace must be between 0s and 1h: " + windowGrace);
        }
        if (publishInterval.compareTo(Duration.ofSeconds(1)) < 0
                || publishInterval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "analyzer.publish-interval must be between 1s and 1d: " + publishInterval);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("analyzer.threads must be positive: " + threads);
        }
        if (!instanceId.matches("[a-zA-Z0-9._-]{0,200}")) {
            throw new IllegalArgumentException(
                    "analyzer.instance-id must be up to 200 of a-z A-Z 0-9 . _ -: '"
                            + instanceId
                            + "'");
        }
    }

    public static AnalyzerConfig from(Settings settings) {
        return new AnalyzerConfig(
                settings.duration(
                        "analyzer.window-grace",
                        "5m",
                        Duration.ZERO,
                        Duration.ofHours(1),
                        "how long after its end a window of five minutes still takes samples"),
                settings.duration(
                        "analyzer.publish-interval",
                        "1h",
                        Duration.ofSeconds(1),
                        Duration.ofDays(1),
                        "how often a workload is assessed that is no longer young"),
                settings.integer(
                        "analyzer.threads",
                        1,
                        1,
                        64,
                        "how many threads share the partitions of the topics"),
                settings.read(
                        "analyzer.instance-id",
                        "analyzer",
                        AnalyzerConfig::instanceId,
                        "names this process to the others: one that comes back under it within"
                                + " ten seconds keeps its work; different for each replica"));
    }

    private static String instanceId(String text) {
        if (!text.matches("[a-zA-Z0-9._-]{0,200}")) {
            throw new IllegalArgumentException("must be up to 200 of a-z A-Z 0-9 . _ -");
        }
        return text;
    }
}
