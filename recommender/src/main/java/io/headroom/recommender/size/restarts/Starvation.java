package io.headroom.recommender.size.restarts;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A probe killed the container while it had all the CPU that its limit allows, or waited for CPU
 * that others had: it may have been too slow to answer for want of more. What it used then is the
 * least that it needs; at a limit nothing shows how much more it would have used.
 *
 * @param least the CPU it used then, and what it waited for where that is known
 * @param limit what held it back; null where it waited for others
 * @param probe which probe, in a word
 */
public record Starvation(Cpu least, @Nullable Cpu limit, Instant at, String probe) {
    private static final Duration BEFORE = Duration.ofMinutes(15);
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final double AT_LIMIT = 0.9;

    /** Who waits for less than this part of what it uses hardly waits. */
    private static final double HARDLY = 0.1;

    /**
     * The same incident with what was seen of a lack of CPU; as it is where it was no probe's kill,
     * where CPU was enough, or where usage is not known yet.
     */
    public static Incident told(Incident incident, List<ContainerProfile> profiles) {
        if (incident.starved() != null || probe(incident.classification().kind()) == null) {
            return incident;
        }
        return profiles.stream()
                .filter(profile -> incident.containers().contains(profile.name()))
                .flatMap(profile ->
                        of(
                                List.of(incident),
                                UsageHistory.ofRings(profile.cpuHottest(), profile.memoryPeak()),
                                profile)
                                .stream())
                .findFirst()
                .map(starvation -> incident.starved(starvation.sentence()))
                .orElse(incident);
    }

    /** The latest that was seen. */
    static Optional<Starvation> of(
            List<Incident> incidents, UsageHistory past, ContainerProfile profile) {
        Cpu limit = profile.limits().cpu();
        for (Incident incident : incidents.reversed()) {
            String probe = probe(incident.classification().kind());
            if (probe == null) {
                continue;
            }
            Instant at = incident.startedAt();
            double cores = highestBefore(past, at);
            if (limit != null && limit.millicores() > 0 && cores >= AT_LIMIT * limit.cores()) {
                long most = Math.min(limit.millicores(), Math.round(cores * 1_000));
                return Optional.of(new Starvation(new Cpu(most), limit, at, probe));
            }
            double waited = heldBackBefore(profile.known().heldBackByHour(), at);
            if (waited > 0 && waited >= HARDLY * cores) {
                long wanted = Math.round((cores + waited) * 1_000);
                return Optional.of(new Starvation(new Cpu(wanted), null, at, probe));
            }
        }
        return Optional.empty();
    }

    /** Why the target is at least this, as a sentence. */
    String sentence() {
        return limit != null
                ? "the %s probe killed it at %s while its CPU was at the limit of %s: it needs at least %s, and nothing shows how much more"
                        .formatted(probe, Hold.minute(at), limit, least)
                : "the %s probe killed it at %s while it waited for CPU: with what it waited for it would have used %s"
                        .formatted(probe, Hold.minute(at), least);
    }

    /** In cores, the more of the hour of a moment and of that of a quarter of an hour before. */
    private static double heldBackBefore(@Nullable Ring byHour, Instant at) {
        double most = 0;
        if (byHour != null) {
            for (Instant moment : List.of(at.minus(BEFORE), at)) {
                long hour = Math.floorDiv(moment.toEpochMilli(), HOUR_MILLIS);
                double cores = byHour.amountAt(hour, ByteScale.CPU_CORES);
                most = Double.isNaN(cores) ? most : Math.max(most, cores);
            }
        }
        return most;
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
