package io.headroom.deploy.events;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Incidents to tell of. */
final class Told {
    private Told() {}

    static Incident oomKill(WorkloadRef workload, String id, Instant at) {
        return oomKills(workload, id, at, 1, at);
    }

    static Incident oomKills(
            WorkloadRef workload, String id, Instant from, long restarts, Instant until) {
        return new Incident(
                workload,
                id,
                why(IncidentClass.OOM_KILLED, false, "reason_oom_killed"),
                null,
                false,
                from,
                until,
                restarts,
                0,
                List.of(workload.name() + "-x2x"),
                List.of("app"),
                new Outcome(Outcome.State.HEALED, until.plusSeconds(9), Duration.ofMillis(9_400)),
                until);
    }

    static Incident probeKill(WorkloadRef workload, String id, Instant at) {
        return new Incident(
                workload,
                id,
                why(IncidentClass.LIVENESS_KILL, false, "event_liveness_kill"),
                null,
                false,
                at,
                at,
                1,
                0,
                List.of(workload.name() + "-x2x"),
                List.of("app"),
                Outcome.OPEN,
                at);
    }

    static Incident rollout(WorkloadRef workload, Instant at) {
        return new Incident(
                workload,
                "rollout",
                why(IncidentClass.ROLLOUT, true, "owner_template_changed"),
                null,
                false,
                at,
                at,
                0,
                2,
                List.of("a", "b"),
                List.of(),
                Outcome.OPEN,
                at);
    }

    private static Classification why(IncidentClass kind, boolean planned, String signal) {
        return new Classification(
                kind,
                "A3",
                Confidence.CONFIRMED,
                planned,
                null,
                List.of(new Classification.Evidence(signal, null, null)));
    }
}
