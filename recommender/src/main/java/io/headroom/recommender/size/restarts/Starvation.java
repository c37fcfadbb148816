package io.headroom.recommender.size.restarts;

import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A probe killed the container while it had all the CPU that its limit allows: it may have been too
 * slow to answer for want of more. What it used then is the least that it needs; how much more it
 * would have used nothing shows.
 *
 * @param least the CPU it used then
 * @param probe which probe, in a word
 */
record Starvation(Cpu least, Cpu limit, Instant at, String probe) {
    private static final Duration BEFORE = Duration.ofMinutes(15);
    private static final double AT_LIMIT = 0.9;

    /** The latest that was seen. */
    static Optional<Starvation> of(
            List<Incident> incidents, UsageHistory past, @Nullable Cpu limit) {
        if (limit == null || limit.millicores() == 0) {
            return Optional.empty();
        }
        for (Incident incident : incidents.reversed()) {
            String probe = probe(incident.classification().kind());
            if (probe != null) {
                double cores = highestBefore(past, incident.startedAt());
                if (cores >= AT_LIMIT * limit.cores()) {
                    return Optional.of(
                            new Starvation(
                                    new Cpu(
                                            Math.min(
                                                    limit.millicores(), Math.round(cores * 1_000))),
                                    limit,
                                    incident.startedAt(),
                                    probe));
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable String probe(IncidentClass kind) {
        return switch (kind) {
            case LIVENESS_KILL -> "liveness";
            case STARTUP_KILL -> "startup";
            default -> null;
        };
    }

    private static double highestBefore(UsageHistory past, Instant at) {
        double highest = 0;
        for (int window = 0; window < past.size(); window++) {
            Instant end = past.end(window);
            if (end.isAfter(at.minus(BEFORE)) && !end.minus(past.step()).isAfter(at)) {
                double cores = past.cpuCores(window);
                highest = Double.isNaN(cores) ? highest : Math.max(highest, cores);
            }
        }
        return highest;
    }
}
