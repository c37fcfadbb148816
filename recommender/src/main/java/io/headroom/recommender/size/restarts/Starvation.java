package io.headroom.recommender.size.restarts;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.CpuShortage;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A probe killed the container while it was short of CPU: it may have been too slow to answer for
 * want of more.
 */
public record Starvation(CpuShortage shortage, Instant at, IncidentClass kind) {
    private static final Duration BEFORE = Duration.ofMinutes(15);
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    /**
     * The same incident with what was seen of a lack of CPU; as it is where that is told already,
     * where it was no probe's kill, where CPU was enough, or where usage is not known yet.
     */
    public static Incident told(Incident incident, List<ContainerProfile> profiles) {
        if (incident.starved() != null || !CpuShortage.isProbes(incident.classification().kind())) {
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
        for (Incident incident : incidents.reversed()) {
            IncidentClass kind = incident.classification().kind();
            Instant at = incident.startedAt();
            Optional<Starvation> seen =
                    CpuShortage.isProbes(kind)
                            ? CpuShortage.of(
                                            highestBefore(past, at),
                                            heldBackBefore(profile.known().heldBackByHour(), at),
                                            profile.limits().cpu())
                                    .map(shortage -> new Starvation(shortage, at, kind))
                            : Optional.empty();
            if (seen.isPresent()) {
                return seen;
            }
        }
        return Optional.empty();
    }

    /** The least that it needs. */
    Cpu least() {
        return shortage.least();
    }

    /** Why the target is at least this, as a sentence. */
    String sentence() {
        return Objects.requireNonNull(shortage.starved(kind, at));
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
