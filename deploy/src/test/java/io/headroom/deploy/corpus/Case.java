package io.headroom.deploy.corpus;

import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.topic.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an API server showed, in order, and what is to be said of it.
 *
 * @param about the case in a sentence
 * @param answer each restart and each end of a pod by its id; empty when nothing is to be said
 */
record Case(String about, List<Step> shown, Map<String, Answer> answer) {
    private static final JsonMapper MAPPER =
            Json.mapper()
                    .rebuild()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /**
     * One moment: exactly one of three things is seen.
     *
     * @param at when the collector saw it, as {@code 2026-03-01T00:00:00Z}
     * @param shown an object that a watch showed, new or changed; or a {@code List} of some, one
     *     after the other
     * @param deleted an object that a watch showed to be gone, with its last state
     * @param listed all pods that there were when the collector came back, and whatever else of
     *     events, owners and nodes
     */
    record Step(
            String at,
            @Nullable JsonNode shown,
            @Nullable JsonNode deleted,
            @Nullable List<JsonNode> listed) {

        Instant time() {
            return Instant.parse(at);
        }
    }

    /**
     * What is to be said of one restart, or of one pod's end.
     *
     * @param type {@code restart} or {@code disruption}
     * @param recoverySeconds null when it does not heal
     * @param counted of a Job's pod that failed: whether it counts; null of any other
     */
    record Answer(
            String type,
            String row,
            String incidentClass,
            String confidence,
            boolean planned,
            @Nullable String detail,
            String outcome,
            @Nullable Long recoverySeconds,
            @Nullable Boolean counted) {

        static Answer of(RestartRecord restart) {
            Classification why = restart.classification();
            Outcome outcome = restart.outcome();
            if (why == null || outcome == null) {
                throw new AssertionError("nothing is said of " + restart);
            }
            return of("restart", why, outcome, null);
        }

        static Answer of(DisruptionRecord end) {
            return of("disruption", end.classification(), end.outcome(), end.counted());
        }

        private static Answer of(
                String type, Classification why, Outcome outcome, @Nullable Boolean counted) {
            Duration recovery = outcome.recovery();
            return new Answer(
                    type,
                    why.row(),
                    why.kind().label(),
                    why.confidence().label(),
                    why.planned(),
                    why.detail(),
                    outcome.state().label(),
                    recovery == null ? null : recovery.toSeconds(),
                    counted);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    static Case read(Path file) throws IOException {
        Case read;
        try {
            read = MAPPER.readValue(Files.readString(file), Case.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file.getFileName() + " is no case: " + e.getOriginalMessage(), e);
        }
        read.check(file.getFileName().toString());
        return read;
    }

    private void check(String file) {
        if (about == null || about.isBlank() || shown == null || shown.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " is no case: it needs a sentence \"about\" and something \"shown\"");
        }
        if (answer == null) {
            throw new IllegalArgumentException(
                    file + " has no \"answer\"; {} says that nothing is to be said");
        }
        for (int i = 0; i < shown.size(); i++) {
            Step step = shown.get(i);
            long seen =
                    Stream.of(step.shown() != null, step.deleted() != null, step.listed() != null)
                            .filter(each -> each)
                            .count();
            if (step.at() == null || seen != 1) {
                throw new IllegalArgumentException(
                        "step %d of %s needs \"at\" and one of \"shown\", \"deleted\" and \"listed\""
                                .formatted(i + 1, file));
            }
            try {
                step.time();
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "step %d of %s is at no time as 2026-03-01T00:00:00Z: %s"
                                .formatted(i + 1, file, step.at()),
                        e);
            }
        }
    }
}
