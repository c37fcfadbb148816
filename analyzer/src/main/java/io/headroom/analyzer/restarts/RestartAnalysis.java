package io.headroom.analyzer.restarts;

import io.headroom.analyzer.restarts.WorkloadRestarts.EndedPod;
import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.ProcessKills;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts restarts by what the API says of each container, compared with what it said before. So
 * those that happened while nobody watched are counted as well. Why something ended is told by that
 * and by events; these never change a count. Not thread-safe.
 */
public final class RestartAnalysis {
    private static final char SEPARATOR = '\0';

    /** Where it is kept since when anything is watched; no workload has this key. */
    private static final String SINCE = "/since";

    private static final int SINCE_LAYOUT = 1;

    /** How long something may become known of a pod that is gone. */
    private static final Duration PODS_KEPT = Duration.ofDays(1);

    private final KeyValueStore<String, byte[]> workloads;
    private final KeyValueStore<String, byte[]> pods;
    private final Incidents incidents;
    private final RestartTally tally;

    /**
     * Goes on from what is stored.
     *
     * @param incidents those that more may become known of
     */
    public RestartAnalysis(
            KeyValueStore<String, byte[]> workloads,
            KeyValueStore<String, byte[]> pods,
            KeyValueStore<String, byte[]> incidents,
            RestartTally tally) {
        this.workloads = workloads;
        this.pods = pods;
        this.incidents = new Incidents(incidents, tally);
        this.tally = tally;
    }

    /** Begins with nothing and keeps everything in this process: for cases that are told whole. */
    public static RestartAnalysis inMemory(RestartTally tally) {
        return new RestartAnalysis(new MemoryStore(), new MemoryStore(), new MemoryStore(), tally);
    }

    /**
     * What one fact shows.
     *
     * @param restarts that were not known before, in the order of their counts
     * @param said everything that is new: those restarts, what more became known of others, the
     *     ends of pods, and the incidents that they are part of
     * @param assessment the workload's totals; null when they are as they were
     */
    public record Shown(
            List<RestartRecord> restarts,
            List<IncidentEntry> said,
            @Nullable RestartAssessment assessment) {
        static final Shown NOTHING = new Shown(List.of(), List.of(), null);

        public Shown {
            restarts = List.copyOf(restarts);
            said = List.copyOf(said);
        }
    }

    public Shown accept(String key, PodFact fact) {
        WorkloadRestarts before = workload(key);
        PodTrack known = pod(key, fact.workload(), fact.podUid());
        long observed = fact.observedAt().toEpochMilli();
        if (known != null && observed < known.observedMillis) {
            // sent again, or overtaken: taking it would count everything since once more
            return Shown.NOTHING;
        }
        WorkloadRestarts workload = observed(before, observed);
        if (known == null) {
            workload = workload.withPods(workload.pods() + 1);
        }
        boolean fromZero =
                known != null
                        || !fact.snapshot()
                        || fact.createdAt().toEpochMilli() > workload.sinceMillis();
        PodTrack pod =
                known == null ? new PodTrack(fact.workload(), fact.podUid(), fact.pod()) : known;
        if (known == null) {
            pod.given = !fromZero && ended(fact);
        }
        long previousMillis = pod.observedMillis;
        pod.seen(fact);
        pod.forgetBefore(fact.observedAt().minus(Incidents.LATE));
        Account account = new Account(fact.workload(), fact.observedAt(), incidents, tally);
        account.flapping(workload.flapping());
        List<OomKill> oomKills = new ArrayList<>(workload.oomKills());
        SortedMap<String, Long> totals = workload.totals();
        ContainerRestarts restarts =
                new ContainerRestarts(pod, fact, known == null ? -1 : previousMillis, account);
        for (ContainerFact container : fact.containers()) {
            int count = container.restartCount();
            ContainerTrack track = pod.containers.get(container.name());
            int counted = track != null ? track.sight().restartCount() : fromZero ? 0 : count;
            if (track != null) {
                OomObserver.between(track.sight(), container, fact.observedAt())
                        .ifPresent(oomKills::add);
            }
            restarts.seen(container, track, counted);
            long increase = Math.max(0, count - counted);
            tally.increased(increase);
            totals.merge(container.name(), increase, Long::sum);
        }
        PodEnds.seen(pod, fact, workload.events(), account);
        restarts.outcomes();
        workload =
                replacing(
                        key, pod, fact, workload.with(oomKills).with(account.flapping()), account);
        workload = keep(key, remembering(pod, workload));
        keep(key, pod, account);
        boolean changed =
                before == null
                        || !before.totals().equals(totals)
                        || !before.oomKills().equals(workload.oomKills())
                        || !before.flapping().equals(workload.flapping());
        return new Shown(
                account.restarts(),
                account.said(),
                changed ? assessment(fact.workload(), fact.observedAt(), workload) : null);
    }

