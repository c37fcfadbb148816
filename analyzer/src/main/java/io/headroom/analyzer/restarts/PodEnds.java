package io.headroom.analyzer.restarts;

import io.headroom.analyzer.restarts.IncidentState.Member;
import io.headroom.analyzer.restarts.OpenEnd.Progress;
import io.headroom.analyzer.restarts.WorkloadRestarts.EndedPod;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Classification.Evidence;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How pods end, and which others take their place. */
final class PodEnds {
    /** Times of creation are whole seconds. */
    private static final Duration WHOLE_SECOND = Duration.ofSeconds(1);

    private static final Duration CLOCKS_APART = Duration.ofSeconds(2);

    /** A rollout makes the new pod first. */
    private static final Duration SURGE = Duration.ofMinutes(15);

    private static final String REVISION = "revision/";

    private PodEnds() {}

    /** What a fact shows of the pod's own end. */
    static void seen(PodTrack pod, PodFact fact, List<SeenEvent> ofOwner, Account account) {
        boolean ended = fact.phase().equals("Failed") || fact.phase().equals("Succeeded");
        if (pod.given || (pod.end == null && fact.deletionAt() == null && !ended)) {
            return;
        }
        OpenEnd before = pod.end;
        OpenEnd end = before == null ? OpenEnd.begin(fact.observedAt(), lostAt(fact)) : before;
        Surroundings around = fact.around();
        end =
                end.with(
                        Disruption.signals(fact),
                        Disruption.around(fact.pod(), fact.settings(), around, fact.observedAt()),
                        fact.observedAt());
        if (around != null && around.owner() != null) {
            end = end.towards(around.owner().currentRevision());
        }
        if (fact.message() != null) {
            end = noting(end, fact.message());
        }
        take(pod, before, heard(pod, end, ofOwner), account);
    }

    /**
     * The pod is no longer there.
     *
     * @param seenLast when something was told of it before
     */
    static void gone(
            PodTrack pod,
            PodGone gone,
            Instant seenLast,
            List<SeenEvent> ofOwner,
            Account account) {
        if (pod.given) {
            return;
        }
        OpenEnd before = pod.end;
        OpenEnd end =
                before != null
                        ? before
                        : gone.snapshot()
                                ? OpenEnd.missing(seenLast, gone.observedAt())
                                : OpenEnd.begin(gone.observedAt(), gone.observedAt());
        end =
                end.with(
                        EnumSet.of(PodSignal.GONE),
                        Disruption.around(
                                pod.name, pod.settings(), gone.around(), gone.observedAt()),
                        gone.observedAt());
        take(pod, before, heard(pod, end, ofOwner), account);
    }

    /** What an event adds to the end of a pod. */
    static void heard(PodTrack pod, SeenEvent event, Account account) {
        OpenEnd before = pod.end;
        if (before != null) {
            OpenEnd after = before.with(event);
            if (!after.equals(before)) {
                take(pod, before, after, account);
            }
        }
    }

    /** The pod that {@code replacement}, which has become Ready, takes the place of. */
    static Optional<EndedPod> replacedBy(
            PodTrack replacement, Instant createdAt, List<EndedPod> ended) {
        String place = place(replacement);
        String revision = REVISION + replacement.revision;
        return ended.stream()
                .filter(each -> !each.uid().equals(replacement.uid()))
                .filter(each -> {
                    String awaits = each.awaits();
                    if (awaits == null || !(awaits.equals(place) || awaits.equals(revision))) {
                        return false;
                    }
                    Duration early = awaits.startsWith(REVISION) ? SURGE : CLOCKS_APART;
                    return !createdAt.isBefore(each.lostAt().minus(early));
                })
                .min(Comparator.comparing(EndedPod::lostAt).thenComparing(EndedPod::uid));
    }

    static void replaced(PodTrack pod, String by, Instant readyAt, Account account) {
        OpenEnd before = pod.end;
        if (before != null && before.open()) {
            take(pod, before, before.with(Outcome.healed(before.lostAt(), readyAt), by), account);
        }
    }

