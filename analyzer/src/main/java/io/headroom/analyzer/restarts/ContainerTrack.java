package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.Resources;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerSettings;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.PodFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a container from one fact to the next.
 *
 * @param instanceMark stands for the instance that was seen last; 0 when its id is not known, as
 *     with the other marks
 * @param recordedMark stands for the instance whose end was recorded last
 * @param resets how often the count fell
 * @param imageMark stands for the image that the instance began with
 * @param startError whether it waited since its last end because it could not be made or run
 * @param backedOff whether it waited since its last start because it ends too often
 * @param runs the latest that have ended, oldest first
 */
record ContainerTrack(
        ContainerSight sight,
        int instanceMark,
        int recordedMark,
        int resets,
        int imageMark,
        int requestsMark,
        int bootMark,
        boolean ready,
        boolean startError,
        boolean backedOff,
        List<Run> runs) {
    private static final Duration LONG_RUN = Duration.ofMinutes(10);
    private static final Duration SHORT_RUN = Duration.ofMinutes(1);

    /** So many ends are enough to tell. */
    static final int LOOP = 3;

    /** From a start to an end; the start is that of the fact before when nobody saw it. */
    record Run(long startMillis, long endMillis) {
        Duration length() {
            return Duration.ofMillis(endMillis - startMillis);
        }
    }

    /** As a first fact shows it. */
    static ContainerTrack first(PodFact fact, ContainerFact container) {
        return new ContainerTrack(
                ContainerSight.of(container),
                mark(container.containerId()),
                0,
                0,
                imageMark(container.settings()),
                requestsMark(container.requests()),
                ContainerEnd.bootMark(fact.around()),
                container.ready(),
                startError(container),
                waits(container, "CrashLoopBackOff"),
                List.of());
    }

    /** As a later fact shows it. */
    ContainerTrack seen(PodFact fact, ContainerFact container) {
        int mark = mark(container.containerId());
        boolean next = mark != 0 && mark != instanceMark;
        return new ContainerTrack(
                ContainerSight.of(container),
                mark == 0 ? instanceMark : mark,
                recordedMark,
                container.restartCount() < sight.restartCount() ? resets + 1 : resets,
                next || imageMark == 0 ? imageMark(container.settings()) : imageMark,
                next || requestsMark == 0 ? requestsMark(container.requests()) : requestsMark,
                next || bootMark == 0 ? ContainerEnd.bootMark(fact.around()) : bootMark,
                container.ready(),
                startError(container) || (startError && !next),
                waits(container, "CrashLoopBackOff") || (backedOff && !next),
                runs);
    }

    /** Whether this end is the one that was recorded last: by its instance, or else by its time. */
    boolean recorded(ContainerState.Terminated end) {
        if (end.containerId() != null) {
            return mark(end.containerId()) == recordedMark;
        }
        Instant finished = end.finishedAt();
        return finished != null
                && !runs.isEmpty()
                && runs.getLast().endMillis() == finished.toEpochMilli();
    }

    /** With one more end. */
    ContainerTrack ended(@Nullable String containerId, Run run) {
        List<Run> kept = new ArrayList<>(lasted(run) ? List.of() : runs);
        kept.add(run);
        return new ContainerTrack(
                sight,
                instanceMark,
                containerId == null ? recordedMark : mark(containerId),
                resets,
                imageMark,
                requestsMark,
                bootMark,
                ready,
                startError,
                backedOff,
                List.copyOf(kept.subList(Math.max(0, kept.size() - LOOP), kept.size())));
    }

    /** Stands for a text that is only compared: a container's id alone is 77 bytes. */
    static int mark(@Nullable String text) {
        return text == null ? 0 : text.hashCode();
    }

    /** Whether a run was so long that the kubelet begins to count anew. */
    static boolean lasted(Run run) {
        return run.length().compareTo(LONG_RUN) >= 0;
    }

    /**
     * Whether the latest ends make a crash loop: three within ten minutes, or three runs of less
     * than a minute; two when the kubelet held the last start back. That it waits for this may
     * never be seen, because nodes may cap the pause; and it says nothing after a long run.
     *
     * @param heldBack whether the container was seen to wait before its last start
     */
    boolean looping(boolean heldBack) {
        if (heldBack && runs.size() >= 2) {
            return true;
        }
        if (runs.size() < LOOP) {
            return false;
        }
        Duration all = Duration.ofMillis(runs.getLast().endMillis() - runs.getFirst().endMillis());
        return all.compareTo(LONG_RUN) <= 0
                || runs.stream().allMatch(run -> run.length().compareTo(SHORT_RUN) < 0);
    }

    static int imageMark(@Nullable ContainerSettings settings) {
        return settings == null ? 0 : mark(settings.image());
    }

    static int requestsMark(@Nullable Resources requests) {
        return requests == null || requests.equals(Resources.NONE) ? 0 : requests.hashCode();
    }

    private static boolean startError(ContainerFact container) {
        return waits(container, "RunContainerError") || waits(container, "CreateContainerError");
    }

    private static boolean waits(ContainerFact container, String reason) {
        return container.state() instanceof ContainerState.Waiting waiting
                && reason.equals(waiting.reason());
    }

    /**
     * @param baseMillis a time near its runs that is stored already
     */
    void write(StateWriter to, long baseMillis) {
        sight.write(to);
        to.number(instanceMark)
                .number(recordedMark)
                .number(resets)
                .number(imageMark)
                .number(requestsMark)
                .number(bootMark)
                .number((ready ? 1 : 0) | (startError ? 2 : 0) | (backedOff ? 4 : 0))
                .number(runs.size());
        runs.forEach(run ->
                to.number(run.startMillis() - baseMillis).number(run.endMillis() - baseMillis));
    }

    static ContainerTrack read(StateReader from, long baseMillis) {
        ContainerSight sight = ContainerSight.read(from);
        int instance = from.count();
        int recorded = from.count();
        int resets = from.count();
        int image = from.count();
        int requests = from.count();
        int boot = from.count();
        long flags = from.number();
        List<Run> runs = new ArrayList<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            runs.add(new Run(baseMillis + from.number(), baseMillis + from.number()));
        }
        return new ContainerTrack(
                sight,
                instance,
                recorded,
                resets,
                image,
                requests,
                boot,
                (flags & 1) != 0,
                (flags & 2) != 0,
                (flags & 4) != 0,
                List.copyOf(runs));
    }

    /** As the layout was before more than the sight was kept. */
    static ContainerTrack readFirstLayout(StateReader from) {
        return new ContainerTrack(
                ContainerSight.read(from), 0, 0, 0, 0, 0, 0, false, false, false, List.of());
    }

    /** When an end that nobody saw may have been at the latest. */
    static Run unseen(long afterMillis, Instant observedAt) {
        return new Run(afterMillis, observedAt.toEpochMilli());
    }
}