    /**
     * What an event adds: why something ended, and the containers whose pod was evicted because
     * they used too much of the node's memory.
     */
    public Shown accept(String key, EventDelta event) {
        WorkloadRestarts workload = workload(key);
        WorkloadRef ref = event.workload();
        if (event.delta() <= 0) {
            return Shown.NOTHING;
        }
        SeenEvent seen = SeenEvent.of(event).orElse(null);
        if (workload == null || ref == null) {
            if (seen != null && event.regarding().kind().equals("Pod")) {
                tally.dropped("event_of_unknown_pod");
            }
            return Shown.NOTHING;
        }
        Account account = new Account(ref, event.observedAt(), incidents, tally);
        flapping(key, event, workload, account);
        WorkloadRestarts after = workload.with(account.flapping());
        if (seen != null) {
            boolean late = seen.at().isBefore(event.observedAt().minus(Incidents.LATE));
            if (late) {
                tally.dropped("event_too_late");
            } else if (event.regarding().kind().equals("Pod")) {
                after = ofPod(key, event, seen, after, account);
            } else {
                after = ofOwner(key, ref, seen, after, account);
            }
        }
        // an event may be told twice: a kill is known by its container, time and amount
        Set<OomKill> oomKills = new LinkedHashSet<>(after.oomKills());
        boolean told = oomKills.addAll(OomObserver.evicted(event));
        if (told) {
            after = after.with(List.copyOf(oomKills));
        }
        told |= !after.flapping().flaps().equals(workload.flapping().flaps());
        if (!after.equals(workload)) {
            after = keep(key, after);
        }
        return new Shown(
                List.of(),
                account.said(),
                told ? assessment(ref, event.observedAt(), after) : null);
    }

    /** What an event tells of a probe that failed, or of an autoscaler that changed its mind. */
    private void flapping(
            String key, EventDelta event, WorkloadRestarts workload, Account account) {
        account.flapping(workload.flapping());
        Flapping.failedProbe(event)
                .ifPresent(probe -> {
                    long times = uncounted(key, event, account);
                    if (times > 0) {
                        account.flapped(probe.container(), probe.kind(), times, probe.lastAt());
                    }
                });
        Flapping rescaled = account.flapping().rescaled(event);
        if (!rescaled.flaps().equals(account.flapping().flaps())) {
            tally.flapped(account.workload(), null, Flaps.Kind.AUTOSCALER, 1);
        }
        account.flapping(rescaled);
    }

    private long uncounted(String key, EventDelta event, Account account) {
        String uid = event.regarding().uid();
        PodTrack pod = uid == null ? null : pod(key, account.workload(), uid);
        if (pod == null) {
            return event.delta();
        }
        long times = pod.uncounted(event);
        ContainerRestarts.overdue(pod, account);
        keep(key, pod, account);
        return times;
    }

    /** Processes were killed while their container went on: nothing restarted. */
    public Shown accept(String key, ProcessKills kills) {
        WorkloadRestarts workload = workload(key);
        PodTrack pod = pod(key, kills.workload(), kills.podUid());
        if (workload == null || pod == null) {
            tally.dropped("event_of_unknown_pod");
            return Shown.NOTHING;
        }
        Account account = new Account(kills.workload(), kills.observedAt(), incidents, tally);
        account.flapping(workload.flapping());
        long times = pod.uncounted(kills);
        if (times <= 0) {
            return Shown.NOTHING;
        }
        account.flapped(kills.container(), Flaps.Kind.PROCESS_OOM, times, kills.observedAt());
        WorkloadRestarts after = keep(key, workload.with(account.flapping()));
        keep(key, pod, account);
        return new Shown(
                List.of(), account.said(), assessment(kills.workload(), kills.observedAt(), after));
    }

    public Shown accept(String key, PodGone gone) {
        PodTrack pod = pod(key, gone.workload(), gone.podUid());
        long observed = gone.observedAt().toEpochMilli();
        WorkloadRestarts workload = workload(key);
        Account account = new Account(gone.workload(), gone.observedAt(), incidents, tally);
        if (workload != null) {
            workload = observed(workload, observed);
        }
        if (pod != null && observed >= pod.observedMillis && workload != null) {
            // kept a while: a fact that comes late must not be taken for a pod's first
            Instant seenLast = Instant.ofEpochMilli(pod.observedMillis);
            pod.gone = true;
            pod.observedMillis = observed;
            pod.forgetBefore(gone.observedAt().minus(Incidents.LATE));
            PodEnds.gone(pod, gone, seenLast, workload.events(), account);
            ContainerRestarts.superseded(pod, account);
            workload = keep(key, remembering(pod, workload));
            keep(key, pod, account);
        } else if (workload != null) {
            keep(key, workload);
        }
        return new Shown(List.of(), account.said(), null);
    }

