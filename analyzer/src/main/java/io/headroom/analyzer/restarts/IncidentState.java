package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.CpuShortage;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One incident as its records add up. Changed in place while one record is taken in. Not
 * thread-safe.
 */
final class IncidentState {
    /** With whole times and labels, and all names. */
    private static final int FIRST_LAYOUT = 1;

    private static final int LAYOUT = 2;
    private static final int MAX_PODS = 10;
    private static final int MAX_CONTAINERS = 5;
    private static final String NODES = "node/";

    /* How it is stored that it was short of CPU. */
    private static final int STARVED = 4;

    /* What is stored is a place in one of these: new ones go to the end. */
    private static final List<IncidentClass> CLASSES = List.of(IncidentClass.values());
    private static final List<Confidence> CONFIDENCES = List.of(Confidence.values());

    private final @Nullable String group;
    private @Nullable String id;
    private Classification classification;
    private boolean crashLoop;
    private Instant startedAt;
    private Instant lastAt;
    private long restarts;
    private int disruptions;
    private int open;
    private Outcome latest;
    private Duration longestRecovery = Duration.ZERO;

    /** The first shortage of CPU before a probe's kill, and when that was. */
    private @Nullable Starved starved;

    private final List<String> pods = new ArrayList<>();
    private final List<String> containers = new ArrayList<>();

    private record Starved(CpuShortage shortage, Instant at) {}

    /**
     * One record of an incident, as far as it counts there.
     *
     * @param container null when the whole pod ended
     * @param ends how many ends it stands for
     * @param shortage of CPU before its end; null where there was none
     */
    record Member(
            Classification classification,
            Outcome outcome,
            boolean crashLoop,
            Instant endedAt,
            String pod,
            @Nullable String container,
            int ends,
            @Nullable CpuShortage shortage) {}

    /**
     * @param group what further ends of the same cause are known by; null when there are none
     */
    IncidentState(@Nullable String group, Member first) {
        this.group = group;
        this.classification = first.classification();
        this.startedAt = first.endedAt();
        this.lastAt = first.endedAt();
        this.latest = first.outcome();
    }

    IncidentClass kind() {
        return classification.kind();
    }

    boolean of(String otherGroup) {
        return otherGroup.equals(group);
    }

    /** What others of its group find it by; null when it has none. */
    @Nullable String idOfGroup() {
        return id;
    }

    /** Where it was found, which is its id when it was stored before keys were marks. */
    void foundAt(String place) {
        if (id == null && group != null) {
            id = place;
        }
    }

    Instant lastAt() {
        return lastAt;
    }

    /** Whether more may become known of what became of it. */
    boolean mayHeal() {
        return open > 0 || latest.state() == Outcome.State.UNHEALED;
    }

    void add(Member member) {
        if (member.container() == null) {
            disruptions++;
        } else {
            restarts += member.ends();
            addTo(containers, member.container(), MAX_CONTAINERS);
        }
        addTo(pods, member.pod(), MAX_PODS);
        open += member.outcome().open() ? 1 : 0;
        crashLoop |= member.crashLoop();
        if (member.endedAt().isBefore(startedAt)) {
            startedAt = member.endedAt();
        }
        if (!member.endedAt().isBefore(lastAt)) {
            lastAt = member.endedAt();
            latest = member.outcome();
        }
        surer(member.classification());
        recovered(member.outcome());
        starved(member);
    }

    void change(Member before, Member after) {
        open += (after.outcome().open() ? 1 : 0) - (before.outcome().open() ? 1 : 0);
        if (!after.endedAt().isBefore(lastAt)) {
            latest = after.outcome();
        }
        if (restarts + disruptions == 1) {
            classification = after.classification();
        } else {
            surer(after.classification());
        }
        recovered(after.outcome());
        starved(after);
    }

    private void starved(Member member) {
        if (starved == null
                && member.shortage() != null
                && CpuShortage.isProbes(member.classification().kind())) {
            starved = new Starved(member.shortage(), member.endedAt());
        }
    }

    Incident told(WorkloadRef workload, String id, Instant asOf) {
        return new Incident(
                workload,
                id,
                classification,
                group != null && group.startsWith(NODES) ? group : null,
                crashLoop,
                startedAt,
                lastAt,
                restarts,
                disruptions,
                pods,
                containers,
                outcome(),
                asOf,
                starved == null
                        ? null
                        : starved.shortage().starved(classification.kind(), starved.at()));
    }

    /** Open while anything is; of a crash loop the recovery is from its beginning to its end. */
    private Outcome outcome() {
        if (open > 0) {
            return Outcome.OPEN;
        }
        if (latest.state() != Outcome.State.HEALED || latest.at() == null) {
            return latest;
        }
        return crashLoop
                ? Outcome.healed(startedAt, latest.at())
                : new Outcome(
                        latest.state(),
                        latest.at(),
                        latest.recovery() == null ? null : longestRecovery);
    }

    private void recovered(Outcome outcome) {
        Duration recovery = outcome.recovery();
        if (recovery != null && recovery.compareTo(longestRecovery) > 0) {
            longestRecovery = recovery;
        }
    }

    private void surer(Classification other) {
        boolean better =
                other.kind() != IncidentClass.UNOBSERVED
                        && (classification.kind() == IncidentClass.UNOBSERVED
                                || other.confidence().compareTo(classification.confidence()) > 0);
        if (better) {
            classification = other;
        }
    }

    private static void addTo(List<String> names, String name, int most) {
        if (names.size() < most && !names.contains(name)) {
            names.add(name);
        }
    }

