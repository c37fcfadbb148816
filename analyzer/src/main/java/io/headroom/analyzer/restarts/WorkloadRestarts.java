package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The restarts of a workload since it was first seen.
 *
 * @param completeUntilMillis up to when nothing was missed: the time of the last fact before the
 *     snapshot that is being read, or of the very first one
 * @param observedMillis the time of the latest fact
 * @param snapshot whether that was part of a snapshot
 * @param totals by container
 * @param oomKills the latest of all containers, oldest first
 * @param events the latest of its owner, oldest first
 * @param ended the pods that ended last, oldest first
 */
record WorkloadRestarts(
        long completeUntilMillis,
        long observedMillis,
        boolean snapshot,
        SortedMap<String, Long> totals,
        List<OomKill> oomKills,
        List<SeenEvent> events,
        List<EndedPod> ended) {
    private static final int FIRST_LAYOUT = 1;
    private static final int LAYOUT = 2;

    /** Older ones are forgotten: a crash loop must not grow the state without end. */
    private static final int MAX_OOM_KILLS = 20;

    static final int MAX_EVENTS = 32;
    private static final int MAX_ENDED = 128;

    /**
     * A pod that ended.
     *
     * @param awaits what the pod that takes its place is known by; null when none is awaited
     */
    record EndedPod(String name, String uid, Instant lostAt, @Nullable String awaits) {}

    WorkloadRestarts {
        oomKills = latest(oomKills, MAX_OOM_KILLS);
        events = latest(events, MAX_EVENTS);
        ended = latest(ended, MAX_ENDED);
    }

    private static <T> List<T> latest(List<T> all, int most) {
        int kept = Math.min(all.size(), most);
        return List.copyOf(all.subList(all.size() - kept, all.size()));
    }

    /** How many pods that ended are over what is remembered. */
    static int overflow(List<EndedPod> ended) {
        return Math.max(0, ended.size() - MAX_ENDED);
    }

    WorkloadRestarts with(List<OomKill> kills) {
        return new WorkloadRestarts(
                completeUntilMillis, observedMillis, snapshot, totals, kills, events, ended);
    }

    WorkloadRestarts with(List<SeenEvent> seen, List<EndedPod> pods) {
        return new WorkloadRestarts(
                completeUntilMillis, observedMillis, snapshot, totals, oomKills, seen, pods);
    }

    /** Those of one container. */
    List<OomKill> oomKills(String container) {
        return oomKills.stream().filter(kill -> kill.container().equals(container)).toList();
    }

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(completeUntilMillis)
                .number(observedMillis)
                .number(snapshot ? 1 : 0)
                .number(totals.size());
        totals.forEach((container, total) -> to.text(container).number(total));
        to.number(oomKills.size());
        for (OomKill kill : oomKills) {
            to.text(kill.container())
                    .number(kill.at().toEpochMilli())
                    .number(kill.memory().bytes());
        }
        to.number(events.size());
        for (SeenEvent event : events) {
            PodTrack.writeEvent(to, event, List.of());
        }
        to.number(ended.size());
        for (EndedPod pod : ended) {
            to.text(pod.name()).text(pod.uid());
            Stored.instant(to, pod.lostAt());
            to.optionalText(pod.awaits());
        }
        return to.toBytes();
    }

    static WorkloadRestarts of(byte[] stored) {
        StateReader from = new StateReader(stored, stored[0] == FIRST_LAYOUT ? 1 : LAYOUT);
        long completeUntil = from.number();
        long observed = from.number();
        boolean snapshot = from.number() == 1;
        SortedMap<String, Long> totals = new TreeMap<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            totals.put(from.text(), from.number());
        }
        List<OomKill> oomKills = new ArrayList<>();
        int kills = from.count();
        for (int i = 0; i < kills; i++) {
            oomKills.add(
                    new OomKill(
                            from.text(),
                            Instant.ofEpochMilli(from.number()),
                            new Memory(from.number())));
        }
        List<SeenEvent> events = new ArrayList<>();
        List<EndedPod> ended = new ArrayList<>();
        if (stored[0] == LAYOUT) {
            int seen = from.count();
            for (int i = 0; i < seen; i++) {
                events.add(PodTrack.readEvent(from, List.of()));
            }
            int pods = from.count();
            for (int i = 0; i < pods; i++) {
                ended.add(
                        new EndedPod(
                                from.text(),
                                from.text(),
                                Objects.requireNonNull(Stored.instant(from)),
                                from.optionalText()));
            }
        }
        return new WorkloadRestarts(
                completeUntil, observed, snapshot, totals, oomKills, events, ended);
    }
}
