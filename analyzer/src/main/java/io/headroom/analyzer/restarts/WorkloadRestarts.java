package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The restarts of a workload since it was first seen.
 *
 * @param sinceMillis since when it would have been seen: a pod that was made later, and is seen
 *     late, has restarted only since
 * @param observedMillis the time of the latest fact
 * @param totals by container
 * @param oomKills the latest of all containers, oldest first
 * @param events the latest of its owner, oldest first
 * @param ended the pods that ended last, oldest first
 * @param flapping what went back and forth
 */
record WorkloadRestarts(
        long sinceMillis,
        long observedMillis,
        SortedMap<String, Long> totals,
        List<OomKill> oomKills,
        List<SeenEvent> events,
        List<EndedPod> ended,
        Flapping flapping) {
    private static final int FIRST_LAYOUT = 1;

    /** Without the limits of what was killed, and without what flaps. */
    private static final int SECOND_LAYOUT = 2;

    private static final int LAYOUT = 3;

    /** Older ones are forgotten: a crash loop must not grow the state without end. */
    private static final int MAX_OOM_KILLS = 20;

    private static final long NO_LIMIT = -1;
    static final int MAX_EVENTS = 32;
    private static final int MAX_ENDED = 128;

    /**
     * A pod that ended.
     *
     * @param awaits what the pod that takes its place is known by; null when none is awaited
     */
    record EndedPod(String name, String uid, Instant lostAt, @Nullable String awaits) {}

    WorkloadRestarts {
        oomKills = latestKills(oomKills);
        events = latest(events, MAX_EVENTS);
        ended = latest(ended, MAX_ENDED);
    }

    private static <T> List<T> latest(List<T> all, int most) {
        int kept = Math.min(all.size(), most);
        return List.copyOf(all.subList(all.size() - kept, all.size()));
    }

    /**
     * Of one cause the first kill and the latest ones: what a container was killed at first must
     * not be forgotten for how often it was killed since.
     */
    private static List<OomKill> latestKills(List<OomKill> all) {
        if (all.size() <= MAX_OOM_KILLS) {
            return List.copyOf(all);
        }
        List<OomKill> kept = new ArrayList<>(all);
        while (kept.size() > MAX_OOM_KILLS) {
            int repeated = 0;
            for (int i = 1; i < kept.size() - 1 && repeated == 0; i++) {
                OomKill kill = kept.get(i);
                repeated = kept.subList(0, i).stream().anyMatch(kill::sameCause) ? i : 0;
            }
            kept.remove(repeated);
        }
        return List.copyOf(kept);
    }

    /** How many pods that ended are over what is remembered. */
    static int overflow(List<EndedPod> ended) {
        return Math.max(0, ended.size() - MAX_ENDED);
    }

    WorkloadRestarts with(List<OomKill> kills) {
        return new WorkloadRestarts(
                sinceMillis,
                observedMillis,
                totals,
                kills,
                events,
                ended,
                flapping);
    }

    WorkloadRestarts with(Flapping more) {
        return new WorkloadRestarts(
                sinceMillis,
                observedMillis,
                totals,
                oomKills,
                events,
                ended,
                more);
    }

    WorkloadRestarts with(List<SeenEvent> seen, List<EndedPod> pods) {
        return new WorkloadRestarts(
                sinceMillis,
                observedMillis,
                totals,
                oomKills,
                seen,
                pods,
                flapping);
    }

    /** Those of one container. */
    List<OomKill> oomKills(String container) {
        return oomKills.stream().filter(kill -> kill.container().equals(container)).toList();
    }

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(sinceMillis).number(observedMillis).number(0).number(totals.size());
        totals.forEach((container, total) -> to.text(container).number(total));
        to.number(oomKills.size());
        for (OomKill kill : oomKills) {
            to.text(kill.container())
                    .number(kill.at().toEpochMilli())
                    .number(kill.memory().bytes())
                    .number(kill.limit() == null ? NO_LIMIT : kill.limit().bytes());
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
        writeFlapping(to);
        return to.toBytes();
    }

    static WorkloadRestarts of(byte[] stored) {
        int layout = stored[0] == FIRST_LAYOUT || stored[0] == SECOND_LAYOUT ? stored[0] : LAYOUT;
        StateReader from = new StateReader(stored, layout);
        long since = from.number();
        long observed = from.number();
        // whether that was part of a snapshot
        from.number();
        SortedMap<String, Long> totals = new TreeMap<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            totals.put(from.text(), from.number());
        }
        List<OomKill> oomKills = new ArrayList<>();
        int kills = from.count();
        for (int i = 0; i < kills; i++) {
            String container = from.text();
            Instant at = Instant.ofEpochMilli(from.number());
            Memory memory = new Memory(from.number());
            long limit = layout == LAYOUT ? from.number() : NO_LIMIT;
            oomKills.add(
                    new OomKill(
                            container, at, memory, limit == NO_LIMIT ? null : new Memory(limit)));
        }
        List<SeenEvent> events = new ArrayList<>();
        List<EndedPod> ended = new ArrayList<>();
        if (layout != FIRST_LAYOUT) {
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
                since,
                observed,
                totals,
                oomKills,
                events,
                ended,
                layout == LAYOUT ? readFlapping(from) : Flapping.NONE);
    }

    private void writeFlapping(StateWriter to) {
        to.number(flapping.flaps().size());
        for (Flaps flaps : flapping.flaps()) {
            to.optionalText(flaps.container()).text(flaps.kind().label()).number(flaps.count());
            Stored.instant(to, flaps.lastAt());
        }
        Flapping.Rescale rescale = flapping.rescale();
        to.number(rescale == null ? 0 : 1);
        if (rescale != null) {
            to.number(rescale.size()).number(rescale.direction());
            Stored.instant(to, rescale.at());
        }
    }

    private static Flapping readFlapping(StateReader from) {
        List<Flaps> flaps = new ArrayList<>();
        int kinds = from.count();
        for (int i = 0; i < kinds; i++) {
            flaps.add(
                    new Flaps(
                            from.optionalText(),
                            kind(from.text()),
                            from.number(),
                            Objects.requireNonNull(Stored.instant(from))));
        }
        Flapping.Rescale rescale =
                from.number() == 0
                        ? null
                        : new Flapping.Rescale(
                                from.count(),
                                from.count(),
                                Objects.requireNonNull(Stored.instant(from)));
        return new Flapping(flaps, rescale);
    }

    private static Flaps.Kind kind(String label) {
        return Arrays.stream(Flaps.Kind.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "stored state has an unknown kind of flaps: " + label));
    }
}
