package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Classification.Evidence;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pod, which more may become known of.
 *
 * @param openedAt when it was first seen
 * @param lostAt from when on the pod was missing
 * @param unseenSince when it was seen last, where a list showed that it was gone and nobody saw it
 *     go; null of any other
 * @param signals what was seen
 * @param notes the words of some of them
 * @param targetRevision what the owner's new pods were made of when it began
 * @param progress what became of it
 */
record OpenEnd(
        Instant openedAt,
        Instant lostAt,
        @Nullable Instant unseenSince,
        Set<PodSignal> signals,
        List<Evidence> notes,
        @Nullable String targetRevision,
        Progress progress) {

    /** How long what is seen of the owner still tells of the time when the end began. */
    private static final Duration OWNER_LAG = Duration.ofSeconds(5);

    private static final Duration NEARBY = Duration.ofMinutes(2);
    private static final Duration RECREATION = Duration.ofMinutes(10);

    /**
     * A Job waits at least so long before it tries again: a pod that ended earlier was tried again.
     */
    private static final Duration JOB_BACK_OFF = Duration.ofSeconds(10);

    /* How it is stored that nobody saw it go. */
    private static final int UNSEEN = 4;

    private static final Set<PodSignal> CLEARING_AWAY =
            EnumSet.of(
                    PodSignal.DELETING,
                    PodSignal.GONE,
                    PodSignal.OWNER_DELETING,
                    PodSignal.NAMESPACE_DELETING);
    private static final Set<PodSignal> AUTOSCALER =
            EnumSet.of(PodSignal.EVENT_RESCALED, PodSignal.AUTOSCALED_LATELY);
    private static final Set<PodSignal> TERMINAL =
            EnumSet.of(PodSignal.PHASE_FAILED, PodSignal.PHASE_SUCCEEDED);

    /**
     * What became of it.
     *
     * @param replacement the pod that took its place
     * @param incident that it is part of; null until its class has settled
     * @param counted whether it is in the metrics
     */
    record Progress(
            Outcome outcome,
            @Nullable String replacement,
            @Nullable String incident,
            boolean counted) {
        static final Progress NONE = new Progress(Outcome.OPEN, null, null, false);
    }

    OpenEnd {
        Set<PodSignal> own = EnumSet.noneOf(PodSignal.class);
        own.addAll(signals);
        signals = own;
        notes = List.copyOf(notes);
    }

    static OpenEnd begin(Instant openedAt, Instant lostAt) {
        return new OpenEnd(openedAt, lostAt, null, Set.of(), List.of(), null, Progress.NONE);
    }

    /** As a list shows it that no longer has a pod which was seen last at some time. */
    static OpenEnd missing(Instant seenLast, Instant listedAt) {
        Instant stillOfUse = listedAt.minus(Incidents.LATE);
        return new OpenEnd(
                listedAt,
                listedAt,
                seenLast.isBefore(stillOfUse) ? stillOfUse : seenLast,
                Set.of(),
                List.of(),
                null,
                Progress.NONE);
    }

    /**
     * What a fact adds. A pod that is deleted ends as its containers do, and one that has ended is
     * cleared away: only what came first says why.
     *
     * @param seen of the pod itself
     * @param around of its node and owner, which may change after the end began
     */
    OpenEnd with(Set<PodSignal> seen, Set<PodSignal> around, Instant observedAt) {
        Set<PodSignal> all = EnumSet.noneOf(PodSignal.class);
        all.addAll(seen);
        if (!observedAt.isAfter(openedAt.plus(OWNER_LAG))) {
            all.addAll(around);
        }
        boolean first = signals.isEmpty();
        Set<PodSignal> deciding = first ? seen : signals;
        boolean deletedFirst =
                deciding.contains(PodSignal.DELETING) || deciding.contains(PodSignal.GONE);
        all.removeAll(deletedFirst ? TERMINAL : CLEARING_AWAY);
        if (!first) {
            all.remove(PodSignal.NEVER_STARTED);
        }
        all.addAll(signals);
        if (all.contains(PodSignal.TEMPLATE_OLD)) {
            all.remove(PodSignal.TEMPLATE_CURRENT);
        }
        return all.equals(signals) ? this : copy(all, notes);
    }

    /** What an event adds; this one when it is about another time or says nothing new. */
    OpenEnd with(SeenEvent event) {
        if (!(event.signal() instanceof PodSignal signal)
                || event.at().isBefore(earliest(signal))
                || event.at().isAfter(lostAt.plus(after(signal)))) {
            return this;
        }
        if (signals.contains(signal) || laterWordOnTaint(signal, event.at())) {
            return this;
        }
        Set<PodSignal> more = EnumSet.of(signal);
        more.addAll(signals);
        if (opposite(signal) != signal) {
            more.remove(opposite(signal));
        }
        List<Evidence> evidence = new ArrayList<>(notes);
        evidence.add(event.evidence());
        return copy(more, evidence);
    }

    /** The words of a status, which a signal was read from. */
    OpenEnd noting(Evidence note) {
        if (notes.stream().anyMatch(each -> each.signal().equals(note.signal()))) {
            return this;
        }
        List<Evidence> more = new ArrayList<>(notes);
        more.add(note);
        return copy(signals, more);
    }

    OpenEnd towards(@Nullable String revision) {
        return revision == null || targetRevision != null
                ? this
                : new OpenEnd(openedAt, lostAt, unseenSince, signals, notes, revision, progress);
    }

    private OpenEnd copy(Set<PodSignal> seen, List<Evidence> evidence) {
        return new OpenEnd(openedAt, lostAt, unseenSince, seen, evidence, targetRevision, progress);
    }

    OpenEnd with(Progress next) {
        return new OpenEnd(openedAt, lostAt, unseenSince, signals, notes, targetRevision, next);
    }

    OpenEnd with(Outcome outcome, @Nullable String replacement) {
        return with(new Progress(outcome, replacement, progress.incident(), progress.counted()));
    }

    boolean open() {
        return progress.outcome().open();
    }

    /** Whether the pod had ended, or is gone: nothing of its own will tell more. */
    boolean over() {
        return signals.contains(PodSignal.PHASE_FAILED)
                || signals.contains(PodSignal.PHASE_SUCCEEDED)
                || signals.contains(PodSignal.GONE);
    }

    Classification classification() {
        Table.Verdict<PodSignal> verdict =
                PodTable.TABLE
                        .classify(signals)
                        .orElseThrow(() -> new IllegalStateException("no row matches " + signals));
        return new Classification(
                verdict.result(),
                verdict.row(),
                verdict.confidence(),
                verdict.planned(),
                detail(verdict.result()),
                OpenRestart.evidence(used(verdict), notes));
    }

    /** Without the words of what its class is not told by. */
    OpenEnd withoutUnusedWords() {
        return withWordsOf(
                classification().evidence().stream()
                        .map(Evidence::signal)
                        .collect(Collectors.toSet()));
    }

    OpenEnd withoutWords() {
        return withWordsOf(Set.of());
    }

    private OpenEnd withWordsOf(Set<String> used) {
        return copy(
                signals,
                notes.stream()
                        .map(note ->
                                used.contains(note.signal())
                                        ? note
                                        : new Evidence(note.signal(), note.at(), null))
                        .toList());
    }

    /** What the class was told by, and who had the size changed. */
    private Set<PodSignal> used(Table.Verdict<PodSignal> verdict) {
        Set<PodSignal> used = EnumSet.noneOf(PodSignal.class);
        used.addAll(verdict.used());
        if (verdict.result() == IncidentClass.SCALE_DOWN) {
            used.addAll(AUTOSCALER);
            used.removeIf(each -> !signals.contains(each));
        }
        return used;
    }

    /**
     * Of a Job's pod that failed whether that counts as one of the Job's failures; null of others.
     */
    @Nullable Boolean counted() {
        boolean failed =
                signals.contains(PodSignal.OWNER_JOB) && signals.contains(PodSignal.PHASE_FAILED);
        return failed ? !signals.contains(PodSignal.JOB_IGNORES_FAILURE) : null;
    }

    /** Whether no other pod is to come in its place. */
    static boolean nothingToHeal(IncidentClass kind) {
        return switch (kind) {
            case SCALE_DOWN, OWNER_DELETED, JOB_DONE, JOB_FAILED, JOB_TIMEOUT -> true;
            default -> false;
        };
    }

    private Instant earliest(PodSignal signal) {
        Instant nearby = lostAt.minus(NEARBY);
        // its owner may have had another pod of its name meanwhile
        return unseenSince == null || ofOwner(signal) || !unseenSince.isBefore(nearby)
                ? nearby
                : unseenSince;
    }

    private static boolean ofOwner(PodSignal signal) {
        return switch (signal) {
            case EVENT_DELETED_BY_OWNER,
                    EVENT_RECREATED_BY_OWNER,
                    EVENT_RESCALED,
                    JOB_BACK_OFF_EXCEEDED,
                    JOB_DEADLINE_EXCEEDED ->
                    true;
            default -> false;
        };
    }

    private static Duration after(PodSignal signal) {
        return switch (signal) {
            case EVENT_RECREATED_BY_OWNER -> RECREATION;
            case JOB_BACK_OFF_EXCEEDED -> JOB_BACK_OFF;
            // who asks for a deletion says so at once; later the next pod of that name is meant
            case EVENT_DELETED_BY_OWNER -> OWNER_LAG;
            default -> NEARBY;
        };
    }

    /** Whether a later event already said the opposite. */
    private boolean laterWordOnTaint(PodSignal signal, Instant at) {
        PodSignal opposite = opposite(signal);
        return opposite != signal
                && notes.stream()
                        .filter(note -> note.signal().equals(opposite.label()))
                        .anyMatch(note -> note.at() != null && note.at().isAfter(at));
    }

    /** What an eviction for a taint, and its cancellation, take back; else the signal itself. */
    private static PodSignal opposite(PodSignal signal) {
        return switch (signal) {
            case EVENT_TAINT_EVICTION -> PodSignal.EVENT_TAINT_CANCELLED;
            case EVENT_TAINT_CANCELLED -> PodSignal.EVENT_TAINT_EVICTION;
            default -> signal;
        };
    }

    private @Nullable String detail(IncidentClass kind) {
        return switch (kind) {
            case EVICT_NODE_PRESSURE ->
                    notes.stream()
                            .map(note -> Disruption.starvedResource(note.text()))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null);
            case SCALE_DOWN ->
                    AUTOSCALER.stream().anyMatch(signals::contains) ? "autoscaler" : null;
            default -> null;
        };
    }

    /**
     * @param uid of its pod, whose incident it often is
     */
    void write(StateWriter to, String uid) {
        Stored.instant(to, openedAt);
        Stored.near(to, lostAt, openedAt);
        Stored.signals(to, signals, PodSignal.class);
        Stored.notes(to, notes, null, openedAt);
        to.optionalText(targetRevision);
        Stored.outcome(to, progress.outcome(), openedAt);
        String incident = progress.incident();
        boolean own = uid.equals(incident);
        to.optionalText(progress.replacement())
                .number(
                        (progress.counted() ? 1 : 0)
                                | (own ? 2 : 0)
                                | (unseenSince == null ? 0 : UNSEEN));
        if (!own) {
            Stored.uid(to, incident);
        }
        if (unseenSince != null) {
            Stored.near(to, unseenSince, openedAt);
        }
    }

    static OpenEnd read(StateReader from, String uid) {
        Instant openedAt = Objects.requireNonNull(Stored.instant(from));
        Instant lostAt = Objects.requireNonNull(Stored.near(from, openedAt));
        Set<PodSignal> signals = Stored.signals(from, PodSignal.class);
        List<Evidence> notes = Stored.notes(from, null, openedAt);
        String targetRevision = from.optionalText();
        Outcome outcome = Stored.outcome(from, openedAt);
        String replacement = from.optionalText();
        long flags = from.number();
        String incident = (flags & 2) == 0 ? Stored.uid(from) : uid;
        return new OpenEnd(
                openedAt,
                lostAt,
                (flags & UNSEEN) == 0 ? null : Stored.near(from, openedAt),
                signals,
                notes,
                targetRevision,
                new Progress(outcome, replacement, incident, (flags & 1) != 0));
    }

    /** As the layout was with whole times and labels. */
    static OpenEnd readEarlier(StateReader from) {
        return new OpenEnd(
                Objects.requireNonNull(Stored.instant(from)),
                Objects.requireNonNull(Stored.instant(from)),
                null,
                Stored.signals(from, PodSignal.class),
                Stored.notes(from, null),
                from.optionalText(),
                new Progress(
                        Stored.outcome(from),
                        from.optionalText(),
                        from.optionalText(),
                        from.number() == 1));
    }
}
