package io.headroom.recommender.size.restarts;

import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.recommendation.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Why a request is not lowered for now: what was used meanwhile, or before, does not tell what is
 * needed. It lasts until a whole day without such a thing was seen.
 *
 * @param until how long
 * @param because what happened, in words
 */
record Hold(Reason.Code code, Instant until, String because) {
    private static final Duration DAY = Duration.ofDays(1);

    /** Who rolls out every day would never be told that less will do. */
    private static final Duration LONGEST_OF_ROLLOUTS = Duration.ofDays(7);

    /** The one that lasts longest, if any is in force. */
    static Optional<Hold> of(List<Incident> incidents, Instant asOf) {
        return incidents.stream()
                .filter(incident -> !incident.startedAt().isAfter(asOf))
                .flatMap(incident -> of(incident, incidents).stream())
                .filter(hold -> hold.until().isAfter(asOf))
                .max(Comparator.comparing(Hold::until));
    }

    private static Optional<Hold> of(Incident incident, List<Incident> all) {
        Instant last = incident.lastAt();
        if (incident.crashLoop()) {
            return Optional.of(
                    new Hold(
                            Reason.Code.HELD_CRASH_LOOP,
                            last.plus(DAY),
                            "the latest end of its crash loop was at " + minute(last)));
        }
        if (incident.classification().kind() == IncidentClass.EVICT_NODE_PRESSURE) {
            String resource = incident.classification().detail();
            return Optional.of(
                    new Hold(
                            Reason.Code.HELD_EVICTION,
                            last.plus(DAY),
                            "a pod was evicted at %s because its node was short of %s"
                                    .formatted(
                                            minute(last),
                                            resource == null ? "something" : resource)));
        }
        if (incident.classification().kind() == IncidentClass.ROLLOUT) {
            Instant until = last.plus(DAY);
            Instant latest = firstOfARow(incident, all).plus(LONGEST_OF_ROLLOUTS);
            return Optional.of(
                    new Hold(
                            Reason.Code.HELD_ROLLOUT,
                            until.isBefore(latest) ? until : latest,
                            "it was rolled out at " + minute(last)));
        }
        return Optional.empty();
    }

    /** When the first of the rollouts began that follow each other within a day. */
    private static Instant firstOfARow(Incident rollout, List<Incident> all) {
        Instant first = rollout.startedAt();
        for (Incident before : all.reversed()) {
            if (before.classification().kind() == IncidentClass.ROLLOUT
                    && before.startedAt().isBefore(first)
                    && !before.lastAt().plus(DAY).isBefore(first)) {
                first = before.startedAt();
            }
        }
        return first;
    }

    /** A moment as sentences show it. */
    static String minute(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES).toString().replace(":00Z", "Z");
    }
}
