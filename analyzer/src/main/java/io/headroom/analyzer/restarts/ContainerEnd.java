package io.headroom.analyzer.restarts;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.CpuShortage;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerSettings;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.lifecycle.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pod's fact shows of the end of a container's latest instance. */
final class ContainerEnd {
    private static final Duration TOGETHER = Duration.ofSeconds(10);
    private static final int UNKNOWN_EXIT = 255;
    private static final int SIGKILL_EXIT = 137;

    private ContainerEnd() {}

    /**
     * @param before what was known of the container when the instance ran; null when nothing was
     */
    static Set<ContainerSignal> signals(
            PodFact fact,
            ContainerFact container,
            ContainerState.@Nullable Terminated end,
            @Nullable ContainerTrack before) {
        Set<ContainerSignal> seen = EnumSet.noneOf(ContainerSignal.class);
        if (end == null) {
            seen.add(ContainerSignal.END_NOT_SHOWN);
        } else {
            reason(end, seen);
            exitCode(end, container.settings(), seen);
            pod(fact, container, end, seen);
        }
        ContainerSettings settings = container.settings();
        if (settings != null) {
            String policy = settings.restartPolicy();
            if (policy != null && !policy.equals("Always")) {
                seen.add(ContainerSignal.POLICY_NOT_ALWAYS);
            }
            if (settings.resizeRestarts()) {
                seen.add(ContainerSignal.RESIZE_RESTARTS);
            }
        }
        if (container.type() == ContainerType.INIT) {
            seen.add(ContainerSignal.INIT_CONTAINER);
        }
        if (before != null) {
            changes(fact, container, before, seen);
        }
        return seen;
    }

    /** What the latest fact shows of a container whose instance and count stayed. */
    static Set<ContainerSignal> flap(PodFact fact, Instant since) {
        Set<ContainerSignal> seen = EnumSet.of(ContainerSignal.SAME_INSTANCE);
        NodeFact node = fact.around() == null ? null : fact.around().node();
        Instant started = node == null ? null : node.kubeletStartedAt();
        if (started != null && started.isAfter(since)) {
            seen.add(ContainerSignal.KUBELET_STARTED);
        }
        return seen;
    }

    private static void reason(ContainerState.Terminated end, Set<ContainerSignal> seen) {
        switch (end.reason() == null ? "" : end.reason()) {
            case "OOMKilled" -> seen.add(ContainerSignal.REASON_OOM_KILLED);
            case "RestartingAllContainers" -> seen.add(ContainerSignal.REASON_RESTARTING_ALL);
            case "ContainerStatusUnknown" -> seen.add(ContainerSignal.REASON_STATUS_UNKNOWN);
            case "StartError", "ContainerCannotRun" -> seen.add(ContainerSignal.REASON_START_ERROR);
            case "Unknown" -> seen.add(ContainerSignal.END_UNKNOWN);
            default -> {}
        }
    }

    private static void exitCode(
            ContainerState.Terminated end,
            @Nullable ContainerSettings settings,
            Set<ContainerSignal> seen) {
        int code = end.exitCode();
        if (settings != null
                && settings.restartRules().stream().anyMatch(rule -> rule.matches(code))) {
            seen.add(ContainerSignal.EXIT_IN_RESTART_RULES);
        }
        if (code == 0) {
            seen.add(ContainerSignal.EXIT_ZERO);
        } else if (code == UNKNOWN_EXIT) {
            seen.add(ContainerSignal.END_UNKNOWN);
            seen.add(ContainerSignal.EXIT_FAILURE);
        } else if (code >= 129 && code <= 165) {
            seen.add(ContainerSignal.EXIT_SIGNAL);
            if (code == SIGKILL_EXIT) {
                seen.add(ContainerSignal.EXIT_137);
            }
        } else {
            seen.add(ContainerSignal.EXIT_FAILURE);
        }
    }

