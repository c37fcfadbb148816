package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.lifecycle.ProcessKills;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a pod from one fact to the next. It is changed in place while one record is
 * taken in, and stored after it. Not thread-safe.
 */
final class PodTrack {
    private static final int FIRST_LAYOUT = 1;

    /** With whole times and labels. */
    private static final int SECOND_LAYOUT = 2;

    private static final int LAYOUT = 3;

    /* What is stored is a place in it: new classes go to the end. */
    private static final List<IncidentClass> CLASSES = List.of(IncidentClass.values());

    /** Of a pod whose events come faster the oldest are forgotten. */
    private static final int MAX_EVENTS = 4;

    /** Of a pod whose probes fail in more ways the first are forgotten. */
    private static final int MAX_COUNTED = 8;

    /** How many bytes all that is kept of a container may take, its workload's share included. */
    private static final int MOST_BYTES_PER_CONTAINER = 1_024;

    /** Its key, and since when anything is watched. */
    private static final int BESIDE = 64;

    /** Of a container that ends more often the oldest ends are left as they are. */
    private static final int MAX_RESTARTS_PER_CONTAINER = 3;

    private final WorkloadRef workload;
    private final String uid;
    String name;
    @Nullable String node;
    @Nullable String ownerUid;
    @Nullable String revision;
    @Nullable String completionIndex;

    /** Null in state of before it was kept. */
    @Nullable Instant createdAt;

    long observedMillis;
    boolean gone;

    /** Whether it was Ready before, and so can replace no other pod any more. */
    boolean everReady;

    /** Whether it had ended before anybody looked: nothing is made of that. */
    boolean given;

    /** What its containers ended of together, when, and in which incident. */
    @Nullable Together together;

    final SortedMap<String, ContainerTrack> containers = new TreeMap<>();
    final List<SeenEvent> events = new ArrayList<>();
    final List<OpenRestart> restarts = new ArrayList<>();
    @Nullable OpenEnd end;

    /** How often each of its events that are counted was told of, by the mark of its UID. */
    private final Map<Integer, Integer> counted = new LinkedHashMap<>();

    /** The latest incident that more than one container of the pod may be part of. */
    record Together(IncidentClass kind, String incident, Instant at) {}

    PodTrack(WorkloadRef workload, String uid, String name) {
        this.workload = workload;
        this.uid = uid;
        this.name = name;
    }

    String uid() {
        return uid;
    }

    WorkloadRef workload() {
        return workload;
    }

    void seen(PodFact fact) {
        name = fact.pod();
        node = fact.node();
        ownerUid = fact.ownerUid();
        createdAt = fact.createdAt();
        PodSettings settings = fact.settings();
        revision = settings == null ? null : settings.revision();
        completionIndex = settings == null ? null : settings.completionIndex();
        observedMillis = fact.observedAt().toEpochMilli();
    }

    /** Of the pod's own object what the end of it is told by. */
    PodSettings settings() {
        return new PodSettings(null, null, null, revision, null, completionIndex);
    }

    /**
     * Keeps an event for what it may be about: of several that say the same of the same the latest.
     * Says whether another was forgotten for it.
     */
    boolean remember(SeenEvent event) {
        if (events.contains(event)) {
            return false;
        }
        SeenEvent same =
                events.stream()
                        .filter(each ->
                                each.signal() == event.signal()
                                        && Objects.equals(each.subject(), event.subject()))
                        .findFirst()
                        .orElse(null);
        if (same != null) {
            if (same.at().isBefore(event.at())) {
                events.remove(same);
                events.add(event);
            }
            return true;
        }
        events.add(event);
        if (events.size() > MAX_EVENTS) {
            events.removeFirst();
            return true;
        }
        return false;
    }

    /**
     * What of an event was not counted yet: it may be told of twice, by more than one collector.
     */
    long uncounted(EventDelta event) {
        return uncounted(ContainerTrack.mark(event.uid()), event.count(), event.delta());
    }

