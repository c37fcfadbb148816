package io.headroom.recommender.rest;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which incidents a request asks for; each part null where it does not say.
 *
 * @param workload a name, or a whole key such as {@code shop/Deployment.apps/cart}
 * @param since the earliest latest end
 */
record IncidentFilter(
        @Nullable String namespace,
        @Nullable String workload,
        @Nullable IncidentClass kind,
        @Nullable Boolean planned,
        @Nullable Instant since) {
    private static final Set<String> OWN =
            Set.of("namespace", "workload", "class", "planned", "since");

    /** The parameters of a summary. */
    static final Set<String> SUMMARY = OWN;

    /** The parameters of a list. */
    static final Set<String> LIST =
            Set.of("namespace", "workload", "class", "planned", "since", "limit", "continue");

    static IncidentFilter of(MultiMap parameters) {
        return new IncidentFilter(
                parameters.get("namespace"),
                parameters.get("workload"),
                kind(parameters.get("class")),
                planned(parameters.get("planned")),
                since(parameters.get("since")));
    }

    /** Whether what flaps is asked for: not where a class is, or what was planned. */
    boolean includes(WorkloadRef flapping, Flaps flaps) {
        return includes(flapping)
                && kind == null
                && planned == null
                && (since == null || !flaps.lastAt().isBefore(since));
    }

    private boolean includes(WorkloadRef its) {
        return (namespace == null || namespace.equals(its.namespace()))
                && (workload == null || workload.equals(its.name()) || workload.equals(its.key()));
    }

    boolean includes(Incident incident) {
        return includes(incident.workload())
                && (kind == null || kind == incident.classification().kind())
                && (planned == null || planned == incident.classification().planned())
                && (since == null || !incident.lastAt().isBefore(since));
    }

    private static @Nullable IncidentClass kind(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (IncidentClass kind : IncidentClass.values()) {
            if (kind.label().equals(text)) {
                return kind;
            }
        }
        throw RequestException.badRequest(
                "no such class: "
                        + text
                        + "; there are "
                        + Arrays.stream(IncidentClass.values())
                                .map(IncidentClass::label)
                                .collect(Collectors.joining(", ")));
    }

    private static @Nullable Boolean planned(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RequestException.badRequest("planned must be true or false: " + text);
        };
    }

    private static @Nullable Instant since(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return text.matches("\\d{1,15}")
                    ? Instant.ofEpochMilli(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw RequestException.badRequest(
                    "since must be milliseconds since 1970 or a time such as"
                            + " 2026-03-01T00:00:00Z: "
                            + text);
        }
    }
}
