package io.headroom.deploy.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Series as a Prometheus would have scraped them, one sample each {@link #INTERVAL}, in the format
 * that promtool makes blocks of: samples of one metric side by side.
 */
final class OpenMetrics {
    static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Map<String, StringBuilder> metrics = new TreeMap<>();

    /** A series that is a function of time in {@code [from, to]}. */
    OpenMetrics series(
            String metric,
            String labels,
            Instant from,
            Instant to,
            ToDoubleFunction<Instant> value) {
        StringBuilder lines =
                metrics.computeIfAbsent(
                        metric, name -> new StringBuilder("# TYPE " + name + " unknown\n"));
        for (Instant at = from; !at.isAfter(to); at = at.plus(INTERVAL)) {
            lines.append(metric)
                    .append('{')
                    .append(labels)
                    .append("} ")
                    .append(value.applyAsDouble(at))
                    .append(' ')
                    .append(at.getEpochSecond())
                    .append('\n');
        }
        return this;
    }

    void write(Path file) throws IOException {
        Files.writeString(file, String.join("", metrics.values()) + "# EOF\n");
    }
}