    private static void pod(
            PodFact fact,
            ContainerFact container,
            ContainerState.Terminated end,
            Set<ContainerSignal> seen) {
        Instant finished = end.finishedAt();
        if (finished == null) {
            return;
        }
        Instant deletion = deletionAsked(fact);
        if (deletion != null && !deletion.isAfter(finished)) {
            seen.add(ContainerSignal.POD_DELETING);
        }
        if (fact.phase().equals("Failed") || fact.phase().equals("Succeeded")) {
            seen.add(ContainerSignal.POD_ENDED);
        }
        fact.condition("AllContainersRestarting")
                .filter(condition -> turnedSince(condition, finished))
                .ifPresent(condition -> {
                    seen.add(ContainerSignal.ALL_RESTARTING);
                    String message = condition.message();
                    if (message != null
                            && message.startsWith(
                                    "Container "
                                            + container.name()
                                            + " exited with code "
                                            + end.exitCode()
                                            + ',')) {
                        seen.add(ContainerSignal.TRIGGERED_ALL_RESTARTING);
                    }
                });
    }

    private static boolean turnedSince(PodFact.Condition condition, Instant finished) {
        Instant turned = condition.lastTransitionAt();
        // whole seconds: both may be of the same one
        return turned != null && !turned.isBefore(finished.minusSeconds(1));
    }

    private static void changes(
            PodFact fact,
            ContainerFact container,
            ContainerTrack before,
            Set<ContainerSignal> seen) {
        if (before.startError()) {
            seen.add(ContainerSignal.WAITED_FOR_START_ERROR);
        }
        if (before.imageMark() != 0
                && before.imageMark() != ContainerTrack.imageMark(container.settings())) {
            seen.add(ContainerSignal.IMAGE_CHANGED);
        }
        if (before.requestsMark() != 0
                && before.requestsMark() != ContainerTrack.requestsMark(container.requests())) {
            seen.add(ContainerSignal.REQUESTS_CHANGED);
        }
        int boot = bootMark(fact.around());
        if (boot != 0 && before.bootMark() != 0 && boot != before.bootMark()) {
            seen.add(ContainerSignal.NODE_REBOOTED);
        }
    }

    /** What it lacked of CPU before its latest end; null where nothing was read, or nothing did. */
    static @Nullable CpuShortage shortage(PodFact fact, ContainerFact container) {
        Surroundings around = fact.around();
        Resources limits = container.limits();
        return around == null
                ? null
                : around.cpuBefore().stream()
                        .filter(span -> span.container().equals(container.name()))
                        .findFirst()
                        .flatMap(span ->
                                CpuShortage.of(
                                        span.cores(),
                                        span.heldBackCores(),
                                        limits == null ? null : limits.cpu()))
                        .orElse(null);
    }

    /** When the pod's deletion was asked for; null when it was not. */
    static @Nullable Instant deletionAsked(PodFact fact) {
        Instant deletion = fact.deletionAt();
        PodSettings settings = fact.settings();
        Long grace = settings == null ? null : settings.deletionGraceSeconds();
        return deletion == null || grace == null ? deletion : deletion.minusSeconds(grace);
    }

    /** Stands for a boot of the node: another one is another number; 0 when it is not known. */
    static int bootMark(@Nullable Surroundings around) {
        NodeFact node = around == null ? null : around.node();
        return node == null ? 0 : ContainerTrack.mark(node.bootId());
    }

    /** Whether all containers, more than one, were seen running before and ended within seconds. */
    static boolean allTogether(PodTrack pod, PodFact fact) {
        int ended = 0;
        Instant first = null;
        for (ContainerFact container : fact.containers()) {
            if (container.type() == ContainerType.EPHEMERAL) {
                continue;
            }
            ContainerTrack track = pod.containers.get(container.name());
            Instant at =
                    container.lastState() instanceof ContainerState.Terminated end
                            ? end.finishedAt()
                            : null;
            if (track == null
                    || at == null
                    || container.restartCount() <= track.sight().restartCount()) {
                return false;
            }
            if (container.type() != ContainerType.INIT) {
                first = first == null ? at : first;
                ended++;
                if (!together(first, at)) {
                    return false;
                }
            }
        }
        return ended > 1 || (ended == 1 && fact.containers().size() > 1);
    }

    private static boolean together(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(TOGETHER) <= 0;
    }
}
