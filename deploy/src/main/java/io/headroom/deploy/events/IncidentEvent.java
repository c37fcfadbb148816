package io.headroom.deploy.events;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One incident as an event of {@code events.k8s.io/v1}. The same incident always has the same name,
 * so that nobody writes it twice. Pure.
 */
final class IncidentEvent {
    static final String CONTROLLER = "headroom.io/headroom";

    private static final int MOST_NOTE_CHARS = 1_000;
    private static final int MOST_NAME_CHARS = 200;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private IncidentEvent() {}

    static String name(Incident incident) {
        return name(incident, "");
    }

    private static String name(Incident incident, String part) {
        String workload = incident.workload().name();
        UUID id =
                UUID.nameUUIDFromBytes(
                        (incident.workload().key() + '/' + incident.id() + part)
                                .getBytes(StandardCharsets.UTF_8));
        return (workload.length() > MOST_NAME_CHARS
                        ? workload.substring(0, MOST_NAME_CHARS)
                        : workload)
                + ".headroom-"
                + id;
    }

    /** How many ends it holds, as far as the API's type for counts can say. */
    static int count(Incident incident) {
        return Math.clamp(incident.restarts() + incident.disruptions(), 1, Integer.MAX_VALUE);
    }

    /**
     * The API version that an event names its workload by; empty for kinds whose version is not
     * known.
     */
    static Optional<String> apiVersion(WorkloadRef workload) {
        return switch (workload.group()) {
            case "" -> Optional.of("v1");
            case "apps", "batch" -> Optional.of(workload.group() + "/v1");
            default -> Optional.empty();
        };
    }

    /**
     * @param uid the workload's
     * @param instance who writes it
     */
    static Event of(Incident incident, String apiVersion, String uid, String instance) {
        WorkloadRef workload = incident.workload();
        Classification why = incident.classification();
        EventBuilder event =
                new EventBuilder()
                        .withNewMetadata()
                        .withName(name(incident))
                        .withNamespace(workload.namespace())
                        .endMetadata()
                        .withEventTime(micros(incident.startedAt()))
                        .withReportingController(CONTROLLER)
                        .withReportingInstance(instance)
                        .withType(why.planned() ? "Normal" : "Warning")
                        .withReason(reason(why))
                        .withAction(incident.disruptions() > 0 ? "Replaced" : "Restarted")
                        .withNote(note(incident))
                        .withNewRegarding()
                        .withApiVersion(apiVersion)
                        .withKind(workload.kind())
                        .withNamespace(workload.namespace())
                        .withName(workload.name())
                        .withUid(uid)
                        .endRegarding();
        if (count(incident) > 1) {
            event.withNewSeries()
                    .withCount(count(incident))
                    .withLastObservedTime(micros(incident.lastAt()))
                    .endSeries();
        }
        return event.build();
    }

    /**
     * What became known of an incident that was written before: an event's words are fixed. Only of
     * one that {@link Incident#starved} says something of.
     */
    static Event starved(Incident incident, String apiVersion, String uid, String instance) {
        return new EventBuilder(of(incident, apiVersion, uid, instance))
                .editMetadata()
                .withName(name(incident, "/starved"))
                .endMetadata()
                .withReason("Starved")
                .withNote(shortened(incident.starved() + "." + more(incident)))
                .withSeries(null)
                .build();
    }

    /** The part that changes when more of it ends: all else of an event is fixed. */
    static String seriesPatch(Incident incident) {
        return "{\"series\":{\"count\":%d,\"lastObservedTime\":\"%s\"}}"
                .formatted(count(incident), MICROS.format(incident.lastAt()));
    }

    /** A class as reasons are written: {@code OomKilled}. */
    private static String reason(Classification why) {
        return Stream.of(why.kind().label().split("_", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static String note(Incident incident) {
        Classification why = incident.classification();
        String detail = why.detail() == null ? "" : " " + why.detail();
        String what =
                incident.disruptions() > 0
                        ? counted(incident.disruptions(), "pod") + " ended"
                        : "container %s ended%s"
                                .formatted(
                                        String.join(", ", incident.containers()),
                                        incident.restarts() > 1
                                                ? " " + incident.restarts() + " times"
                                                : "");
        String note =
                "%s: %s%s (%s, %s%s)%s.%s Evidence: %s.%s"
                        .formatted(
                                what,
                                why.kind().label(),
                                detail,
                                why.confidence().label(),
                                why.planned() ? "planned" : "not planned",
                                incident.crashLoop() ? ", a crash loop" : "",
                                outcome(incident.outcome()),
                                incident.starved() == null
                                        ? ""
                                        : " Starved: " + incident.starved() + '.',
                                why.evidence().stream()
                                        .map(Classification.Evidence::signal)
                                        .collect(Collectors.joining(", ")),
                                more(incident));
        return shortened(note);
    }

    private static String more(Incident incident) {
        return " More: GET /api/v1/incidents?namespace=%s&workload=%s"
                .formatted(incident.workload().namespace(), incident.workload().name());
    }

    private static String shortened(String note) {
        return note.length() <= MOST_NOTE_CHARS ? note : note.substring(0, MOST_NOTE_CHARS);
    }

    private static String outcome(Outcome outcome) {
        Duration recovery = outcome.recovery();
        return recovery == null ? "" : ", Ready again after " + recovery.toSeconds() + " s";
    }

    private static String counted(int count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }

    private static MicroTime micros(Instant at) {
        return new MicroTime(MICROS.format(at));
    }
}
