package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.Step.How;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The order in which workloads change when there is no room for all of them to roll out at once. A
 * rollout needs room for its surge while it lasts, or for its first new pod beside the old ones
 * that have to stay; a resize in place only for what pods gain.
 *
 * <p>First rollouts are preferred, which change the template too; of those that are let in whoever
 * gives most back goes first, and nothing is taken back. Where that ends with nobody let in, all
 * orders are searched, up to a limit. Whoever takes no more of any line than before goes first
 * there, and no other order needs to be looked at: whatever is let in after others is let in beside
 * less as well.
 */
final class Stages {
    /** How many steps are looked at before a search is given up. */
    private static final int BUDGET = 500_000;

    private final Room room;
    private final List<Change> changes;

    /** Whether any line counts what rollouts make: then it matters how somebody has changed. */
    private final boolean ofRollouts;

    /** The lines that count each workload. */
    private final List<int[]> linesOf = new ArrayList<>();

    /** Who cannot be resized in place. */
    private final BitSet rollsOut = new BitSet();

    /** What the pods of each have by now. */
    private final List<Grant> at = new ArrayList<>();

    /** By whoever gives most back. */
    private final List<Integer> waiting = new ArrayList<>();

    /** What each line counts by then. */
    private final long[] counted;

    private final List<Step> steps = new ArrayList<>();
    private final BitSet state = new BitSet();
    private final Set<BitSet> seen = new HashSet<>();
    private List<Integer> fewest;
    private int left = BUDGET;

    private Stages(Room room, List<Change> changes) {
        this.room = room;
        this.changes = changes;
        this.ofRollouts = room.lines().stream().anyMatch(Rollout::isCountedBy);
        this.counted = new long[room.lines().size()];
        for (int line = 0; line < counted.length; line++) {
            counted[line] = room.lines().get(line).others();
        }
        double[] takes = new double[changes.size()];
        for (int index = 0; index < changes.size(); index++) {
            Change change = changes.get(index);
            linesOf.add(linesOf(index));
            at.add(change.now());
            boolean changing = change.isOne();
            for (int line : linesOf.get(index)) {
                counted[line] += charge(line, index, changing ? null : How.ROLLOUT, at.get(index));
            }
            if (changing) {
                waiting.add(index);
                takes[index] = takes(index);
                rollsOut.set(
                        index,
                        change.now().pods() == 0
                                || change.isNextRun()
                                || !Resize.isAccepted(change.now(), change.inPlace()));
            } else {
                at.set(index, change.then());
            }
        }
        waiting.sort(Comparator.comparingDouble(index -> takes[index]));
        fewest = List.copyOf(waiting);
    }

    /**
     * What was found.
     *
     * @param steps each of which is let in after the ones before it, on every line
     * @param stuck who is left over where there is no such order, or none is found: empty where
     *     there is one
     */
    record Order(List<Step> steps, Set<WorkloadRef> stuck) {
        Order {
            steps = List.copyOf(steps);
            stuck = Set.copyOf(stuck);
        }

        boolean isFound() {
            return stuck.isEmpty();
        }
    }

    /**
     * The steps that lead to all that is to be.
     *
     * @return empty when that is not let in, even without any surge
     */
    static Optional<Order> of(Room room, List<Change> changes) {
        List<Grant> then = changes.stream().map(Change::then).toList();
        if (!room.shortages(then).stream().map(Shortage::line).allMatch(Rollout::isCountedBy)) {
            return Optional.empty();
        }
        Stages preferred = new Stages(room, changes);
        if (preferred.goOn()) {
            return Optional.of(new Order(preferred.steps, Set.of()));
        }
        Stages searched = new Stages(room, changes);
        return Optional.of(
                searched.search()
                        ? new Order(searched.steps, Set.of())
                        : new Order(
                                List.of(),
                                searched.fewest.stream()
                                        .map(index -> changes.get(index).workload())
                                        .collect(Collectors.toCollection(LinkedHashSet::new))));
    }

    /** One step that may be taken. */
    private record Move(int index, How how, Grant after, @Nullable Kind kind) {}

    /** How a step may be taken, the best first. */
    private enum Way {
        WHOLE,
        SLOWLY,
        IN_PLACE,
        CPU_IN_PLACE,
        MEMORY_IN_PLACE
    }