    private WorkloadRestarts ofPod(
            String key,
            EventDelta event,
            SeenEvent seen,
            WorkloadRestarts workload,
            Account account) {
        String uid = event.regarding().uid();
        PodTrack pod = uid == null ? null : pod(key, account.workload(), uid);
        if (pod == null) {
            tally.dropped("event_of_unknown_pod");
            return workload;
        }
        boolean used = ContainerRestarts.heard(pod, seen, account);
        if (!used && pod.remember(seen)) {
            tally.dropped("too_many_events");
        }
        PodEnds.heard(pod, seen, account);
        ContainerRestarts.overdue(pod, account);
        keep(key, pod, account);
        return remembering(pod, workload);
    }

    private WorkloadRestarts ofOwner(
            String key,
            WorkloadRef ref,
            SeenEvent seen,
            WorkloadRestarts workload,
            Account account) {
        WorkloadRestarts after = workload;
        if (!workload.events().contains(seen)) {
            List<SeenEvent> events = new ArrayList<>(workload.events());
            Instant stillOfUse = account.asOf().minus(Incidents.LATE);
            events.removeIf(event -> event.at().isBefore(stillOfUse));
            if (events.size() == WorkloadRestarts.MAX_EVENTS) {
                tally.dropped("too_many_events");
            }
            events.add(seen);
            after = after.with(events, after.ended());
        }
        for (EndedPod ended : workload.ended()) {
            PodTrack pod = pod(key, ref, ended.uid());
            if (pod != null && PodEnds.isAbout(seen, pod)) {
                PodEnds.heard(pod, seen, account);
                keep(key, pod, account);
                after = remembering(pod, after);
            }
        }
        return after;
    }

    /** A pod that has become Ready takes the place of one that ended. */
    private WorkloadRestarts replacing(
            String key, PodTrack pod, PodFact fact, WorkloadRestarts workload, Account account) {
        Instant ready = ContainerRestarts.readySince(fact);
        if (pod.everReady || ready == null) {
            return workload;
        }
        pod.everReady = true;
        EndedPod ended = PodEnds.replacedBy(pod, fact.createdAt(), workload.ended()).orElse(null);
        PodTrack lost = ended == null ? null : pod(key, fact.workload(), ended.uid());
        if (lost == null) {
            return workload;
        }
        PodEnds.replaced(lost, fact.pod(), ready, account);
        keep(key, lost, account);
        return remembering(lost, workload);
    }

    private WorkloadRestarts remembering(PodTrack pod, WorkloadRestarts workload) {
        List<EndedPod> ended = PodEnds.remembering(pod, workload.ended());
        for (int i = WorkloadRestarts.overflow(ended); i > 0; i--) {
            tally.dropped("too_many_ended_pods");
        }
        return ended.equals(workload.ended()) ? workload : workload.with(workload.events(), ended);
    }

    private static boolean ended(PodFact fact) {
        return fact.phase().equals("Failed") || fact.phase().equals("Succeeded");
    }

