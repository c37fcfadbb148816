package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Step.How;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The order in which workloads change when there is no room for all of them to roll out at once. A
 * rollout needs room for its surge while it lasts; a resize in place only for what pods gain.
 */
final class Stages {
    /** What ends by itself, and is not rolled out. */
    private static final Set<String> RUNS = Set.of("Job.batch", "CronJob.batch");

    private final Room room;
    private final List<Grant> now;
    private final List<Grant> then;
    private final Set<Integer> rolledOut = new HashSet<>();

    /** What each line counts by then. */
    private final long[] counted;

    private Stages(Room room, List<Grant> now, List<Grant> then) {
        this.room = room;
        this.now = now;
        this.then = then;
        this.counted = new long[room.lines().size()];
        for (int line = 0; line < counted.length; line++) {
            counted[line] = room.now(line, now);
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
                ? Optional.of(new Stages(room, now, then).steps())
                : Optional.empty();
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        List<Integer> waiting = new ArrayList<>();
        for (int index = 0; index < now.size(); index++) {
            if (changes(index)) {
                waiting.add(index);
            } else {
                change(index);
            }
        }
        // whoever gives most back goes first
        Map<Integer, Double> takes = new HashMap<>();
        waiting.forEach(index -> takes.put(index, takes(index)));
        waiting.sort(Comparator.comparingDouble(index -> takes.getOrDefault(index, 0.0)));
        while (!waiting.isEmpty()) {
            Step next = next(waiting);
            int index = waiting.removeFirst();
            change(index);
            if (next.how() == How.ROLLOUT) {
                rolledOut.add(index);
            }
            steps.add(next);
        }
        return steps;
    }

    /** The step of the first one that a rollout is let in of; else of the first one in place. */
    private Step next(List<Integer> waiting) {
        WorkloadRef first = then.get(waiting.getFirst()).claim().workload();
        if (RUNS.contains(first.qualifiedKind())) {
            return new Step(first, How.NEXT_RUN);
        }
        for (int at = 0; at < waiting.size(); at++) {
            WorkloadRef workload = then.get(waiting.get(at)).claim().workload();
            if (!RUNS.contains(workload.qualifiedKind()) && rolloutFits(waiting.get(at))) {
                waiting.addFirst(waiting.remove(/* index */ at));
                return new Step(workload, How.ROLLOUT);
            }
        }
        return new Step(first, How.IN_PLACE);
    }

    private void change(int index) {
        for (int line = 0; line < counted.length; line++) {
            if (room.counts(line, index)) {
                QuotaLine of = room.lines().get(line);
                counted[line] += of.charge(then.get(index)) - now.get(index).charge(of.resource());
            }
        }
    }

    private boolean changes(int index) {
        Grant before = now.get(index);
        Grant after = then.get(index);
        if (before.pods() == 0 && after.pods() == 0) {
            return false;
        }
        return !before.cpu().equals(after.cpu()) || !before.memory().equals(after.memory());
    }

    /** By what share of the scarcest line it would grow; negative for what gives room back. */
    private double takes(int index) {
        double most = Double.NEGATIVE_INFINITY;
        for (int line = 0; line < room.lines().size(); line++) {
            QuotaLine of = room.lines().get(line);
            if (room.counts(line, index) && !Rollout.isCountedBy(of)) {
                double grows =
                        (double) of.charge(then.get(index)) - now.get(index).charge(of.resource());
                most = Math.max(most, grows / Math.max(of.hard(), 1));
            }
        }
        return most;
    }

    /**
     * Whether one's rollout is let in beside the others as they are by then: old and new pods may
     * exist in any mixture, and the surge's beside them.
     */
    private boolean rolloutFits(int index) {
        for (int line = 0; line < room.lines().size(); line++) {
            QuotaLine of = room.lines().get(line);
            if (!room.counts(line, index)) {
                continue;
            }
            if (Rollout.isCountedBy(of)) {
                if (!isLetIn(index, line)) {
                    return false;
                }
                continue;
            }
            Grant after = then.get(index);
            long before = now.get(index).charge(of.resource());
            long most =
                    Math.max(before, of.charge(after))
                            + after.claim().surge() * after.perPod(of.resource());
            if (most > 0 && counted[line] - before + most > of.hard()) {
                return false;
            }
        }
        return true;
    }

    /** Whether what a rollout makes is let in beside what those before it have made. */
    private boolean isLetIn(int index, int line) {
        QuotaLine of = room.lines().get(line);
        long own = of.charge(then.get(index));
        long made = own;
        for (int before : rolledOut) {
            if (room.counts(line, before)) {
                made += of.charge(then.get(before));
            }
        }
        return made <= of.hard() - of.others() || own == 0;
    }
}
