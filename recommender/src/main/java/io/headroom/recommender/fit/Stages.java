package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Step.How;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which workloads change when there is no room for all of them to roll out at once. A
 * rollout needs room for its surge while it lasts; a resize in place only for what pods gain.
 */
final class Stages {
    /** What ends by itself, and is not rolled out. */
    private static final Set<String> RUNS = Set.of("Job.batch", "CronJob.batch");

    private final Room room;

    /** What each line counts by then; of a line that counts rollouts, what they have made. */
    private final long[] counted;

    private Stages(Room room) {
        this.room = room;
        this.counted = new long[room.lines().size()];
        for (int line = 0; line < counted.length; line++) {
            counted[line] = room.lines().get(line).others();
        }
    }

    /**
     * The steps, each of which is let in after the ones before it.
     *
     * @param now what each workload's pods have
     * @param then what they are to have, all of them at their most but none of a surge, in the same
     *     order
     * @return empty when what they are to have is not let in, even without any surge
     */
    static Optional<List<Step>> of(Room room, List<Grant> now, List<Grant> then) {
        return room.shortages(then).stream().map(Shortage::line).allMatch(Rollout::isCountedBy)
                ? Optional.of(new Stages(room).steps(now, then))
                : Optional.empty();
    }

    private List<Step> steps(List<Grant> now, List<Grant> then) {
        List<Change> waiting = new ArrayList<>();
        for (int claim = 0; claim < now.size(); claim++) {
            Change change = new Change(claim, now.get(claim), then.get(claim));
            change.count();
            if (changes(now.get(claim), then.get(claim))) {
                waiting.add(change);
            } else {
                change.toThen();
            }
        }
        // whoever gives most back goes first
        waiting.sort(Comparator.comparingDouble(Change::takes));
        List<Step> steps = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Change next = next(waiting);
            steps.add(next.step());
            if (next.isOver()) {
                waiting.remove(next);
            }
        }
        return steps;
    }

    private static boolean changes(Grant before, Grant after) {
        if (before.pods() == 0 && after.pods() == 0) {
            return false;
        }
        return !before.cpu().equals(after.cpu()) || !before.memory().equals(after.memory());
    }

    /**
     * Makes the next step: the first rollout that is let in; else the first change in place that
     * is. Where each waits for what another has on another line, one gives back what it can.
     */
    private static Change next(List<Change> waiting) {
        Change first = waiting.getFirst();
        if (first.runs && first.isLetIn(first.then)) {
            return first.make(How.NEXT_RUN);
        }
        for (Change change : waiting) {
            if (!change.runs && change.rolloutIsLetIn()) {
                return change.make(How.ROLLOUT);
            }
        }
        for (Change change : waiting) {
            if (change.isLetIn(change.then)) {
                return change.make(change.runs ? How.NEXT_RUN : How.IN_PLACE);
            }
        }
        for (Change change : waiting) {
            if (!change.runs && change.canGiveBack()) {
                return change.make(How.GIVES_BACK);
            }
        }
        // runs alone are left: those of now have ended when the next ones come
        return first.make(first.runs ? How.NEXT_RUN : How.IN_PLACE);
    }

    /** One workload's change, on the lines that count it. */
    private final class Change {
        private final WorkloadRef workload;
        private final boolean runs;
        private final int[] lines;

        /** What each of the lines counts of it as it is by then. */
        private final long[] at;

        private final long[] then;

        /** While it rolls out beside what it has then. */
        private final long[] surge;

        private @Nullable Step made;

        Change(int claim, Grant now, Grant after) {
            this.workload = after.claim().workload();
            this.runs = RUNS.contains(workload.qualifiedKind());
            this.lines = room.linesOf(claim);
            this.at = new long[lines.length];
            this.then = new long[lines.length];
            this.surge = new long[lines.length];
            for (int index = 0; index < lines.length; index++) {
                String resource = of(index).resource();
                then[index] = after.charge(resource);
                if (!makes(index)) {
                    at[index] = now.charge(resource);
                    surge[index] = after.claim().surge() * after.perPod(resource);
                }
            }
        }

        private QuotaLine of(int index) {
            return room.lines().get(lines[index]);
        }

        /** Whether the line counts what rollouts make, and no pods. */
        private boolean makes(int index) {
            return Rollout.isCountedBy(of(index));
        }

        void count() {
            for (int index = 0; index < lines.length; index++) {
                counted[lines[index]] += at[index];
            }
        }

        void toThen() {
            change(then);
        }

        private void change(long[] target) {
            for (int index = 0; index < lines.length; index++) {
                if (!makes(index)) {
                    counted[lines[index]] += target[index] - at[index];
                    at[index] = target[index];
                }
            }
        }

        /** By what share of the scarcest line it grows; negative for what gives room back. */
        double takes() {
            double most = Double.NEGATIVE_INFINITY;
            for (int index = 0; index < lines.length; index++) {
                if (!makes(index)) {
                    most =
                            Math.max(
                                    most,
                                    (double) (then[index] - at[index])
                                            / Math.max(of(index).hard(), 1));
                }
            }
            // who is on no line is in nobody's way
            return most == Double.NEGATIVE_INFINITY ? 0 : most;
        }

        /** Whether its pods may change to that in place: admission looks at what they gain. */
        boolean isLetIn(long[] target) {
            for (int index = 0; index < lines.length; index++) {
                long gains = makes(index) ? 0 : target[index] - at[index];
                if (gains > 0 && counted[lines[index]] + gains > of(index).hard()) {
                    return false;
                }
            }
            return true;
        }

        /**
         * Whether its rollout is let in beside the others as they are by then: old and new pods may
         * exist in any mixture, and the surge's beside them.
         */
        boolean rolloutIsLetIn() {
            for (int index = 0; index < lines.length; index++) {
                long beside = counted[lines[index]] - at[index];
                long most = Math.max(at[index], then[index]) + surge[index];
                if (makes(index) && then[index] == 0) {
                    continue;
                }
                if (beside + most > of(index).hard()) {
                    return false;
                }
            }
            return true;
        }

        boolean canGiveBack() {
            for (int index = 0; index < lines.length; index++) {
                if (!makes(index) && then[index] < at[index]) {
                    return true;
                }
            }
            return false;
        }

        Change make(How how) {
            switch (how) {
                case GIVES_BACK -> {
                    long[] least = at.clone();
                    for (int index = 0; index < lines.length; index++) {
                        least[index] = Math.min(at[index], then[index]);
                    }
                    change(least);
                }
                case ROLLOUT -> {
                    change(then);
                    for (int index = 0; index < lines.length; index++) {
                        if (makes(index)) {
                            counted[lines[index]] += then[index];
                        }
                    }
                }
                case IN_PLACE, NEXT_RUN -> change(then);
            }
            made = new Step(workload, how);
            return this;
        }

        /** The one made last. */
        Step step() {
            return Objects.requireNonNull(made);
        }

        boolean isOver() {
            return step().how() != How.GIVES_BACK;
        }
    }
}
