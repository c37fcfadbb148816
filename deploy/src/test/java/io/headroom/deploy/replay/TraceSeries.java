package io.headroom.deploy.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The measured usage of one container over days. */
public record TraceSeries(List<Row> rows) {

    public TraceSeries {
        rows = List.copyOf(rows);
    }

    /**
     * A window's usage.
     *
     * @param at the end of the window
     * @param cpuCores the mean over the window
     * @param memoryBytes in use at its end
     */
    public record Row(Instant at, double cpuCores, long memoryBytes) {}

    /** When the container is taken to have started: a step before the first row. */
    public Instant startedAt() {
        Instant first = rows.getFirst().at();
        return first.minus(Duration.between(first, rows.get(1).at()));
    }

    /** The same at another time. */
    TraceSeries movedBy(Duration distance) {
        return new TraceSeries(
                rows.stream()
                        .map(row ->
                                new Row(row.at().plus(distance), row.cpuCores(), row.memoryBytes()))
                        .toList());
    }

    /** The rows in {@code [from, to)}. */
    TraceSeries between(Instant from, Instant to) {
        return new TraceSeries(
                rows.stream()
                        .filter(row -> !row.at().isBefore(from) && row.at().isBefore(to))
                        .toList());
    }
}
