package io.headroom.analyzer.restarts;

import io.headroom.analyzer.restarts.ContainerTrack.Run;
import io.headroom.analyzer.restarts.PodTrack.Together;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.PodFact;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one fact shows of a pod's containers, one after the other. Not thread-safe. */
final class ContainerRestarts {
    private static final Duration LOOP = Duration.ofMinutes(10);
    private static final Duration TOGETHER = Duration.ofSeconds(30);

    /** Who is not Ready for so long does not heal by itself, as kubernetes-mixin has it. */
    private static final Duration LONG = Duration.ofMinutes(15);

    /**
     * More restarts at once of which only the number is known share one record: a first sight may
     * show millions.
     */
    private static final int MOST_UNSEEN_RECORDS = 100;

    /** A reason is one word. */
    private static final int MAX_REASON_CHARS = 63;

    private final PodTrack pod;
    private final PodFact fact;
    private final long previousMillis;
    private final Account account;
    private final boolean allTogether;

    /**
     * @param previousMillis the time of the fact before; negative when there was none
     */
    ContainerRestarts(PodTrack pod, PodFact fact, long previousMillis, Account account) {
        this.pod = pod;
        this.fact = fact;
        this.previousMillis = previousMillis;
        this.account = account;
        this.allTogether = ContainerEnd.allTogether(pod, fact);
    }

    /**
     * Records the restarts that a container's count shows.
     *
     * @param track what was known of it; null when nothing was
     * @param counted the count up to which they are recorded
     */
    void seen(ContainerFact container, @Nullable ContainerTrack track, int counted) {
        int count = container.restartCount();
        ContainerTrack next =
                track == null ? ContainerTrack.first(fact, container) : track.seen(fact, container);
        if (track != null && count < counted) {
            account.tally().baselineReset();
        }
        if (track != null && count == counted) {
            flap(container, track);
        }
        if (count > counted) {
            next = restarted(container, track, next, count - counted);
        }
        pod.containers.put(container.name(), next);
    }

    /** What became of the restarts that were open. */
    void outcomes() {
        if (pod.end != null) {
            superseded(pod, account);
            return;
        }
        Instant ready = readySince(fact);
        for (int i = 0; i < pod.restarts.size(); i++) {
            OpenRestart restart = pod.restarts.get(i);
            Outcome healed = pod.mayHeal(restart) ? healed(restart, ready) : null;
            if (healed != null) {
                pod.restarts.set(i, account.change(restart, restart.with(healed)));
            }
        }
        overdue(pod, account);
    }

    /** What has not become Ready for a long time is unhealed until it does. */
    static void overdue(PodTrack pod, Account account) {
        for (int i = 0; i < pod.restarts.size(); i++) {
            OpenRestart restart = pod.restarts.get(i);
            if (restart.open()
                    && !looped(restart)
                    && account.asOf().isAfter(restart.endedAt().plus(LONG))) {
                Outcome unhealed = new Outcome(Outcome.State.UNHEALED, account.asOf(), null);
                pod.restarts.set(i, account.change(restart, restart.with(unhealed)));
            }
        }
    }

    /** The pod has ended: what was open stays as it is. */
    static void superseded(PodTrack pod, Account account) {
        if (pod.end == null) {
            return;
        }
        Outcome superseded = new Outcome(Outcome.State.SUPERSEDED, pod.end.lostAt(), null);
        for (int i = 0; i < pod.restarts.size(); i++) {
            OpenRestart restart = pod.restarts.get(i);
            if (restart.open()) {
                pod.restarts.set(i, account.change(restart, restart.with(superseded)));
            }
        }
    }

    /** What an event adds to what ended; says whether it is about one end and no other. */
    static boolean heard(PodTrack pod, SeenEvent event, Account account) {
        boolean used = false;
        for (int i = 0; i < pod.restarts.size(); i++) {
            OpenRestart restart = pod.restarts.get(i);
            OpenRestart explained = restart.with(event);
            used |= event.subject() != null && !explained.equals(restart);
            pod.restarts.set(i, account.change(restart, explained));
        }
        return used;
    }

    /** Since when the pod is Ready; null when it is not, or is to go. */
    static @Nullable Instant readySince(PodFact fact) {
        if (fact.deletionAt() != null) {
            return null;
        }
        return fact.condition("Ready")
                .filter(condition -> condition.status().equals("True"))
                .map(condition ->
                        condition.lastTransitionAt() == null
                                ? fact.observedAt()
                                : condition.lastTransitionAt())
                .orElse(null);
    }

