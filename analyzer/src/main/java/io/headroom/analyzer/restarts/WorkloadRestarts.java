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
 * @param pods how many are kept track of, with those that are gone for less than a day
 * @param totals by container
 * @param oomKills the latest of all containers, oldest first
 * @param events the latest of its owner, oldest first
 * @param ended the pods that ended last, oldest first
 * @param flapping what went back and forth
 */
record WorkloadRestarts(
        long sinceMillis,
        long observedMillis,
        int pods,
        SortedMap<String, Long> totals,
        List<OomKill> oomKills,
        List<SeenEvent> events,
        List<EndedPod> ended,
        Flapping flapping) {
    /** How many bytes of a workload's each container of each pod bears. */
    static final int SHARE = 352;

    private static final int FIRST_LAYOUT = 1;

    /** Without the limits of what was killed, and without what flaps. */
    private static final int SECOND_LAYOUT = 2;

    /** With whole times and labels. */
    private static final int THIRD_LAYOUT = 3;

    /** Without the number of pods. */
    private static final int FOURTH_LAYOUT = 4;

    private static final int LAYOUT = 5;

    /* What is stored is a place in it: new kinds go to the end. */
    private static final List<Flaps.Kind> KINDS = List.of(Flaps.Kind.values());

    /** Older ones are forgotten: a crash loop must not grow the state without end. */
    private static final int MAX_OOM_KILLS = 12;

    /** So many are kept before anything else is. */
    private static final int FEW_OOM_KILLS = 2;

    /** More of them than this go before events do. */
    private static final int SOME_OOM_KILLS = 6;

    private static final long NO_LIMIT = -1;

    /** Stands for the amounts of the kill before. */
    private static final long SAME = -1;

    /** Stands for the subject of an event in what it says. */
    private static final char SUBJECT = '\0';

    static final int MAX_EVENTS = 32;
    private static final int MAX_ENDED = 128;

    /** Its pods, in state of before they were counted: until the next count as many as may be. */
    private static final int UNCOUNTED = MAX_ENDED;

    /**
     * A pod that ended.
     *
     * @param awaits what the pod that takes its place is known by; null when none is awaited
     */
    record EndedPod(String name, String uid, Instant lostAt, @Nullable String awaits) {}

    WorkloadRestarts {
        oomKills = latestKills(oomKills, MAX_OOM_KILLS);
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
    private static List<OomKill> latestKills(List<OomKill> all, int most) {
        if (all.size() <= most) {
            return List.copyOf(all);
        }
        List<OomKill> kept = new ArrayList<>(all);
        while (kept.size() > most) {
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
                sinceMillis, observedMillis, pods, totals, kills, events, ended, flapping);
    }

    WorkloadRestarts with(Flapping more) {
        return new WorkloadRestarts(
                sinceMillis, observedMillis, pods, totals, oomKills, events, ended, more);
    }

    WorkloadRestarts with(List<SeenEvent> seen, List<EndedPod> endedPods) {
        return new WorkloadRestarts(
                sinceMillis, observedMillis, pods, totals, oomKills, seen, endedPods, flapping);
    }

    WorkloadRestarts withPods(int tracked) {
        return new WorkloadRestarts(
                sinceMillis, observedMillis, tracked, totals, oomKills, events, ended, flapping);
    }

    /**
     * As it is at a later time: what happened long before is no longer of use.
     *
     * @param eventsSince events of before explain nothing any more
     * @param podsSince nothing is kept of pods that ended before
     */
    WorkloadRestarts at(long millis, Instant eventsSince, Instant podsSince) {
        return new WorkloadRestarts(
                sinceMillis,
                Math.max(observedMillis, millis),
                pods,
                new TreeMap<>(totals),
                oomKills,
                events.stream().filter(event -> !event.at().isBefore(eventsSince)).toList(),
                ended.stream().filter(pod -> !pod.lostAt().isBefore(podsSince)).toList(),
                flapping);
    }

    /** How many bytes of what is stored each pod bears. */
    static int share(String key, byte[] stored) {
        int pods = UNCOUNTED;
        if (stored[0] == LAYOUT) {
            StateReader from = new StateReader(stored, LAYOUT);
            from.number();
            from.number();
            pods = from.count();
        }
        return (key.length() + stored.length) / Math.max(1, pods);
    }

    /** How many bytes it may take in all. */
    int mostBytes() {
        return SHARE * Math.max(1, pods) * Math.max(1, totals.size());
    }

    /** Without the one thing that is missed the least; this one where nothing can be spared. */
    WorkloadRestarts less() {
        if (oomKills.size() > SOME_OOM_KILLS) {
            return with(latestKills(oomKills, oomKills.size() - 1));
        }
        if (!events.isEmpty()) {
            return with(events.subList(1, events.size()), ended);
        }
        if (!ended.isEmpty()) {
            return with(events, ended.subList(1, ended.size()));
        }
        return oomKills.size() > FEW_OOM_KILLS
                ? with(latestKills(oomKills, oomKills.size() - 1))
                : this;
    }

    /** Those of one container. */
    List<OomKill> oomKills(String container) {
        return oomKills.stream().filter(kill -> kill.container().equals(container)).toList();
    }

    /**
     * @param key the workload's
     */
    byte[] toBytes(String key) {
        String name = name(key);
        Instant base = Instant.ofEpochMilli(observedMillis);
        List<String> containers = List.copyOf(totals.keySet());
        StateWriter to = new StateWriter(LAYOUT);
        to.number(observedMillis).number(sinceMillis).number(pods).number(totals.size());
        totals.forEach((container, total) -> to.text(container).number(total));
        to.number(oomKills.size());
        OomKill before = null;
        for (OomKill kill : oomKills) {
            Stored.name(to, kill.container(), containers);
            Stored.near(to, kill.at(), base);
            if (before != null
                    && kill.memory().equals(before.memory())
                    && Objects.equals(kill.limit(), before.limit())) {
                to.number(SAME);
            } else {
                to.number(kill.memory().bytes())
                        .number(kill.limit() == null ? NO_LIMIT : kill.limit().bytes());
            }
            before = kill;
        }
        to.number(events.size());
        for (SeenEvent event : events) {
            writeEvent(to, event, name, base);
        }
        writeEnded(to, name, base);
        to.number(flapping.flaps().size());
        for (Flaps flaps : flapping.flaps()) {
            Stored.optionalName(to, flaps.container(), containers);
            to.number(KINDS.indexOf(flaps.kind())).number(flaps.count());
            Stored.near(to, flaps.lastAt(), base);
        }
        Flapping.Rescale rescale = flapping.rescale();
        to.number(rescale == null ? 0 : 1);
        if (rescale != null) {
            to.number(rescale.size()).number(rescale.direction());
            Stored.near(to, rescale.at(), base);
        }
        return to.toBytes();
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    private static void writeEvent(StateWriter to, SeenEvent event, String name, Instant base) {
        String subject = event.subject();
        Stored.place(to, event.signal());
        to.number(subject == null ? 0 : 1);
        if (subject != null) {
            Stored.tail(to, subject, name);
        }
        Stored.near(to, event.at(), base);
        Stored.ownersWords(
                to,
                subject == null || event.text().indexOf(SUBJECT) >= 0
                        ? event.text()
                        : event.text().replace(subject, String.valueOf(SUBJECT)));
    }

    private static SeenEvent readEvent(StateReader from, String name, Instant base) {
        Signal signal = Stored.place(from);
        String subject = from.number() == 0 ? null : Stored.tail(from, name);
        Instant at = Objects.requireNonNull(Stored.near(from, base));
        String text = from.layout() == FOURTH_LAYOUT ? from.text() : Stored.ownersWords(from);
        return new SeenEvent(
                signal,
                subject,
                at,
                subject == null ? text : text.replace(String.valueOf(SUBJECT), subject));
    }

    private void writeEnded(StateWriter to, String name, Instant base) {
        // many wait for a pod of the same owner
        List<String> awaited =
                ended.stream().map(EndedPod::awaits).filter(Objects::nonNull).distinct().toList();
        to.number(awaited.size());
        awaited.forEach(to::text);
        to.number(ended.size());
        for (EndedPod pod : ended) {
            Stored.tail(to, pod.name(), name);
            Stored.uid(to, pod.uid());
            Stored.near(to, pod.lostAt(), base);
            to.number(pod.awaits() == null ? 0 : 1 + awaited.indexOf(pod.awaits()));
        }
    }

    private static List<EndedPod> readEnded(StateReader from, String name, Instant base) {
        List<String> awaited = new ArrayList<>();
        int places = from.count();
        for (int i = 0; i < places; i++) {
            awaited.add(from.text());
        }
        List<EndedPod> ended = new ArrayList<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            String pod = Stored.tail(from, name);
            String uid = Objects.requireNonNull(Stored.uid(from));
            Instant lostAt = Objects.requireNonNull(Stored.near(from, base));
            int place = from.count();
            ended.add(new EndedPod(pod, uid, lostAt, place == 0 ? null : awaited.get(place - 1)));
        }
        return ended;
    }

    static WorkloadRestarts of(byte[] stored, String key) {
        if (stored[0] < FOURTH_LAYOUT) {
            return ofEarlierLayout(stored);
        }
        String name = name(key);
        StateReader from = new StateReader(stored, FOURTH_LAYOUT, LAYOUT);
        long observed = from.number();
        long since = from.number();
        int pods = from.layout() == FOURTH_LAYOUT ? UNCOUNTED : from.count();
        Instant base = Instant.ofEpochMilli(observed);
        SortedMap<String, Long> totals = new TreeMap<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            totals.put(from.text(), from.number());
        }
        List<String> containers = List.copyOf(totals.keySet());
        List<OomKill> oomKills = new ArrayList<>();
        int kills = from.count();
        for (int i = 0; i < kills; i++) {
            String container = Stored.name(from, containers);
            Instant at = Objects.requireNonNull(Stored.near(from, base));
            long memory = from.number();
            if (memory == SAME) {
                OomKill before = oomKills.getLast();
                oomKills.add(new OomKill(container, at, before.memory(), before.limit()));
            } else {
                long limit = from.number();
                oomKills.add(
                        new OomKill(
                                container,
                                at,
                                new Memory(memory),
                                limit == NO_LIMIT ? null : new Memory(limit)));
            }
        }
        List<SeenEvent> events = new ArrayList<>();
        int seen = from.count();
        for (int i = 0; i < seen; i++) {
            events.add(readEvent(from, name, base));
        }
        List<EndedPod> ended = readEnded(from, name, base);
        List<Flaps> flaps = new ArrayList<>();
        int kinds = from.count();
        for (int i = 0; i < kinds; i++) {
            flaps.add(
                    new Flaps(
                            Stored.optionalName(from, containers),
                            KINDS.get(from.count()),
                            from.number(),
                            Objects.requireNonNull(Stored.near(from, base))));
        }
        Flapping.Rescale rescale =
                from.number() == 0
                        ? null
                        : new Flapping.Rescale(
                                from.count(),
                                from.count(),
                                Objects.requireNonNull(Stored.near(from, base)));
        return new WorkloadRestarts(
                since,
                observed,
                pods,
                totals,
                oomKills,
                events,
                ended,
                new Flapping(flaps, rescale));
    }

    private static WorkloadRestarts ofEarlierLayout(byte[] stored) {
        int layout =
                stored[0] == FIRST_LAYOUT || stored[0] == SECOND_LAYOUT ? stored[0] : THIRD_LAYOUT;
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
            long limit = layout == THIRD_LAYOUT ? from.number() : NO_LIMIT;
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
            int endedPods = from.count();
            for (int i = 0; i < endedPods; i++) {
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
                UNCOUNTED,
                totals,
                oomKills,
                events,
                ended,
                layout == THIRD_LAYOUT ? readFlapping(from) : Flapping.NONE);
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