    /**
     * Forgets the pods that are gone for a day, and the workloads that have no pods and were not
     * seen for {@code silence}; says which workloads.
     */
    public List<String> forgetBefore(Instant now, Duration silence) {
        long podsBefore = now.minus(PODS_KEPT).toEpochMilli();
        long workloadsBefore = now.minus(silence).toEpochMilli();
        Map<String, Integer> kept = new HashMap<>();
        List<String> expiredPods = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = pods.all()) {
            all.forEachRemaining(entry -> {
                if (PodTrack.goneBefore(entry.value, podsBefore)) {
                    expiredPods.add(entry.key);
                } else {
                    kept.merge(workloadMark(entry.key), 1, Integer::sum);
                }
            });
        }
        expiredPods.forEach(pods::delete);
        List<String> expired = new ArrayList<>();
        Map<String, WorkloadRestarts> recounted = new TreeMap<>();
        try (KeyValueIterator<String, byte[]> all = workloads.all()) {
            all.forEachRemaining(entry -> {
                if (entry.key.equals(SINCE)) {
                    return;
                }
                int itsPods = kept.getOrDefault(Stored.mark(entry.key), 0);
                WorkloadRestarts workload = WorkloadRestarts.of(entry.value, entry.key);
                if (itsPods == 0 && workload.observedMillis() < workloadsBefore) {
                    expired.add(entry.key);
                } else if (itsPods != workload.pods()) {
                    recounted.put(entry.key, workload.withPods(itsPods));
                }
            });
        }
        recounted.forEach(this::keep);
        expired.forEach(key -> {
            workloads.delete(key);
            incidents.forget(key);
        });
        return expired;
    }

    /**
     * Every row by which an end may be told: its id and its class, such as {@code A3 oom_killed}.
     */
    public static SortedSet<String> rows() {
        return Stream.of(ContainerTable.TABLE.rows(), PodTable.TABLE.rows())
                .flatMap(List::stream)
                .map(row -> row.id() + ' ' + row.result().label())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private WorkloadRestarts observed(@Nullable WorkloadRestarts before, long observed) {
        Instant now = Instant.ofEpochMilli(observed);
        return before == null
                ? new WorkloadRestarts(
                        since(observed),
                        observed,
                        0,
                        new TreeMap<>(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Flapping.NONE)
                : before.at(observed, now.minus(Incidents.LATE), now.minus(PODS_KEPT));
    }

    /** Since when anything is watched: the time of the first fact of all. */
    private long since(long observed) {
        byte[] stored = workloads.get(SINCE);
        if (stored != null) {
            return new StateReader(stored, SINCE_LAYOUT).number();
        }
        workloads.put(SINCE, new StateWriter(SINCE_LAYOUT).number(observed).toBytes());
        return observed;
    }

    private static RestartAssessment assessment(
            WorkloadRef ref, Instant asOf, WorkloadRestarts workload) {
        return new RestartAssessment(
                ref,
                asOf,
                workload.totals().entrySet().stream()
                        .map(total ->
                                new RestartAssessment.Container(
                                        total.getKey(),
                                        total.getValue(),
                                        workload.oomKills(total.getKey())))
                        .toList(),
                workload.flapping().flaps());
    }

    private @Nullable WorkloadRestarts workload(String key) {
        byte[] stored = workloads.get(key);
        return stored == null ? null : WorkloadRestarts.of(stored, key);
    }

    private @Nullable PodTrack pod(String key, WorkloadRef workload, String uid) {
        byte[] stored = pods.get(podKey(key, uid));
        if (stored == null) {
            // as it was stored before keys were marks
            stored = pods.delete(key + SEPARATOR + uid);
            if (stored != null) {
                pods.put(podKey(key, uid), stored);
            }
        }
        return stored == null ? null : PodTrack.of(stored, workload, uid);
    }

    /** Stores a workload in little room, without what does not fit. */
    private WorkloadRestarts keep(String key, WorkloadRestarts workload) {
        WorkloadRestarts kept = workload;
        byte[] stored = kept.toBytes(key);
        while (key.length() + stored.length > kept.mostBytes()) {
            WorkloadRestarts less = kept.less();
            if (less.equals(kept)) {
                break;
            }
            if (less.events().size() < kept.events().size()) {
                tally.dropped("too_many_events");
            } else if (less.ended().size() < kept.ended().size()) {
                tally.dropped("too_many_ended_pods");
            }
            kept = less;
            stored = kept.toBytes(key);
        }
        workloads.put(key, stored);
        return kept;
    }

    /** Stores a pod in little room, without what does not fit beside its workload and incidents. */
    private void keep(String key, PodTrack pod, Account account) {
        int most = pod.mostBytes(share(key));
        byte[] stored = pod.toBytes();
        while (stored.length + incidentBytes(key, pod, stored.length, most) > most
                && pod.forgetOne(account)) {
            stored = pod.toBytes();
        }
        pods.put(podKey(key, pod.uid()), stored);
    }

    /** How many bytes of its workload each pod bears. */
    private int share(String key) {
        byte[] stored = workloads.get(key);
        return stored == null ? 0 : WorkloadRestarts.share(key, stored);
    }

    /** Not counted where they fit anyway. */
    private int incidentBytes(String key, PodTrack pod, int podBytes, int most) {
        return podBytes <= most / 2
                ? 0
                : pod.incidents().stream().mapToInt(id -> incidents.bytes(key, id)).sum();
    }

    /** Short, as a workload's key may be longer than all else that is kept of a pod. */
    private static String podKey(String key, String uid) {
        return Stored.mark(key) + SEPARATOR + Stored.key(uid);
    }

    private static String workloadMark(String podKey) {
        String workload = podKey.substring(0, podKey.indexOf(SEPARATOR));
        return workload.indexOf('/') < 0 ? workload : Stored.mark(workload);
    }
}