    /** How the pod is remembered among those of its workload that ended; null when it has not. */
    static @Nullable EndedPod ended(PodTrack pod) {
        OpenEnd end = pod.end;
        if (end == null) {
            return null;
        }
        return new EndedPod(
                pod.name, pod.uid(), end.lostAt(), end.open() ? awaited(pod, end) : null);
    }

    private static OpenEnd heard(PodTrack pod, OpenEnd end, List<SeenEvent> ofOwner) {
        OpenEnd heard = end;
        for (SeenEvent event : pod.events) {
            heard = heard.with(event);
        }
        for (SeenEvent event : ofOwner) {
            if (isAbout(event, pod)) {
                heard = heard.with(event);
            }
        }
        return heard;
    }

    static boolean isAbout(SeenEvent event, PodTrack pod) {
        return event.subject() == null
                || (event.subject().equals(pod.name) && !precedes(event, pod))
                || event.subject().equals(SeenEvent.ofOwner(pod.ownerUid));
    }

    /** Whether it is about an earlier pod of that name, as a StatefulSet makes them. */
    private static boolean precedes(SeenEvent event, PodTrack pod) {
        return pod.createdAt != null && !event.at().isAfter(pod.createdAt.plus(WHOLE_SECOND));
    }

    private static void take(
            PodTrack pod, @Nullable OpenEnd before, OpenEnd seen, Account account) {
        if (seen.equals(before)) {
            return;
        }
        Classification kind = seen.classification();
        OpenEnd end = seen.with(progress(pod, seen, kind.kind()));
        Member member = member(pod, end, kind);
        Progress progress = end.progress();
        if (before != null && progress.incident() != null) {
            account.change(
                    progress.incident(), member(pod, before, before.classification()), member);
        } else if (end.over() || kind.kind() != IncidentClass.MANUAL_DELETE_UNATTRIBUTED) {
            String group = group(pod, end, kind.kind());
            Optional<String> joined =
                    group == null
                            ? Optional.empty()
                            : account.incidents()
                                    .ofGroup(account.workload().key(), group, end.lostAt());
            String incident = joined.orElse(pod.uid());
            if (joined.isPresent()) {
                account.add(incident, member);
            } else {
                account.begin(incident, group, member);
            }
            progress =
                    new Progress(
                            progress.outcome(),
                            progress.replacement(),
                            incident,
                            progress.counted());
        }
        if (end.over() && !progress.counted()) {
            account.tally().disruption(account.workload(), kind);
            progress =
                    new Progress(
                            progress.outcome(), progress.replacement(), progress.incident(), true);
        }
        Duration recovery = progress.outcome().recovery();
        if (recovery != null && (before == null || before.open())) {
            account.tally().healed(kind.kind(), recovery);
        }
        pod.end = end.with(progress);
        account.say(
                new DisruptionRecord(
                        account.workload(),
                        pod.name,
                        pod.uid(),
                        pod.node,
                        end.lostAt(),
                        kind,
                        progress.outcome(),
                        progress.replacement(),
                        progress.incident(),
                        account.asOf(),
                        end.counted()));
    }

    /** Whether anything is to come in the pod's place may change with its class. */
    private static Progress progress(PodTrack pod, OpenEnd end, IncidentClass kind) {
        Progress progress = end.progress();
        boolean done = kind == IncidentClass.POD_DONE && !recreated(pod.workload());
        boolean nothing = OpenEnd.nothingToHeal(kind) || done || bare(pod.workload());
        Outcome outcome = progress.outcome();
        if (nothing && outcome.open()) {
            outcome = new Outcome(Outcome.State.NOTHING_TO_HEAL, end.lostAt(), null);
        } else if (!nothing && outcome.state() == Outcome.State.NOTHING_TO_HEAL) {
            outcome = Outcome.OPEN;
        }
        return new Progress(
                outcome, progress.replacement(), progress.incident(), progress.counted());
    }