    /** Whether all steps are found without taking any back. */
    private boolean goOn() {
        while (!waiting.isEmpty()) {
            Move move = first(/* takingNothing */ false);
            if (move == null) {
                return false;
            }
            take(move);
        }
        return true;
    }

    private @Nullable Move first(boolean takingNothing) {
        for (Way way : Way.values()) {
            for (int index : waiting) {
                Move move = move(index, way);
                if (move != null && (!takingNothing || takesNothing(move))) {
                    return move;
                }
            }
        }
        return null;
    }

    /** Whether all that wait find an order. */
    private boolean search() {
        Move free = first(/* takingNothing */ true);
        while (free != null) {
            take(free);
            free = first(true);
        }
        if (waiting.isEmpty()) {
            return true;
        }
        if (waiting.size() < fewest.size()) {
            fewest = List.copyOf(waiting);
        }
        if (!seen.add((BitSet) state.clone())) {
            return false;
        }
        Before before = new Before();
        for (Way way : Way.values()) {
            for (int index : before.waiting) {
                Move move = move(index, way);
                if (move != null) {
                    take(move);
                    if (search()) {
                        return true;
                    }
                    before.restore();
                    if (left <= 0) {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    /** What steps that are taken back go back to. */
    private final class Before {
        private final List<Integer> waiting = List.copyOf(Stages.this.waiting);
        private final List<Grant> at = List.copyOf(Stages.this.at);
        private final long[] counted = Stages.this.counted.clone();
        private final BitSet state = (BitSet) Stages.this.state.clone();
        private final int steps = Stages.this.steps.size();

        void restore() {
            Stages.this.waiting.clear();
            Stages.this.waiting.addAll(waiting);
            for (int index = 0; index < at.size(); index++) {
                Stages.this.at.set(index, at.get(index));
            }
            System.arraycopy(counted, 0, Stages.this.counted, 0, counted.length);
            Stages.this.state.clear();
            Stages.this.state.or(state);
            Stages.this.steps.subList(steps, Stages.this.steps.size()).clear();
        }
    }

    private int[] linesOf(int index) {
        List<Integer> lines = new ArrayList<>();
        for (int line = 0; line < room.lines().size(); line++) {
            if (room.counts(line, index)) {
                lines.add(line);
            }
        }
        return lines.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The step, where it may be taken by then; null where it may not. */
    private @Nullable Move move(int index, Way way) {
        left--;
        Change change = changes.get(index);
        Grant from = at.get(index);
        Move move =
                switch (way) {
                    case WHOLE ->
                            new Move(
                                    index,
                                    change.isNextRun() ? How.NEXT_RUN : How.ROLLOUT,
                                    change.then(),
                                    null);
                    case SLOWLY -> new Move(index, How.SLOW_ROLLOUT, change.then(), null);
                    case IN_PLACE -> new Move(index, How.IN_PLACE, change.inPlace(), null);
                    case CPU_IN_PLACE ->
                            new Move(index, How.IN_PLACE, change.with(from, Kind.CPU), Kind.CPU);
                    case MEMORY_IN_PLACE ->
                            new Move(
                                    index,
                                    How.IN_PLACE,
                                    change.with(from, Kind.MEMORY),
                                    Kind.MEMORY);
                };
        return mayBe(move, from) && isLetIn(move, from) ? move : null;
    }

    /** Whether a workload may change like this, whatever the room. */
    private boolean mayBe(Move move, Grant from) {
        Change change = changes.get(move.index());
        return switch (move.how()) {
            case NEXT_RUN, ROLLOUT -> true;
            case SLOW_ROLLOUT -> !change.isNextRun();
            case IN_PLACE ->
                    from.pods() > 0
                            && !change.isNextRun()
                            // what changes in one resource alone is no part of a step
                            && (move.kind() == null
                                    || (!from.given(move.kind())
                                                    .equals(move.after().given(move.kind()))
                                            && Change.isOne(move.after(), change.then())))
                            && Resize.isAccepted(from, move.after());
        };
    }

    private boolean isLetIn(Move move, Grant from) {
        for (int line : linesOf.get(move.index())) {
            QuotaLine of = room.lines().get(line);
            if (Rollout.isCountedBy(of)) {
                if (move.how().isRollout() && !hasRoomForOne(line, move.index())) {
                    return false;
                }
            } else {
                long before = charge(line, move.index(), null, from);
                long most = most(of, move, from);
                if (most > 0 && counted[line] - before + most > of.hard()) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The most that a line counts of it until it is done; nothing where nothing new is asked for.
     */
    private long most(QuotaLine line, Move move, Grant from) {
        Change change = changes.get(move.index());
        Grant after = move.after();
        if (move.how() == How.IN_PLACE) {
            long gained = after.perPod(line.resource()) - from.perPod(line.resource());
            return gained > 0 ? from.pods() * after.perPod(line.resource()) : 0;
        }
        if (after.perPod(line.resource()) == 0 && line.ofVolumes(after) == 0) {
            return 0;
        }
        return switch (move.how()) {
            case ROLLOUT -> change.whileRollingOut(line, from);
            case SLOW_ROLLOUT -> change.whileRollingOutSlowly(line, from);
            default -> line.charge(after);
        };
    }

    /**
     * Whether a line of what rollouts make lets one more in, beside those who can change in no
     * other way.
     */
    private boolean hasRoomForOne(int line, int index) {
        QuotaLine of = room.lines().get(line);
        long own = of.charge(changes.get(index).then());
        if (own == 0) {
            return true;
        }
        long others = 0;
        if (!rollsOut.get(index)) {
            for (int other : waiting) {
                if (rollsOut.get(other) && room.counts(line, other)) {
                    others += of.charge(changes.get(other).then());
                }
            }
        }
        return counted[line] + own + others <= of.hard();
    }

    /**
     * What a line counts of a workload.
     *
     * @param how it has changed; null where it is yet to, or is about to once more
     */
    private long charge(int line, int index, @Nullable How how, Grant grant) {
        QuotaLine of = room.lines().get(line);
        if (Rollout.isCountedBy(of)) {
            return how != null && how.isRollout() ? of.charge(changes.get(index).then()) : 0;
        }
        return how == null ? grant.charge(of.resource()) : of.charge(changes.get(index).then());
    }

    private boolean takesNothing(Move move) {
        Grant from = at.get(move.index());
        for (int line : linesOf.get(move.index())) {
            if (grows(line, move, from) > 0) {
                return false;
            }
        }
        return true;
    }

    private long grows(int line, Move move, Grant from) {
        return charge(line, move.index(), isLast(move) ? move.how() : null, move.after())
                - charge(line, move.index(), null, from);
    }

    /** Whether nothing is left to change of it. */
    private static boolean isLast(Move move) {
        return move.kind() == null;
    }

    private void take(Move move) {
        int index = move.index();
        Grant from = at.get(index);
        for (int line : linesOf.get(index)) {
            counted[line] += grows(line, move, from);
        }
        at.set(index, move.after());
        state.clear(4 * index, 4 * index + 4);
        if (isLast(move)) {
            waiting.remove(/* element */ (Integer) index);
            state.set(4 * index + 2);
            state.set(4 * index + 3, ofRollouts && move.how().isRollout());
        } else {
            state.set(4 * index + (move.kind() == Kind.CPU ? 0 : 1));
        }
        Kind kind = isLast(move) ? rest(move, from) : move.kind();
        steps.add(
                new Step(
                        changes.get(index).workload(),
                        move.how(),
                        kind == null ? null : kind.resourceName()));
    }

    /** What is left to be resized of pods of which one resource is already; null for all others. */
    private @Nullable Kind rest(Move move, Grant from) {
        if (move.how() != How.IN_PLACE || from.equals(changes.get(move.index()).now())) {
            return null;
        }
        return from.cpu().equals(move.after().cpu()) ? Kind.MEMORY : Kind.CPU;
    }

    /** By what share of the scarcest line it would grow; negative for what gives room back. */
    private double takes(int index) {
        Change change = changes.get(index);
        double most = Double.NEGATIVE_INFINITY;
        for (int line : linesOf.get(index)) {
            QuotaLine of = room.lines().get(line);
            if (!Rollout.isCountedBy(of)) {
                double grows =
                        (double) of.charge(change.then()) - change.now().charge(of.resource());
                most = Math.max(most, grows / Math.max(of.hard(), 1));
            }
        }
        return most;
    }
}