    /**
     * @param key its workload's
     */
    byte[] toBytes(String key, String itsId) {
        StateWriter to = new StateWriter(LAYOUT);
        to.optionalText(group);
        if (group != null) {
            Stored.uid(to, itsId);
        }
        to.number(CLASSES.indexOf(classification.kind()))
                .text(classification.row())
                .number(CONFIDENCES.indexOf(classification.confidence()))
                .number(
                        (classification.planned() ? 1 : 0)
                                | (crashLoop ? 2 : 0)
                                | (starved == null ? 0 : STARVED))
                .optionalText(classification.detail());
        Stored.instant(to, startedAt);
        Stored.near(to, lastAt, startedAt);
        to.number(restarts).number(disruptions).number(open);
        Stored.outcome(to, latest, startedAt);
        to.number(longestRecovery.toMillis());
        to.number(pods.size());
        String workload = workloadName(key);
        pods.forEach(pod -> Stored.tail(to, pod, workload));
        boolean ofId = containers.size() == 1 && containerOf(itsId).equals(containers.getFirst());
        to.number(ofId ? 1 : 0);
        if (!ofId) {
            names(to, containers);
        }
        Stored.notes(to, classification.evidence(), container(), startedAt);
        if (starved != null) {
            Stored.shortage(to, starved.shortage());
            Stored.near(to, starved.at(), startedAt);
        }
        return to.toBytes();
    }

    /** A restart's id names its container between its pod's UID and its instance. */
    private static String containerOf(String id) {
        int pod = id.indexOf('/');
        int instance = id.indexOf('/', pod + 1);
        return instance < 0 ? "" : id.substring(pod + 1, instance);
    }

    /** The one that most words are about. */
    private @Nullable String container() {
        return containers.isEmpty() ? null : containers.getFirst();
    }

    private static String workloadName(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /**
     * @param itsId empty when what is said of it does not matter
     */
    static IncidentState of(byte[] stored, String key, String itsId) {
        if (stored[0] == FIRST_LAYOUT) {
            return ofFirstLayout(stored);
        }
        StateReader from = new StateReader(stored, LAYOUT);
        String group = from.optionalText();
        String id = group == null ? null : Stored.uid(from);
        IncidentClass kind = CLASSES.get(from.count());
        String row = from.text();
        Confidence confidence = CONFIDENCES.get(from.count());
        long flags = from.number();
        String detail = from.optionalText();
        Instant startedAt = Objects.requireNonNull(Stored.instant(from));
        Instant lastAt = Objects.requireNonNull(Stored.near(from, startedAt));
        long restarts = from.number();
        int disruptions = from.count();
        int open = from.count();
        Outcome latest = Stored.outcome(from, startedAt);
        Duration longest = Duration.ofMillis(from.number());
        List<String> pods = new ArrayList<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            pods.add(Stored.tail(from, workloadName(key)));
        }
        List<String> containers = new ArrayList<>();
        if (from.number() == 1) {
            containers.add(containerOf(itsId));
        } else {
            names(from, containers);
        }
        String container = containers.isEmpty() ? null : containers.getFirst();
        Classification classification =
                new Classification(
                        kind,
                        row,
                        confidence,
                        (flags & 1) != 0,
                        detail,
                        Stored.notes(from, container, startedAt));
        IncidentState state =
                new IncidentState(
                        group,
                        new Member(classification, latest, false, startedAt, "", null, 1, null));
        state.id = id;
        state.crashLoop = (flags & 2) != 0;
        state.lastAt = lastAt;
        state.restarts = restarts;
        state.disruptions = disruptions;
        state.open = open;
        state.longestRecovery = longest;
        state.pods.addAll(pods);
        state.containers.addAll(containers);
        if ((flags & STARVED) != 0) {
            state.starved =
                    new Starved(
                            Stored.shortage(from),
                            Objects.requireNonNull(Stored.near(from, startedAt)));
        }
        return state;
    }

    private static IncidentState ofFirstLayout(byte[] stored) {
        StateReader from = new StateReader(stored, FIRST_LAYOUT);
        String group = from.optionalText();
        IncidentClass kind = PodTrack.kind(from.text());
        String row = from.text();
        Confidence confidence = confidence(from.text());
        long flags = from.number();
        Classification classification =
                new Classification(
                        kind,
                        row,
                        confidence,
                        (flags & 1) != 0,
                        from.optionalText(),
                        Stored.notes(from, null));
        Instant startedAt = Objects.requireNonNull(Stored.instant(from));
        Instant lastAt = Objects.requireNonNull(Stored.instant(from));
        long restarts = from.number();
        int disruptions = from.count();
        int open = from.count();
        Outcome latest = Stored.outcome(from);
        IncidentState state =
                new IncidentState(
                        group,
                        new Member(classification, latest, false, startedAt, "", null, 1, null));
        state.crashLoop = (flags & 2) != 0;
        state.lastAt = lastAt;
        state.restarts = restarts;
        state.disruptions = disruptions;
        state.open = open;
        state.longestRecovery = Duration.ofMillis(from.number());
        names(from, state.pods);
        names(from, state.containers);
        return state;
    }

    private static void names(StateWriter to, List<String> names) {
        to.number(names.size());
        names.forEach(to::text);
    }

    private static void names(StateReader from, List<String> names) {
        int size = from.count();
        for (int i = 0; i < size; i++) {
            names.add(from.text());
        }
    }

    private static Confidence confidence(String label) {
        return Arrays.stream(Confidence.values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "stored state has an unknown confidence: " + label));
    }
}