    private ContainerTrack restarted(
            ContainerFact container,
            @Nullable ContainerTrack known,
            ContainerTrack track,
            int restarts) {
        int count = container.restartCount();
        ContainerState.Terminated end = newEnd(container, known);
        unhealed(container.name(), end == null ? fact.observedAt() : end.finishedAt());
        Run run = run(end, track);
        ContainerTrack next = track;
        int unseen = restarts - 1;
        for (int i = 0; i < Math.min(unseen, ContainerTrack.LOOP) && sightedLately(); i++) {
            next = next.ended(null, ContainerTrack.unseen(previousMillis, fact.observedAt()));
        }
        next = next.ended(end == null ? null : end.containerId(), run);
        boolean loop = next.looping(next.backedOff() || (known != null && known.backedOff()));
        Set<ContainerSignal> signals = ContainerEnd.signals(fact, container, end, known);
        if (allTogether && end != null) {
            signals.add(ContainerSignal.ALL_TOGETHER);
        }
        OpenRestart latest =
                new OpenRestart(
                        record(container, count, 1, end, loop, next.resets()),
                        Instant.ofEpochMilli(run.startMillis()),
                        until(container, end),
                        signals,
                        List.of(),
                        end == null ? null : ContainerEnd.shortage(fact, container));
        for (SeenEvent event : List.copyOf(pod.events)) {
            OpenRestart explained = latest.with(event);
            if (!explained.equals(latest) && event.subject() != null) {
                // it is about this end and no other
                pod.events.remove(event);
            }
            latest = explained;
        }
        String incident = joined(run, latest).orElse(null);
        int each = unseen > MOST_UNSEEN_RECORDS ? unseen : 1;
        for (int reached = count - unseen + each - 1; reached < count; reached += each) {
            incident =
                    unseen(
                            record(container, reached, each, null, loop, next.resets()),
                            latest.endedAt(),
                            incident);
        }
        OpenRestart placed = account.begin(latest, incident);
        OpenRestart forgotten = pod.add(placed);
        if (forgotten != null) {
            account.forget(pod, forgotten);
        }
        String own = placed.record().incident();
        IncidentClass kind = placed.classification().kind();
        if (own != null && shared(kind)) {
            pod.together = new Together(kind, own, placed.endedAt());
        }
        return next;
    }

    /**
     * Records what only the count tells of; says in which incident.
     *
     * @param latest when the end after it was: it was before that
     */
    private @Nullable String unseen(RestartRecord record, Instant latest, @Nullable String joined) {
        OpenRestart unseen =
                new OpenRestart(
                        record,
                        latest,
                        latest,
                        EnumSet.of(ContainerSignal.NOT_LATEST),
                        List.of(),
                        null);
        OpenRestart placed = account.begin(unseen, joined);
        account.change(
                placed, placed.with(new Outcome(Outcome.State.UNHEALED, fact.observedAt(), null)));
        return placed.record().incident();
    }

    /** The end that a status shows, unless it is the one that was recorded already. */
    private static ContainerState.@Nullable Terminated newEnd(
            ContainerFact container, @Nullable ContainerTrack known) {
        if (!(container.lastState() instanceof ContainerState.Terminated end)) {
            return null;
        }
        return known != null && known.recorded(end) ? null : end;
    }

    private Run run(ContainerState.@Nullable Terminated end, ContainerTrack track) {
        Instant finished = end == null ? null : end.finishedAt();
        if (end == null || finished == null) {
            long after = previousMillis < 0 ? fact.createdAt().toEpochMilli() : previousMillis;
            return ContainerTrack.unseen(after, fact.observedAt());
        }
        Instant started = end.startedAt();
        long startMillis =
                started != null && !started.isAfter(finished)
                        ? started.toEpochMilli()
                        : track.runs().isEmpty()
                                ? finished.toEpochMilli()
                                : track.runs().getLast().endMillis();
        return new Run(startMillis, Math.max(startMillis, finished.toEpochMilli()));
    }

    private Instant until(ContainerFact container, ContainerState.@Nullable Terminated end) {
        Instant finished = end == null ? null : end.finishedAt();
        if (finished == null) {
            return fact.observedAt();
        }
        Instant next =
                container.state() instanceof ContainerState.Running running
                        ? running.startedAt()
                        : null;
        return OpenRestart.until(finished, next);
    }

    private boolean sightedLately() {
        return previousMillis >= 0
                && fact.observedAt().toEpochMilli() - previousMillis <= LOOP.toMillis();
    }

