package io.headroom.deploy.events;

import io.headroom.model.assessment.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which incidents have been told, and what is to be told next: each once when its class has had
 * time to settle, and then from time to time how often it happened since. Not thread-safe.
 */
final class ToldEvents {
    /** Evidence comes within seconds; what comes later an event cannot take back. */
    static final Duration SETTLED = Duration.ofSeconds(30);

    /** What is older was told by whoever was here before, or is news no more. */
    static final Duration FRESH = Duration.ofMinutes(15);

    static final Duration BETWEEN_COUNTS = Duration.ofMinutes(5);

    private static final int BURST = 100;
    private static final double PER_SECOND = 5;
    private static final int MOST_ATTEMPTS = 3;

    private final boolean planned;
    private final Map<String, Told> told = new HashMap<>();

    /** What the rate did not allow yet, with its latest end. */
    private final Map<String, Instant> waiting = new HashMap<>();

    private int expired;
    private final TokenBucket bucket = new TokenBucket(BURST, PER_SECOND);

    /**
     * @param count how many ends were told; 0 when it was tried and refused
     * @param attempts how often it was refused
     * @param starved whether it was told that it was for want of CPU, where it was
     */
    private record Told(int count, int attempts, Instant at, Instant lastAt, boolean starved) {}

    /** Something to write. */
    record Todo(Incident incident, What what) {}

    /** What of an incident is to be written. */
    enum What {
        FIRST,
        /** How often it happened by now. */
        COUNT,
        /** That it was for want of CPU, which usage shows only later. */
        STARVED
    }

    /**
     * @param planned whether what was planned is told as well
     */
    ToldEvents(boolean planned) {
        this.planned = planned;
    }

    /** What is to be written now; what the rate does not allow waits for the next time. */
    List<Todo> next(Collection<Incident> incidents, Instant now) {
        told.values().removeIf(each -> each.lastAt().plus(Duration.ofHours(2)).isBefore(now));
        List<Todo> todo = new ArrayList<>();
        for (Incident incident : incidents) {
            boolean wanted = planned || !incident.classification().planned();
            Told before = told.get(IncidentEvent.name(incident));
            if (wanted && before != null && before.count() > 0 && !before.starved()) {
                if (incident.starved() != null && bucket.take(now)) {
                    todo.add(new Todo(incident, What.STARVED));
                    continue;
                }
            }
            if (!wanted || incident.lastAt().plus(FRESH).isBefore(now)) {
                continue;
            }
            boolean due =
                    (before == null || before.count() == 0)
                            ? !incident.startedAt().plus(SETTLED).isAfter(now)
                                    && (before == null || before.attempts() < MOST_ATTEMPTS)
                            : IncidentEvent.count(incident) > before.count()
                                    && !before.at().plus(BETWEEN_COUNTS).isAfter(now);
            if (due && bucket.take(now)) {
                waiting.remove(IncidentEvent.name(incident));
                todo.add(
                        new Todo(
                                incident,
                                before != null && before.count() > 0 ? What.COUNT : What.FIRST));
            } else if (due) {
                waiting.put(IncidentEvent.name(incident), incident.lastAt());
            }
        }
        int before = waiting.size();
        waiting.values().removeIf(lastAt -> lastAt.plus(FRESH).isBefore(now));
        expired += before - waiting.size();
        return todo;
    }

    /** How many have waited for so long that they are news no more, since the last call. */
    int takeExpired() {
        int counted = expired;
        expired = 0;
        return counted;
    }

    /** It was written, by this process or another. */
    void written(Incident incident, int count, Instant now) {
        Told before = told.get(IncidentEvent.name(incident));
        boolean starved =
                (before == null || before.count() == 0)
                        ? incident.starved() != null
                        : before.starved();
        told.put(IncidentEvent.name(incident), new Told(count, 0, now, incident.lastAt(), starved));
    }

    /** It was written, or will not be, that it was for want of CPU. */
    void starved(Incident incident) {
        told.computeIfPresent(
                IncidentEvent.name(incident),
                (_, before) ->
                        new Told(
                                before.count(),
                                before.attempts(),
                                before.at(),
                                before.lastAt(),
                                true));
    }

    /** The API server will not have it. */
    void refused(Incident incident, Instant now) {
        Told before = told.get(IncidentEvent.name(incident));
        int attempts = before == null ? 1 : before.attempts() + 1;
        told.put(
                IncidentEvent.name(incident),
                new Told(
                        before == null ? 0 : before.count(),
                        attempts,
                        now,
                        incident.lastAt(),
                        before != null && before.starved()));
    }
}
