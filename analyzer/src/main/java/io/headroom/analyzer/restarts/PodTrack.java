package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a pod from one fact to the next. It is changed in place while one record is
 * taken in, and stored after it. Not thread-safe.
 */
final class PodTrack {
    private static final int FIRST_LAYOUT = 1;
    private static final int LAYOUT = 2;

    /** Of a pod whose events come faster the oldest are forgotten. */
    private static final int MAX_EVENTS = 4;

    /** Of a pod whose probes fail in more ways the first are forgotten. */
    private static final int MAX_COUNTED = 8;

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

    /** Keeps an event for what it may be about; says whether another was forgotten for it. */
    boolean remember(SeenEvent event) {
        if (events.contains(event)) {
            return false;
        }
        events.add(event);
        if (events.size() > MAX_EVENTS) {
            events.removeFirst();
            return true;
        }
        return false;
    }

    /** What of an event was not counted yet: it may be told of twice, by more than one collector. */
    long uncounted(EventDelta event) {
        int mark = ContainerTrack.mark(event.uid());
        Integer before = counted.remove(mark);
        counted.put(mark, before == null ? event.count() : Math.max(before, event.count()));
        if (counted.size() > MAX_COUNTED) {
            counted.remove(counted.keySet().iterator().next());
        }
        return before == null ? event.delta() : Math.max(0, event.count() - before);
    }

    void add(OpenRestart restart) {
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
                    break;
                }
            }
        }
    }

    /** Forgets what is too old to become known better. */
    void forgetBefore(Instant time) {
        events.removeIf(event -> event.at().isBefore(time));
        restarts.removeIf(restart -> !restart.open() && restart.endedAt().isBefore(time));
    }

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(observedMillis).number(gone ? 1 : 0).text(name);
        to.optionalText(node).optionalText(ownerUid).optionalText(revision);
        to.optionalText(completionIndex);
        to.number(
                (everReady ? 1 : 0)
                        | (given ? 2 : 0)
                        | (createdAt == null ? 0 : 4)
                        | (counted.isEmpty() ? 0 : 8));
        if (createdAt != null) {
            Stored.instant(to, createdAt);
        }
        to.number(together == null ? 0 : 1);
        if (together != null) {
            to.text(together.kind().label()).text(together.incident());
            Stored.instant(to, together.at());
        }
        to.number(containers.size());
        containers.forEach((container, track) -> {
            to.text(container);
            track.write(to);
        });
        to.number(events.size());
        List<String> names = List.copyOf(this.containers.keySet());
        events.forEach(event -> writeEvent(to, event, names));
        to.number(restarts.size());
        String incident = null;
        for (OpenRestart restart : restarts) {
            restart.write(to, names, incident);
            incident = restart.record().incident();
        }
        to.number(end == null ? 0 : 1);
        if (end != null) {
            end.write(to);
        }
        if (!counted.isEmpty()) {
            to.number(counted.size());
            counted.forEach((mark, count) -> to.number(mark).number(count));
        }
        return to.toBytes();
    }

    static PodTrack of(byte[] stored, WorkloadRef workload, String uid) {
        if (stored[0] == FIRST_LAYOUT) {
            return ofFirstLayout(stored, workload, uid);
        }
        StateReader from = new StateReader(stored, LAYOUT);
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
            pod.containers.put(from.text(), ContainerTrack.read(from));
        }
        List<String> names = List.copyOf(pod.containers.keySet());
        int events = from.count();
        for (int i = 0; i < events; i++) {
            pod.events.add(readEvent(from, names));
        }
        int restarts = from.count();
        String incident = null;
        for (int i = 0; i < restarts; i++) {
            OpenRestart restart = OpenRestart.read(from, pod, names, incident);
            pod.restarts.add(restart);
            incident = restart.record().incident();
        }
        if (from.number() == 1) {
            pod.end = OpenEnd.read(from);
        }
        if ((flags & 8) != 0) {
            int counted = from.count();
            for (int i = 0; i < counted; i++) {
                pod.counted.put(from.count(), from.count());
            }
        }
        return pod;
    }

    /** Whether the pod is gone since before {@code time}. */
    static boolean goneBefore(byte[] stored, long timeMillis) {
        // both layouts begin alike
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

    /**
     * @param containers the names of the pod's, when it is about one
     */
    static void writeEvent(StateWriter to, SeenEvent event, List<String> containers) {
        Stored.signal(to, event.signal());
        Stored.optionalName(to, event.subject(), containers);
        Stored.instant(to, event.at());
        to.text(Stored.without(event.subject(), event.text()));
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