    /**
     * The incident that an end goes on with: that of the container's end before, when it is of the
     * same class and the run between was short, or one of the whole pod.
     */
    private Optional<String> joined(Run run, OpenRestart latest) {
        IncidentClass kind = latest.classification().kind();
        Together together = pod.together;
        if (together != null
                && together.kind() == kind
                && Duration.between(together.at(), latest.endedAt()).abs().compareTo(TOGETHER)
                        <= 0) {
            return Optional.of(together.incident());
        }
        String before = incidentBefore(latest.record().container());
        if (before == null || ContainerTrack.lasted(run)) {
            return Optional.empty();
        }
        return account.incidents()
                .find(account.workload().key(), before)
                .filter(state -> state.kind() == kind)
                .map(_ -> before);
    }

    private @Nullable String incidentBefore(String container) {
        for (OpenRestart restart : pod.restarts.reversed()) {
            if (restart.record().container().equals(container)) {
                return restart.record().incident();
            }
        }
        return null;
    }

    private static boolean shared(IncidentClass kind) {
        return kind == IncidentClass.RULE_RESTART_ALL
                || kind == IncidentClass.NODE_REBOOT_OR_SANDBOX_LOSS;
    }

    private void unhealed(String container, @Nullable Instant endedAgain) {
        Outcome unhealed =
                new Outcome(
                        Outcome.State.UNHEALED,
                        endedAgain == null ? fact.observedAt() : endedAgain,
                        null);
        for (int i = 0; i < pod.restarts.size(); i++) {
            OpenRestart restart = pod.restarts.get(i);
            if (restart.open() && restart.record().container().equals(container)) {
                pod.restarts.set(i, account.change(restart, restart.with(unhealed)));
            }
        }
    }

    private @Nullable Outcome healed(OpenRestart restart, @Nullable Instant ready) {
        ContainerFact container =
                fact.containers().stream()
                        .filter(each -> each.name().equals(restart.record().container()))
                        .findFirst()
                        .orElse(null);
        if (ready == null || container == null || (looped(restart) && !lasts(container))) {
            return null;
        }
        Instant ended = restart.record().endedAt();
        if (ended == null) {
            return new Outcome(Outcome.State.HEALED, ready, null);
        }
        if (!ready.isBefore(ended)) {
            return Outcome.healed(ended, ready);
        }
        // it was back before anybody said that the pod was not Ready
        return container.ready()
                        && container.state() instanceof ContainerState.Running running
                        && running.startedAt() != null
                        && !running.startedAt().isBefore(ended)
                ? Outcome.healed(ended, running.startedAt())
                : null;
    }

    private static boolean looped(OpenRestart restart) {
        return Boolean.TRUE.equals(restart.record().crashLoop());
    }

    /** Whether it runs so long that a crash loop is over: Ready it may be between any two ends. */
    private boolean lasts(ContainerFact container) {
        return container.state() instanceof ContainerState.Running running
                && running.startedAt() != null
                && ContainerTrack.lasted(
                        new Run(
                                running.startedAt().toEpochMilli(),
                                fact.observedAt().toEpochMilli()));
    }

    private void flap(ContainerFact container, ContainerTrack track) {
        if (track.ready()
                && !container.ready()
                && container.containerId() != null
                && ContainerTrack.mark(container.containerId()) == track.instanceMark()
                && container.state() instanceof ContainerState.Running) {
            Set<ContainerSignal> seen =
                    ContainerEnd.flap(fact, Instant.ofEpochMilli(previousMillis));
            ContainerTable.TABLE
                    .classify(seen)
                    .ifPresent(verdict -> flapped(container, verdict.result()));
        }
    }

    private void flapped(ContainerFact container, IncidentClass kind) {
        NodeFact node = fact.around() == null ? null : fact.around().node();
        boolean kubelet = kind == IncidentClass.KUBELET_RESTART;
        account.flapped(
                container.name(),
                kubelet ? Flaps.Kind.KUBELET_RESTART : Flaps.Kind.READINESS,
                1,
                fact.observedAt());
        if (kubelet && node != null && node.kubeletStartedAt() != null) {
            account.tally().kubeletRestarted(node.name(), node.kubeletStartedAt());
        }
    }

    private RestartRecord record(
            ContainerFact container,
            int reached,
            int restarts,
            ContainerState.@Nullable Terminated end,
            boolean loop,
            int resets) {
        return new RestartRecord(
                fact.workload(),
                fact.pod(),
                fact.podUid(),
                container.name(),
                container.type(),
                reached,
                end != null,
                end == null ? null : end.containerId(),
                end == null ? null : end.finishedAt(),
                end == null ? null : (Integer) end.exitCode(),
                end == null || end.reason() == null
                        ? null
                        : SeenEvent.cut(end.reason(), MAX_REASON_CHARS),
                fact.observedAt(),
                resets == 0 ? null : (Integer) resets,
                null,
                loop,
                Outcome.OPEN,
                null,
                restarts == 1 ? null : (Integer) restarts);
    }
}
