package io.headroom.analyzer.restarts;

import io.headroom.model.assessment.Classification.Evidence;
import io.headroom.model.lifecycle.EventDelta;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an event says that a table asks for. Others say nothing: a failed probe restarts nothing by
 * itself, and a container that is merely stopped was not killed by one.
 *
 * @param subject the container, or of an owner's event the pod or {@link #ofOwner}, that it is
 *     about; null when it is about all of them
 * @param at when it happened last
 */
record SeenEvent(Signal signal, @Nullable String subject, Instant at, String text) {
    private static final int MAX_TEXT_CHARS = 64;
    private static final char SUBJECT = '\0';
    private static final String COMBINED = "(combined from similar events): ";
    private static final Pattern FIELD_PATH =
            Pattern.compile("spec\\.(?:initContainers|containers)\\{([^}]+)}");
    private static final Pattern DELETED =
            Pattern.compile("Deleted pod: (\\S+)|delete Pod (\\S+) in StatefulSet \\S+ successful");
    private static final Pattern RECREATED =
            Pattern.compile(
                    "is recreating (?:failed|terminated) Pod (\\S+)"
                            + "|Found (?:failed|succeeded) daemon pod [^/\\s]+/(\\S+) on node");
    private static final Map<String, ContainerSignal> KILLINGS =
            Map.of(
                    " failed liveness probe, will be restarted",
                    ContainerSignal.EVENT_LIVENESS_KILL,
                    " failed startup probe, will be restarted",
                    ContainerSignal.EVENT_STARTUP_KILL,
                    " definition changed, will be restarted",
                    ContainerSignal.EVENT_DEFINITION_CHANGED,
                    " resize requires restart",
                    ContainerSignal.EVENT_RESIZE);

    static Optional<SeenEvent> of(EventDelta event) {
        String text = text(event);
        return event.regarding().kind().equals("Pod") ? ofPod(event, text) : ofOwner(event, text);
    }

    /** What an event says; of several that were combined what the latest says. */
    static String text(EventDelta event) {
        String note = event.note() == null ? "" : event.note();
        return note.startsWith(COMBINED) ? note.substring(COMBINED.length()) : note;
    }

    /** The container of a pod that an event names; null where it names none. */
    static @Nullable String container(EventDelta event) {
        String path = event.regarding().fieldPath();
        Matcher container = FIELD_PATH.matcher(path == null ? "" : path);
        return container.matches() ? container.group(1) : null;
    }

    Evidence evidence() {
        return new Evidence(signal.label(), at, text.isEmpty() ? null : text);
    }

    /** The same, without what it said. */
    SeenEvent withoutWords() {
        return new SeenEvent(signal, subject, at, "");
    }

    private static Optional<SeenEvent> ofPod(EventDelta event, String text) {
        return switch (event.reason()) {
            case "Killing" -> killing(event, text);
            case "SandboxChanged" ->
                    about(event, ContainerSignal.EVENT_SANDBOX_CHANGED, null, text);
            case "InPlaceResizedByVPA" ->
                    about(event, ContainerSignal.EVENT_RESIZED_BY_VPA, null, text);
            case "Evicted" -> evicted(event, text);
            case "EvictedByVPA" -> about(event, PodSignal.EVENT_EVICTED_BY_VPA, null, text);
            case "ScaleDown" ->
                    text.contains("deleting pod for node scale down")
                            ? about(event, PodSignal.EVENT_NODE_SCALE_DOWN, null, text)
                            : Optional.empty();
            case "TaintManagerEviction" ->
                    text.startsWith("Cancelling deletion")
                            ? about(event, PodSignal.EVENT_TAINT_CANCELLED, null, text)
                            : about(event, PodSignal.EVENT_TAINT_EVICTION, null, text);
            case "Preempted" -> about(event, PodSignal.EVENT_PREEMPTED, null, text);
            default -> Optional.empty();
        };
    }

    private static Optional<SeenEvent> killing(EventDelta event, String text) {
        String name = container(event);
        if (name == null) {
            return Optional.empty();
        }
        for (Map.Entry<String, ContainerSignal> killing : KILLINGS.entrySet()) {
            if (text.startsWith("Container " + name + killing.getKey())) {
                return about(event, killing.getValue(), name, text);
            }
        }
        return Optional.empty();
    }

    private static Optional<SeenEvent> evicted(EventDelta event, String text) {
        if (event.eventType().equals("Normal")) {
            return about(event, PodSignal.EVENT_EVICTED_NORMAL, null, text);
        }
        return event.annotations().containsKey("starved_resource") || Disruption.nodePressure(text)
                ? about(event, PodSignal.EVENT_EVICTED_FOR_PRESSURE, null, text)
                : Optional.empty();
    }

    private static Optional<SeenEvent> ofOwner(EventDelta event, String text) {
        return switch (event.reason()) {
            case "SuccessfulDelete" ->
                    named(DELETED, text)
                            .flatMap(pod ->
                                    about(event, PodSignal.EVENT_DELETED_BY_OWNER, pod, text));
            case "RecreatingFailedPod",
                    "RecreatingTerminatedPod",
                    "FailedDaemonPod",
                    "SucceededDaemonPod" ->
                    named(RECREATED, text)
                            .flatMap(pod ->
                                    about(event, PodSignal.EVENT_RECREATED_BY_OWNER, pod, text));
            case "SuccessfulRescale" -> about(event, PodSignal.EVENT_RESCALED, null, text);
            case "BackoffLimitExceeded" ->
                    about(event, PodSignal.JOB_BACK_OFF_EXCEEDED, owner(event), text);
            case "DeadlineExceeded" ->
                    about(event, PodSignal.JOB_DEADLINE_EXCEEDED, owner(event), text);
            default -> Optional.empty();
        };
    }

    /** The pod's whole name: one that begins with another's is not that one. */
    private static Optional<String> named(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }

    /** The subject of an event about all pods of one owner, by the owner's UID. */
    static String ofOwner(@Nullable String uid) {
        return "/owner/" + uid;
    }

    private static String owner(EventDelta event) {
        return ofOwner(event.regarding().uid());
    }

    private static Optional<SeenEvent> about(
            EventDelta event, Signal signal, @Nullable String subject, String text) {
        Instant at = event.lastAt() == null ? event.observedAt() : event.lastAt();
        return Optional.of(new SeenEvent(signal, subject, at, cut(text, subject)));
    }

    /** The subject's name is stored anyway, and does not count. */
    private static String cut(String text, @Nullable String subject) {
        return subject == null || text.indexOf(SUBJECT) >= 0
                ? cut(text)
                : cut(text.replace(subject, String.valueOf(SUBJECT)))
                        .replace(String.valueOf(SUBJECT), subject);
    }

    /** Words that somebody else wrote, as far as they are kept. */
    static String cut(String text) {
        return cut(text, MAX_TEXT_CHARS);
    }

    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
