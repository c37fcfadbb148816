package io.headroom.deploy.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A series as its container's kubelet would have counted it. */
final class Playback {
    private final TraceSeries series;
    private final NavigableMap<Instant, Reading> readings = new TreeMap<>();

    /** The counter and the gauge as they stood at one time. */
    record Reading(Instant at, long coreNanos, long workingSetBytes) {}

    Playback(TraceSeries series) {
        this.series = series;
        BigDecimal coreNanos = BigDecimal.ZERO;
        Instant before = series.startedAt();
        for (TraceSeries.Row row : series.rows()) {
            BigDecimal elapsed = BigDecimal.valueOf(Duration.between(before, row.at()).toNanos());
            coreNanos = coreNanos.add(BigDecimal.valueOf(row.cpuCores()).multiply(elapsed));
            long counted = coreNanos.setScale(0, RoundingMode.HALF_UP).longValueExact();
            readings.put(row.at(), new Reading(row.at(), counted, row.memoryBytes()));
            before = row.at();
        }
    }

    /** What a kubelet says when it is asked at {@code now}: its latest reading, if it has one. */
    Optional<PodUsage.Container> at(Instant now, String container) {
        Map.Entry<Instant, Reading> latest = readings.floorEntry(now);
        if (latest == null) {
            return Optional.empty();
        }
        Reading reading = latest.getValue();
        return Optional.of(
                new PodUsage.Container(
                        container,
                        series.startedAt(),
                        reading.at(),
                        reading.coreNanos(),
                        reading.workingSetBytes()));
    }
}
