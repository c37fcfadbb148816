package io.headroom.recommender.rest;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Incidents for tests. */
final class Incidents {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private Incidents() {}

    /** One that began {@code minute} minutes after the start. */
    static Incident of(
            WorkloadRef workload,
            IncidentClass kind,
            boolean planned,
            int minute,
            @Nullable Integer recoverySeconds) {
        Instant at = START.plusSeconds(60L * minute);
        return new Incident(
                workload,
                "incident-" + minute,
                new Classification(kind, "A3", Confidence.CONFIRMED, planned, null, List.of()),
                null,
                false,
                at,
                at,
                1,
                0,
                List.of("pod"),
                List.of("app"),
                recoverySeconds == null
                        ? Outcome.OPEN
                        : Outcome.healed(at, at.plusSeconds(recoverySeconds)),
                at);
    }
}