    private static Member member(PodTrack pod, OpenEnd end, Classification kind) {
        return new Member(
                kind, end.progress().outcome(), false, end.lostAt(), pod.name, null, 1, null);
    }

    /** What ends of the same cause have in common. */
    private static @Nullable String group(PodTrack pod, OpenEnd end, IncidentClass kind) {
        return switch (kind) {
            case ROLLOUT, ROLLOUT_RESTART ->
                    end.targetRevision() == null ? null : "rollout/" + end.targetRevision();
            case SCALE_DOWN, OWNER_DELETED -> kind.label();
            case EVICT_NODE_PRESSURE,
                    NODE_SHUTDOWN,
                    NODE_FAILURE,
                    NODE_LOST,
                    NODE_REMOVED,
                    TAINT_EVICTION,
                    DRAIN,
                    EVICT_CLUSTER_AUTOSCALER,
                    EVICT_KARPENTER ->
                    pod.node == null ? null : "node/" + pod.node + '/' + kind.label();
            default -> null;
        };
    }

    private static @Nullable String awaited(PodTrack pod, OpenEnd end) {
        IncidentClass kind = end.classification().kind();
        boolean anyPlace = place(pod).startsWith("owner/");
        boolean rollout = kind == IncidentClass.ROLLOUT || kind == IncidentClass.ROLLOUT_RESTART;
        return rollout && anyPlace && end.targetRevision() != null
                ? REVISION + end.targetRevision()
                : place(pod);
    }

    /** What a pod and the one that takes its place have in common. */
    private static String place(PodTrack pod) {
        return switch (pod.workload().kind()) {
            case "StatefulSet" -> "name/" + pod.name;
            case "DaemonSet" -> "node/" + pod.node;
            case "Job", "CronJob" -> "owner/" + pod.ownerUid + '/' + pod.completionIndex;
            default -> "owner/" + pod.ownerUid;
        };
    }

    /** Whether it makes its pods anew even when they have ended well. */
    private static boolean recreated(WorkloadRef workload) {
        return switch (workload.kind()) {
            case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet" -> true;
            default -> false;
        };
    }

    private static boolean bare(WorkloadRef workload) {
        return workload.kind().equals("Pod") && workload.group().isEmpty();
    }

    private static Instant lostAt(PodFact fact) {
        Instant asked = ContainerEnd.deletionAsked(fact);
        if (asked != null) {
            return asked;
        }
        return fact.containers().stream()
                .map(ContainerFact::state)
                .filter(ContainerState.Terminated.class::isInstance)
                .map(state -> ((ContainerState.Terminated) state).finishedAt())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                // not by a node's clock that is ahead
                .filter(finished -> finished.isBefore(fact.observedAt()))
                .orElse(fact.observedAt());
    }

    private static OpenEnd noting(OpenEnd end, String message) {
        OpenEnd noted = end;
        Set<PodSignal> messages =
                EnumSet.of(
                        PodSignal.MESSAGE_NODE_PRESSURE,
                        PodSignal.MESSAGE_STORAGE_LIMIT,
                        PodSignal.MESSAGE_NODE_SHUTDOWN,
                        PodSignal.MESSAGE_CRITICAL_POD);
        for (PodSignal signal : messages) {
            if (end.signals().contains(signal)) {
                noted = noted.noting(new Evidence(signal.label(), null, message));
            }
        }
        return noted;
    }

    /** Puts what is known of a pod that ended in its place among the others. */
    static List<EndedPod> remembering(PodTrack pod, List<EndedPod> before) {
        EndedPod ended = ended(pod);
        if (ended == null || before.contains(ended)) {
            return before;
        }
        List<EndedPod> after = new ArrayList<>(before);
        after.removeIf(each -> each.uid().equals(ended.uid()));
        after.add(ended);
        return after;
    }
}