    long uncounted(ProcessKills kills) {
        return uncounted(
                Objects.hash(kills.container(), kills.startedAt()), kills.count(), kills.more());
    }

    private long uncounted(int mark, int count, int delta) {
        Integer before = counted.remove(mark);
        counted.put(mark, before == null ? count : Math.max(before, count));
        if (counted.size() > MAX_COUNTED) {
            counted.remove(counted.keySet().iterator().next());
        }
        return before == null ? delta : Math.max(0, count - before);
    }

    /** Adds one, and gives the one that is forgotten for it. */
    @Nullable OpenRestart add(OpenRestart restart) {
        restarts.add(restart);
        String container = restart.record().container();
        long same =
                restarts.stream()
                        .filter(each -> each.record().container().equals(container))
                        .count();
        if (same > MAX_RESTARTS_PER_CONTAINER) {
            for (OpenRestart oldest : restarts) {
                if (oldest.record().container().equals(container)) {
                    restarts.remove(oldest);
                    return oldest;
                }
            }
        }
        return null;
    }

    /** Whether more may become known of an incident by what is kept. */
    boolean keeps(@Nullable String incident) {
        return (together != null && together.incident().equals(incident))
                || restarts.stream()
                        .anyMatch(each -> Objects.equals(each.record().incident(), incident));
    }

    /**
     * How many bytes this and the incidents that more may become known of may take.
     *
     * @param share what is kept of its workload, as far as this one bears it
     */
    int mostBytes(int share) {
        int size = Math.max(1, containers.size());
        return MOST_BYTES_PER_CONTAINER * size
                - Math.max(share, WorkloadRestarts.SHARE * size)
                - BESIDE;
    }

    /** Those that more may become known of by what is kept. */
    Set<String> incidents() {
        Set<String> incidents = new HashSet<>();
        restarts.forEach(restart -> incidents.add(restart.record().incident()));
        incidents.add(together == null ? null : together.incident());
        incidents.add(end == null ? null : end.progress().incident());
        incidents.remove(null);
        return incidents;
    }

    /** Forgets the one thing that is missed the least; says whether there was any. */
    boolean forgetOne(Account account) {
        for (SeenEvent event : events) {
            if (!event.text().isEmpty()) {
                events.set(events.indexOf(event), event.withoutWords());
                account.tally().dropped("too_many_words");
                return true;
            }
        }
        if (!events.isEmpty()) {
            events.removeFirst();
            account.tally().dropped("too_many_events");
            return true;
        }
        if (end != null && !end.equals(end.withoutUnusedWords())) {
            end = end.withoutUnusedWords();
            account.tally().dropped("too_many_words");
            return true;
        }
        OpenRestart oldest =
                restarts.stream()
                        .filter(restart -> !mayHeal(restart) && (end != null || !isLatest(restart)))
                        .findFirst()
                        .orElse(null);
        if (oldest != null) {
            restarts.remove(oldest);
            account.forget(this, oldest);
            return true;
        }
        if (end != null && !end.equals(end.withoutWords())) {
            end = end.withoutWords();
            account.tally().dropped("too_many_words");
            return true;
        }
        boolean told = end != null && !counted.isEmpty();
        if (told) {
            // hardly a probe fails any more; what was told of one may be told again
            counted.clear();
        }
        return told;
    }

    /** Forgets what is too old to become known better. */
    void forgetBefore(Instant time) {
        events.removeIf(event -> event.at().isBefore(time));
        restarts.removeIf(restart -> restart.endedAt().isBefore(time) && !mayHeal(restart));
    }

    /** Whether it is open, or unhealed because it is not Ready for a long time. */
    boolean mayHeal(OpenRestart restart) {
        if (restart.open()) {
            return true;
        }
        Outcome outcome = restart.record().outcome();
        return end == null
                && outcome != null
                && outcome.state() == Outcome.State.UNHEALED
                && isLatest(restart);
    }

