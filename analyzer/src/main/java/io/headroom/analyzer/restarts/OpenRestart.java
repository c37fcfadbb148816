package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.ContainerType;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Classification.Evidence;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.CpuShortage;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.RestartRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A restart that more may become known of.
 *
 * @param record as far as it does not follow from the rest
 * @param from when the instance began; events of before are about another
 * @param until when the next one began, or a while after the end
 * @param notes what the event said that the class is told by, if one is
 * @param shortage of CPU, as it was read shortly before the end; null where there was none
 */
record OpenRestart(
        RestartRecord record,
        Instant from,
        Instant until,
        Set<ContainerSignal> signals,
        List<Evidence> notes,
        @Nullable CpuShortage shortage) {
    private static final Duration GRACE = Duration.ofSeconds(30);

    /* What is stored is a place in it: new types go to the end. */
    private static final List<ContainerType> TYPES = List.of(ContainerType.values());

    /* How it is stored that it was short of CPU. */
    private static final int SHORT = 16;

    /* How the incident is stored. */
    private static final int OTHER_INCIDENT = 0;
    private static final int OWN_INCIDENT = 1;
    private static final int INCIDENT_BEFORE = 2;
    private static final int SIBLINGS_INCIDENT = 3;

    /** Pods whose sandbox is gone are noticed about then. */
    private static final Duration SANDBOX_BEFORE = Duration.ofSeconds(35);

    OpenRestart {
        signals = signals.isEmpty() ? Set.of() : EnumSet.copyOf(signals);
        notes = List.copyOf(notes);
    }

    /**
     * The time in which an event is about an instance.
     *
     * @param nextStart when the one after it began; null when that is not known
     */
    static Instant until(Instant endedAt, @Nullable Instant nextStart) {
        Instant graceOver = endedAt.plus(GRACE);
        return nextStart != null && nextStart.isBefore(graceOver) ? nextStart : graceOver;
    }

    /** What an event adds; this one when it is about another instance or says nothing new. */
    OpenRestart with(SeenEvent event) {
        if (!(event.signal() instanceof ContainerSignal signal)
                || signals.contains(signal)
                || signals.contains(ContainerSignal.NOT_LATEST)
                || (event.subject() != null && !event.subject().equals(record.container()))
                || event.at().isBefore(earliest(signal))
                || event.at().isAfter(until)) {
            return this;
        }
        Set<ContainerSignal> more = EnumSet.of(signal);
        more.addAll(signals);
        List<Evidence> words = new ArrayList<>(notes);
        words.add(event.evidence());
        List<String> used = verdict(more).used().stream().map(ContainerSignal::label).toList();
        words.removeIf(note -> !used.contains(note.signal()));
        return new OpenRestart(record, from, until, more, words, shortage);
    }

    private Instant earliest(ContainerSignal signal) {
        Instant ended = record.endedAt();
        if (signal == ContainerSignal.EVENT_SANDBOX_CHANGED && ended != null) {
            // what happened to the sandbox while the instance ran on was not its end
            Instant before = ended.minus(SANDBOX_BEFORE);
            return before.isAfter(from) ? before : from;
        }
        return from;
    }

    OpenRestart with(Outcome outcome) {
        return with(outcome, record.incident());
    }

    OpenRestart in(String incident) {
        return with(record.outcome() == null ? Outcome.OPEN : record.outcome(), incident);
    }

    boolean open() {
        return record.outcome() == null || record.outcome().open();
    }

    /** When it ended, or at the latest. */
    Instant endedAt() {
        return record.endedAt() == null ? until : record.endedAt();
    }

    /** The record with its class. */
    RestartRecord told() {
        return copy(classification(), record.outcome(), record.incident());
    }

    Classification classification() {
        Table.Verdict<ContainerSignal> verdict = verdict(signals);
        if (record.endedAt() == null) {
            // which of the instances an event was about is a guess
            verdict = verdict.atMost(Confidence.LIKELY);
        }
        return new Classification(
                verdict.result(),
                verdict.row(),
                verdict.confidence(),
                verdict.planned(),
                detail(verdict.result()),
                evidence(verdict.used(), notes));
    }

    private static Table.Verdict<ContainerSignal> verdict(Set<ContainerSignal> signals) {
        return ContainerTable.TABLE
                .classify(signals)
                .orElseThrow(() -> new IllegalStateException("no row matches " + signals));
    }

    /** One for each signal: the words that were seen, where there are any. */
    static <S extends Enum<S> & Signal> List<Evidence> evidence(Set<S> used, List<Evidence> notes) {
        List<Evidence> evidence = new ArrayList<>();
        for (S signal : used) {
            evidence.add(
                    notes.stream()
                            .filter(note -> note.signal().equals(signal.label()))
                            .findFirst()
                            .orElse(new Evidence(signal.label(), null, null)));
        }
        return evidence;
    }

    private @Nullable String detail(IncidentClass result) {
        Integer code = record.exitCode();
        return switch (result) {
            case SIGNAL -> code == null ? null : Integer.toString(code - 128);
            case APP_ERROR, RULE_RESTART, KILLED_UNATTRIBUTED, STATUS_LOST ->
                    code == null ? null : code.toString();
            case INIT_RETRY ->
                    signals.contains(ContainerSignal.EXIT_SIGNAL)
                            ? IncidentClass.SIGNAL.label()
                            : IncidentClass.APP_ERROR.label();
            case RULE_RESTART_ALL ->
                    signals.contains(ContainerSignal.TRIGGERED_ALL_RESTARTING) ? "trigger" : null;
            default -> null;
        };
    }

    private OpenRestart with(Outcome outcome, @Nullable String incident) {
        return new OpenRestart(
                copy(null, outcome, incident), from, until, signals, notes, shortage);
    }

    private RestartRecord copy(
            @Nullable Classification classification,
            @Nullable Outcome outcome,
            @Nullable String incident) {
        return new RestartRecord(
                record.workload(),
                record.pod(),
                record.podUid(),
                record.container(),
                record.containerType(),
                record.restartCount(),
                record.observed(),
                record.containerId(),
                record.endedAt(),
                record.exitCode(),
                record.reason(),
                record.observedAt(),
                record.resets(),
                classification,
                record.crashLoop(),
                outcome,
                incident,
                record.restarts());
    }

    /**
     * @param containers the names of the pod's
     * @param before what was written before it, which often has the same incident and reason
     */
    void write(StateWriter to, List<String> containers, @Nullable OpenRestart before) {
        Integer exitCode = record.exitCode();
        Integer resets = record.resets();
        Instant base = record.observedAt();
        Stored.name(to, record.container(), containers);
        to.number(TYPES.indexOf(record.containerType())).number(record.restartCount());
        to.number(
                (record.observed() ? 1 : 0)
                        | (exitCode == null ? 0 : 2)
                        | (resets == null ? 0 : 4)
                        | (Boolean.TRUE.equals(record.crashLoop()) ? 8 : 0)
                        | (shortage == null ? 0 : SHORT));
        Stored.containerId(to, record.containerId());
        Stored.reason(to, record.reason(), before == null ? null : before.record.reason());
        Stored.instant(to, base);
        Stored.near(to, record.endedAt(), base);
        to.number(exitCode == null ? 0 : exitCode).number(resets == null ? 0 : resets);
        Stored.outcome(to, record.outcome() == null ? Outcome.OPEN : record.outcome(), base);
        writeIncident(to, before == null ? null : before.record.incident());
        Stored.near(to, from, base);
        Stored.near(to, until, base);
        Stored.signals(to, signals, ContainerSignal.class);
        Stored.notes(to, notes, record.container(), base);
        if (shortage != null) {
            Stored.shortage(to, shortage);
        }
    }

    private void writeIncident(StateWriter to, @Nullable String before) {
        String incident = record.incident();
        String siblings = record.podUid() + '/' + record.container() + '/';
        if (incident == null) {
            to.number(OTHER_INCIDENT).optionalText(null);
        } else if (incident.equals(before)) {
            to.number(INCIDENT_BEFORE);
        } else if (incident.equals(record.id())) {
            to.number(OWN_INCIDENT);
        } else if (incident.startsWith(siblings)) {
            to.number(SIBLINGS_INCIDENT);
            Stored.containerId(to, incident.substring(siblings.length()));
        } else {
            to.number(OTHER_INCIDENT).optionalText(incident);
        }
    }

    static OpenRestart read(
            StateReader from, PodTrack of, List<String> containers, @Nullable OpenRestart before) {
        String container = Stored.name(from, containers);
        ContainerType type = TYPES.get(from.count());
        int count = from.count();
        long flags = from.number();
        String containerId = Stored.containerId(from);
        String reason = Stored.reason(from, before == null ? null : before.record.reason());
        Instant base = known(Stored.instant(from));
        Instant endedAt = Stored.near(from, base);
        int exitCode = from.count();
        int resets = from.count();
        Outcome outcome = Stored.outcome(from, base);
        int place = from.count();
        RestartRecord record =
                record(
                        of,
                        container,
                        type,
                        count,
                        flags,
                        new Ended(containerId, endedAt, exitCode, reason),
                        base,
                        resets,
                        outcome,
                        incident(
                                from,
                                place,
                                of,
                                container,
                                before == null ? null : before.record.incident()));
        OpenRestart restart =
                new OpenRestart(
                        record,
                        known(Stored.near(from, base)),
                        known(Stored.near(from, base)),
                        Stored.signals(from, ContainerSignal.class),
                        Stored.notes(from, container, base),
                        (flags & SHORT) == 0 ? null : Stored.shortage(from));
        return place == OWN_INCIDENT ? restart.in(record.id()) : restart;
    }

    /** As the layout was with whole times and labels. */
    static OpenRestart readEarlier(
            StateReader from, PodTrack of, List<String> containers, @Nullable String before) {
        String container = Stored.name(from, containers);
        ContainerType type = from.type();
        int count = from.count();
        long flags = from.number();
        String containerId = Stored.containerId(from);
        String reason = from.optionalText();
        Instant endedAt = Stored.instant(from);
        Instant observedAt = known(Stored.instant(from));
        int exitCode = from.count();
        int resets = from.count();
        Outcome outcome = Stored.outcome(from);
        int place = from.count();
        RestartRecord record =
                record(
                        of,
                        container,
                        type,
                        count,
                        flags,
                        new Ended(containerId, endedAt, exitCode, reason),
                        observedAt,
                        resets,
                        outcome,
                        incident(from, place, of, container, before));
        OpenRestart restart =
                new OpenRestart(
                        record,
                        known(Stored.instant(from)),
                        known(Stored.instant(from)),
                        Stored.signals(from, ContainerSignal.class),
                        Stored.notes(from, container),
                        null);
        return place == OWN_INCIDENT ? restart.in(record.id()) : restart;
    }

    /** How an instance ended. */
    private record Ended(
            @Nullable String containerId,
            @Nullable Instant at,
            int exitCode,
            @Nullable String reason) {}

    private static @Nullable String incident(
            StateReader from, int place, PodTrack of, String container, @Nullable String before) {
        return switch (place) {
            case OTHER_INCIDENT -> from.optionalText();
            case OWN_INCIDENT -> null;
            case INCIDENT_BEFORE -> before;
            default -> of.uid() + '/' + container + '/' + Stored.containerId(from);
        };
    }

    private static RestartRecord record(
            PodTrack of,
            String container,
            ContainerType type,
            int count,
            long flags,
            Ended ended,
            Instant observedAt,
            int resets,
            Outcome outcome,
            @Nullable String incident) {
        return new RestartRecord(
                of.workload(),
                of.name,
                of.uid(),
                container,
                type,
                count,
                (flags & 1) != 0,
                ended.containerId(),
                ended.at(),
                (flags & 2) == 0 ? null : (Integer) ended.exitCode(),
                ended.reason(),
                observedAt,
                (flags & 4) == 0 ? null : (Integer) resets,
                null,
                (flags & 8) != 0,
                outcome,
                incident,
                null);
    }

    private static Instant known(@Nullable Instant at) {
        return at == null ? Instant.EPOCH : at;
    }
}
