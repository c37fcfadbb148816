package io.headroom.analyzer.restarts;

import io.headroom.analyzer.restarts.IncidentState.Member;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.RestartRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one record of the topic makes known: of each thing the last word. Not thread-safe. */
final class Account {
    private final WorkloadRef workload;
    private final Instant asOf;
    private final Incidents incidents;
    private final RestartTally tally;
    private final List<RestartRecord> restarts = new ArrayList<>();
    private final Map<String, IncidentEntry> said = new LinkedHashMap<>();
    private Flapping flapping = Flapping.NONE;

    Account(WorkloadRef workload, Instant asOf, Incidents incidents, RestartTally tally) {
        this.workload = workload;
        this.asOf = asOf;
        this.incidents = incidents;
        this.tally = tally;
    }

    WorkloadRef workload() {
        return workload;
    }

    Instant asOf() {
        return asOf;
    }

    RestartTally tally() {
        return tally;
    }

    Incidents incidents() {
        return incidents;
    }

    /** From here on what flaps is added to what did before. */
    void flapping(Flapping before) {
        flapping = before;
    }

    Flapping flapping() {
        return flapping;
    }

    /** Something went back and forth, or failed and stayed. */
    void flapped(@Nullable String container, Flaps.Kind kind, long times, Instant at) {
        flapping = flapping.with(container, kind, times, at);
        tally.flapped(workload, container, kind, times);
    }

    /** The restarts that were not known before, as they are known now. */
    List<RestartRecord> restarts() {
        return restarts.stream()
                .map(restart -> (RestartRecord) said.getOrDefault(key(restart), restart))
                .toList();
    }

    List<IncidentEntry> said() {
        return List.copyOf(said.values());
    }

    /** A restart that was not known before, in its incident. */
    OpenRestart begin(OpenRestart restart, @Nullable String joined) {
        String id = joined == null ? restart.record().id() : joined;
        OpenRestart placed = restart.in(id);
        RestartRecord told = placed.told();
        restarts.add(told);
        say(told);
        if (joined == null) {
            begin(id, null, member(placed));
        } else {
            incidents.add(workload, id, member(placed), asOf).ifPresent(this::say);
        }
        return placed;
    }

    void begin(String id, @Nullable String group, Member member) {
        IncidentState state = new IncidentState(group, member);
        state.add(member);
        say(incidents.begin(workload, id, state, asOf));
    }

    void add(String id, Member member) {
        incidents.add(workload, id, member, asOf).ifPresent(this::say);
    }

    /** More is known of a restart. */
    OpenRestart change(OpenRestart before, OpenRestart after) {
        if (before.equals(after)) {
            return before;
        }
        say(after.told());
        change(after.record().incident(), member(before), member(after));
        healed(before.record().outcome(), after);
        return after;
    }

    void change(@Nullable String incident, Member before, Member after) {
        if (incident != null && !before.equals(after)) {
            incidents.change(workload, incident, before, after, asOf).ifPresent(this::say);
        }
    }

    /** Nothing more is to become known of a restart, nor of its incident when it was the last. */
    void forget(PodTrack pod, OpenRestart restart) {
        String incident = restart.record().incident();
        if (incident != null && !pod.keeps(incident)) {
            incidents.forget(workload.key(), incident);
        }
    }

    void say(IncidentEntry entry) {
        // last in line as well: an incident is said after what is new of its records
        said.remove(key(entry));
        said.put(key(entry), entry);
    }

    private void healed(@Nullable Outcome before, OpenRestart after) {
        Outcome outcome = after.record().outcome();
        if (outcome != null
                && outcome.recovery() != null
                && (before == null || before.recovery() == null)) {
            tally.healed(after.classification().kind(), outcome.recovery());
        }
    }

    private static Member member(OpenRestart restart) {
        RestartRecord record = restart.record();
        return new Member(
                restart.classification(),
                record.outcome() == null ? Outcome.OPEN : record.outcome(),
                Boolean.TRUE.equals(record.crashLoop()),
                restart.endedAt(),
                record.pod(),
                record.container(),
                record.counted(),
                restart.shortage());
    }

    private static String key(IncidentEntry entry) {
        String kind =
                switch (entry) {
                    case RestartRecord _ -> "r/";
                    case DisruptionRecord _ -> "d/";
                    case Incident _ -> "i/";
                };
        return kind + entry.id();
    }
}