    /** Whether its container has not ended since. */
    private boolean isLatest(OpenRestart restart) {
        String container = restart.record().container();
        return restarts.reversed().stream()
                .filter(each -> each.record().container().equals(container))
                .findFirst()
                .filter(restart::equals)
                .isPresent();
    }

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(observedMillis).number(gone ? 1 : 0);
        Stored.tail(to, name, workload.name());
        to.optionalText(node);
        Stored.uid(to, ownerUid);
        to.optionalText(revision).optionalText(completionIndex);
        to.number(
                (everReady ? 1 : 0)
                        | (given ? 2 : 0)
                        | (createdAt == null ? 0 : 4)
                        | (counted.isEmpty() ? 0 : 8)
                        | (together == null ? 0 : 16)
                        | (end == null ? 0 : 32));
        Instant base = Instant.ofEpochMilli(observedMillis);
        if (createdAt != null) {
            Stored.near(to, createdAt, base);
        }
        to.number(containers.size());
        containers.forEach((container, track) -> {
            to.text(container);
            track.write(to, observedMillis);
        });
        to.number(events.size());
        List<String> names = List.copyOf(this.containers.keySet());
        for (SeenEvent event : events) {
            Stored.place(to, event.signal());
            Stored.optionalName(to, event.subject(), names);
            Stored.near(to, event.at(), base);
            Stored.words(to, event.text(), event.subject());
        }
        to.number(restarts.size());
        OpenRestart before = null;
        for (OpenRestart restart : restarts) {
            restart.write(to, names, before);
            before = restart;
        }
        if (together != null) {
            writeTogether(to, together, base);
        }
        if (end != null) {
            end.write(to, uid);
        }
        if (!counted.isEmpty()) {
            to.number(counted.size());
            counted.forEach((mark, count) -> to.number(mark).number(count));
        }
        return to.toBytes();
    }

    private void writeTogether(StateWriter to, Together it, Instant base) {
        int member = 0;
        while (member < restarts.size()
                && !it.incident().equals(restarts.get(member).record().incident())) {
            member++;
        }
        to.number(CLASSES.indexOf(it.kind())).number(member);
        if (member == restarts.size()) {
            to.text(it.incident());
        }
        Stored.near(to, it.at(), base);
    }

    private Together readTogether(StateReader from, Instant base) {
        IncidentClass kind = CLASSES.get(from.count());
        int member = from.count();
        String incident =
                member == restarts.size()
                        ? from.text()
                        : Objects.requireNonNull(restarts.get(member).record().incident());
        return new Together(kind, incident, Objects.requireNonNull(Stored.near(from, base)));
    }

    static PodTrack of(byte[] stored, WorkloadRef workload, String uid) {
        return switch (stored[0]) {
            case FIRST_LAYOUT -> ofFirstLayout(stored, workload, uid);
            case SECOND_LAYOUT -> ofSecondLayout(stored, workload, uid);
            default -> ofLayout(stored, workload, uid);
        };
    }

    private static PodTrack ofLayout(byte[] stored, WorkloadRef workload, String uid) {
        StateReader from = new StateReader(stored, LAYOUT);
        long observed = from.number();
        boolean gone = from.number() == 1;
        PodTrack pod = new PodTrack(workload, uid, Stored.tail(from, workload.name()));
        pod.observedMillis = observed;
        pod.gone = gone;
        pod.node = from.optionalText();
        pod.ownerUid = Stored.uid(from);
        pod.revision = from.optionalText();
        pod.completionIndex = from.optionalText();
        long flags = from.number();
        Instant base = Instant.ofEpochMilli(observed);
        pod.everReady = (flags & 1) != 0;
        pod.given = (flags & 2) != 0;
        pod.createdAt = (flags & 4) == 0 ? null : Stored.near(from, base);
        int containers = from.count();
        for (int i = 0; i < containers; i++) {
            pod.containers.put(from.text(), ContainerTrack.read(from, observed));
        }
        List<String> names = List.copyOf(pod.containers.keySet());
        int events = from.count();
        for (int i = 0; i < events; i++) {
            Signal signal = Stored.place(from);
            String subject = Stored.optionalName(from, names);
            pod.events.add(
                    new SeenEvent(
                            signal,
                            subject,
                            Objects.requireNonNull(Stored.near(from, base)),
                            Objects.requireNonNull(Stored.words(from, subject))));
        }
        int restarts = from.count();
        OpenRestart before = null;
        for (int i = 0; i < restarts; i++) {
            before = OpenRestart.read(from, pod, names, before);
            pod.restarts.add(before);
        }
        if ((flags & 16) != 0) {
            pod.together = pod.readTogether(from, base);
        }
        if ((flags & 32) != 0) {
            pod.end = OpenEnd.read(from, uid);
        }
        if ((flags & 8) != 0) {
            int counted = from.count();
            for (int i = 0; i < counted; i++) {
                pod.counted.put(from.count(), from.count());
            }
        }
        return pod;
    }

    private static PodTrack ofSecondLayout(byte[] stored, WorkloadRef workload, String uid) {
        StateReader from = new StateReader(stored, SECOND_LAYOUT);
        long observed = from.number();
        boolean gone = from.number() == 1;
        PodTrack pod = new PodTrack(workload, uid, from.text());
        pod.observedMillis = observed;
        pod.gone = gone;
        pod.node = from.optionalText();
        pod.ownerUid = from.optionalText();
        pod.revision = from.optionalText();
        pod.completionIndex = from.optionalText();
        long flags = from.number();
        pod.everReady = (flags & 1) != 0;
        pod.given = (flags & 2) != 0;
        pod.createdAt = (flags & 4) == 0 ? null : Stored.instant(from);
        if (from.number() == 1) {
            pod.together =
                    new Together(
                            kind(from.text()),
                            from.text(),
                            Objects.requireNonNull(Stored.instant(from)));
        }
        int containers = from.count();
        for (int i = 0; i < containers; i++) {
            pod.containers.put(from.text(), ContainerTrack.read(from, 0));
        }
        List<String> names = List.copyOf(pod.containers.keySet());
        int events = from.count();
        for (int i = 0; i < events; i++) {
            pod.events.add(readEvent(from, names));
        }
        int restarts = from.count();
        String incident = null;
        for (int i = 0; i < restarts; i++) {
            OpenRestart restart = OpenRestart.readEarlier(from, pod, names, incident);
            pod.restarts.add(restart);
            incident = restart.record().incident();
        }
        if (from.number() == 1) {
            pod.end = OpenEnd.readEarlier(from);
        }
        return pod;
    }

    /** Whether the pod is gone since before {@code time}. */
    static boolean goneBefore(byte[] stored, long timeMillis) {
        // all layouts begin alike
        StateReader from = new StateReader(stored, stored[0]);
        long observed = from.number();
        return from.number() == 1 && observed < timeMillis;
    }

    private static PodTrack ofFirstLayout(byte[] stored, WorkloadRef workload, String uid) {
        StateReader from = new StateReader(stored, FIRST_LAYOUT);
        PodTrack pod = new PodTrack(workload, uid, "");
        pod.observedMillis = from.number();
        pod.gone = from.number() == 1;
        pod.everReady = true;
        int size = from.count();
        for (int i = 0; i < size; i++) {
            pod.containers.put(from.text(), ContainerTrack.readFirstLayout(from));
        }
        return pod;
    }

    static SeenEvent readEvent(StateReader from, List<String> containers) {
        Signal signal = Stored.signal(from);
        String subject = Stored.optionalName(from, containers);
        return new SeenEvent(
                signal,
                subject,
                Objects.requireNonNull(Stored.instant(from)),
                Stored.with(subject, from.text()));
    }

    static IncidentClass kind(String label) {
        return Arrays.stream(IncidentClass.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("stored state has an unknown class: " + label));
    }
}
