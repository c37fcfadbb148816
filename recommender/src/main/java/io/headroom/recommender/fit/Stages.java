package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.Step.How;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The order in which workloads change when there is no room for all of them to roll out at once. A
 * rollout needs room for its surge while it lasts, or for its first new pod beside the old ones
 * that have to stay; a resize in place only for what pods gain. It changes no template, though: so
 * a rollout follows it, beside pods that are as large as its own.
 *
 * <p>First those are taken that need least of people; of those that are let in whoever gives most
 * back goes first, and nothing is taken back. Where that ends with nobody let in, all orders are
 * searched, up to a limit. Whoever takes no more of any line than before goes first there, and no
 * other order needs to be looked at: whatever is let in after others is let in beside less as well.
 */
final class Stages {
    /** How many steps are looked at before a search is given up. */
    static final int BUDGET = 500_000;

    /** What is known of each workload by then is as many bits. */
    private static final int BITS = 7;

    /** By default its controller takes no more of its pods away than one. */
    private static final String STATEFUL_SET = "StatefulSet.apps";

    private static final int CPU = 0;
    private static final int MEMORY = 1;

    /** All of its pods are as its template says. */
    private static final int RENEWED = 2;

    private static final int DONE = 3;

    /** It is done, but for its template. */
    private static final int TEMPLATE_STAYS = 4;

    /** All of its pods are as they are to be, and its template is yet to change. */
    private static final int RESIZED_CPU = 5;

    private static final int RESIZED_MEMORY = 6;

    /** All at once is preferred; in what order CPU and memory change else is searched. */
    private static final List<Manner> MANNERS = manners();

    private final Room room;
    private final List<Change> changes;
    private final BiPredicate<Integer, Grant> refused;

    /** Whether there always has to be room for another pod for one that goes. */
    private final boolean replaceable;

    /** Whether any line counts what rollouts make: then it matters how somebody has changed. */
    private final boolean ofRollouts;

    /** What each line counts of each workload that it counts. */
    private final List<List<Counting>> countings = new ArrayList<>();

    /** Who cannot do with a resize in place. */
    private final BitSet rollsOut = new BitSet();

    /** By whoever gives most back. */
    private final List<Integer> waiting = new ArrayList<>();

    /** What each line counts by then. */
    private final long[] counted;

    /** How many pods of each may be away when one goes after the other. */
    private final int[] unavailable;

    private final List<Step> steps = new ArrayList<>();
    private final BitSet state = new BitSet();
    private final Set<BitSet> seen = new HashSet<>();

    /** Whether pods are let in while only one of two resources has changed. */
    private final Map<Move, Boolean> takenApart = new HashMap<>();

    private List<Integer> fewest;
    private int left;

    private Stages(
            Room room,
            List<Change> changes,
            BiPredicate<Integer, Grant> refused,
            int looks,
            boolean replaceable) {
        this.room = room;
        this.changes = changes;
        this.refused = refused;
        this.left = looks;
        this.replaceable = replaceable;
        this.ofRollouts = room.lines().stream().anyMatch(Rollout::isCountedBy);
        this.counted = new long[room.lines().size()];
        this.unavailable = new int[changes.size()];
        for (int line = 0; line < counted.length; line++) {
            counted[line] = room.lines().get(line).others();
        }
        double[] takes = new double[changes.size()];
        for (int index = 0; index < changes.size(); index++) {
            Change change = changes.get(index);
            countings.add(countings(index));
            if (change.isOne()) {
                waiting.add(index);
                takes[index] = takes(index);
                rollsOut.set(index, !resizes(index, null));
            } else {
                state.set(BITS * index + DONE);
            }
            for (Counting each : countings.get(index)) {
                counted[each.line] += each.counts(this, index);
            }
        }
        waiting.sort(Comparator.comparingDouble(index -> takes[index]));
        fewest = List.copyOf(waiting);
    }

    /**
     * What was found.
     *
     * @param steps each of which is let in after the ones before it, on every line
     * @param stuck who is left over where there is no such order, or none is found, whoever gives
     *     most back first: empty where there is one
     * @param gaveUp whether there may be one all the same, as not all were looked at
     */
    record Order(List<Step> steps, Set<WorkloadRef> stuck, boolean gaveUp) {
        Order {
            steps = List.copyOf(steps);
            stuck = Collections.unmodifiableSet(new LinkedHashSet<>(stuck));
        }

        boolean isFound() {
            return stuck.isEmpty();
        }
    }

    /**
     * The steps that lead to all that is to be.
     *
     * @param refused whether pods of one of the changes are refused, whatever the room
     * @param looks how many there are at most with room for another pod for one that goes, and as
     *     many without
     * @return empty when that is not let in, even without any surge
     */
    static Optional<Order> of(
            Room room, List<Change> changes, BiPredicate<Integer, Grant> refused, int looks) {
        List<Grant> then = changes.stream().map(Change::then).toList();
        if (!room.shortages(then).stream().map(Shortage::line).allMatch(Rollout::isCountedBy)) {
            return Optional.empty();
        }
        boolean gaveUp = false;
        Set<WorkloadRef> stuck = Set.of();
        // pods seldom go just then: rather that than less for good
        for (boolean replaceable : List.of(true, false)) {
            Stages preferred = new Stages(room, changes, refused, looks, replaceable);
            if (preferred.goOn()) {
                return Optional.of(new Order(preferred.steps, Set.of(), false));
            }
            Stages searched = new Stages(room, changes, refused, looks, replaceable);
            if (searched.search()) {
                return Optional.of(new Order(searched.steps, Set.of(), false));
            }
            // whatever the first one would let in the second one does
            gaveUp = searched.left <= 0;
            stuck =
                    searched.fewest.stream()
                            .map(index -> changes.get(index).workload())
                            .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        return Optional.of(new Order(List.of(), stuck, gaveUp));
    }

    /** How a workload may change, the best first. */
    private enum Way {
        /** With all of its surge; whatever else nobody's pods have to wait for. */
        WHOLE,
        SLOWLY,
        /** In place, and at once after that the template, where there is one. */
        RESIZED_WHOLE,
        RESIZED_SLOWLY,
        /** With less pods than there should be for that time. */
        ONE_BY_ONE,
        /** In place alone, where there is no room for what changing the template makes. */
        RESIZED,
        /** In place, and the template when others have made room as well. */
        RESIZED_FIRST;

        boolean resizes() {
            return switch (this) {
                case RESIZED_WHOLE, RESIZED_SLOWLY, RESIZED, RESIZED_FIRST -> true;
                case WHOLE, SLOWLY, ONE_BY_ONE -> false;
            };
        }
    }

    /**
     * One way to change all of a workload, or one resource alone.
     *
     * @param kind null for all that is left to change
     */
    private record Manner(Way way, @Nullable Kind kind) {
        /** Whether nothing is left to change then. */
        boolean isLast() {
            return kind == null && way != Way.RESIZED_FIRST;
        }
    }

    private static List<Manner> manners() {
        List<Manner> manners = new ArrayList<>();
        for (Way way : Way.values()) {
            manners.add(new Manner(way, null));
        }
        for (Kind kind : Kind.values()) {
            for (Way way : Way.values()) {
                manners.add(new Manner(way, kind));
            }
        }
        return List.copyOf(manners);
    }

    private record Move(int index, Manner manner) {}

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
        for (Manner manner : MANNERS) {
            for (int index : waiting) {
                Move move = new Move(index, manner);
                if (isPossible(move) && (!takingNothing || takesNothing(move))) {
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
        for (Manner manner : MANNERS) {
            for (int index : before.waiting) {
                Move move = new Move(index, manner);
                if (isPossible(move)) {
                    take(move);
                    if (search()) {
                        return true;
                    }
                    before.restore();
                }
                if (left <= 0) {
                    return false;
                }
            }
        }
        return false;
    }

    /** What steps that are taken back go back to. */
    private final class Before {
        private final List<Integer> waiting = List.copyOf(Stages.this.waiting);
        private final long[] counted = Stages.this.counted.clone();
        private final BitSet state = (BitSet) Stages.this.state.clone();
        private final int steps = Stages.this.steps.size();

        void restore() {
            Stages.this.waiting.clear();
            Stages.this.waiting.addAll(waiting);
            System.arraycopy(counted, 0, Stages.this.counted, 0, counted.length);
            Stages.this.state.clear();
            Stages.this.state.or(state);
            Stages.this.steps.subList(steps, Stages.this.steps.size()).clear();
        }
    }

    private List<Counting> countings(int index) {
        List<Counting> all = new ArrayList<>();
        for (int line = 0; line < room.lines().size(); line++) {
            if (room.counts(line, index)) {
                all.add(new Counting(line, room.lines().get(line), changes.get(index)));
            }
        }
        return all;
    }

    private boolean is(int index, int bit) {
        return state.get(BITS * index + bit);
    }

    private boolean isDone(int index, Kind kind) {
        return is(index, kind == Kind.CPU ? CPU : MEMORY);
    }

    private boolean isResized(int index, Kind kind) {
        return is(index, resized(kind));
    }

    private static int resized(Kind kind) {
        return kind == Kind.CPU ? RESIZED_CPU : RESIZED_MEMORY;
    }

    /** Whether a workload may be changed like this by then. */
    private boolean isPossible(Move move) {
        left--;
        return mayBe(move) && isLetIn(move);
    }

    /** Whether a workload may change like this, whatever the room. */
    private boolean mayBe(Move move) {
        int index = move.index();
        Change change = changes.get(index);
        Way way = move.manner().way();
        Kind kind = move.manner().kind();
        if (kind != null && !(isOneOfTwo(index, kind) && isTakenApart(move))) {
            return false;
        }
        boolean pods = change.now().count() > 0;
        return switch (change.renewal()) {
            case HELD -> false;
            case NEXT_RUN -> way == Way.WHOLE && kind == null;
            // pods that have no room beside a run are asked for again, and come after it
            case NEXT_RUN_BESIDE -> (way == Way.WHOLE || way == Way.SLOWLY) && kind == null;
            case NONE ->
                    way == Way.ONE_BY_ONE || (way == Way.RESIZED_WHOLE && resizes(index, kind));
            case ON_DELETE ->
                    switch (way) {
                        case WHOLE -> !pods || havePods(index, kind);
                        case RESIZED_WHOLE -> !havePods(index, kind) && resizes(index, kind);
                        case ONE_BY_ONE -> pods;
                        case RESIZED -> kind == null && staysForWantOfRoom(index);
                        case RESIZED_FIRST -> mayBeFirst(index, kind);
                        case SLOWLY, RESIZED_SLOWLY -> false;
                    };
            case ROLLOUT, RECREATE ->
                    switch (way) {
                        case WHOLE -> true;
                        case SLOWLY -> change.renewal() == Renewal.ROLLOUT;
                        case RESIZED_WHOLE -> !havePods(index, kind) && resizes(index, kind);
                        case RESIZED_SLOWLY ->
                                change.renewal() == Renewal.ROLLOUT
                                        && !havePods(index, kind)
                                        && resizes(index, kind);
                        // else a slow rollout is just that
                        case ONE_BY_ONE ->
                                pods
                                        && (change.now().unavailable() == 0
                                                || (change.renewal() == Renewal.ROLLOUT
                                                        && (change.now().missing() > 0
                                                                || change.now().isMixed())));
                        case RESIZED -> kind == null && staysForWantOfRoom(index);
                        case RESIZED_FIRST -> mayBeFirst(index, kind);
                    };
        };
    }

    private boolean mayBeFirst(int index, @Nullable Kind kind) {
        return !is(index, CPU)
                && !is(index, MEMORY)
                && !havePods(index, kind)
                && resizes(index, kind);
    }

    /** Whether it is a part of what is left to change of a workload, and not all of that. */
    private boolean isOneOfTwo(int index, Kind kind) {
        Kind other = other(kind);
        Change change = changes.get(index);
        return !isDone(index, kind)
                && !isDone(index, other)
                && change.isOne(kind)
                && change.isOne(other);
    }

    /**
     * Whether pods are let in that have one resource as it is to be, and the other one as before:
     * those that are made by then, and those that are resized to it.
     */
    private boolean isTakenApart(Move move) {
        return takenApart.computeIfAbsent(
                move,
                _ -> {
                    int index = move.index();
                    Stream<Grant> made = Stream.of(changes.get(index).now().next());
                    Stream<Grant> resized =
                            move.manner().way().resizes()
                                    ? changes.get(index).now().pods().stream()
                                            .map(Standing.Alike::of)
                                    : Stream.empty();
                    return Stream.concat(
                                    move.manner().way() == Way.RESIZED_FIRST
                                            ? Stream.empty()
                                            : made,
                                    resized)
                            .map(pods -> then(index, pods, move.manner().kind()))
                            .noneMatch(pods ->
                                    refused.test(index, pods.with(Math.max(pods.pods(), 1))));
                });
    }

    private static Kind other(Kind kind) {
        return kind == Kind.CPU ? Kind.MEMORY : Kind.CPU;
    }

    /** Whether all pods that are there have by then what they are to have of it, or of all. */
    private boolean havePods(int index, @Nullable Kind only) {
        return pods(index).stream()
                .map(Standing.Alike::of)
                .allMatch(grant -> grant.gives(then(index, grant, only)));
    }

    /** Whether its pods, of which there are any, may be resized in place to that. */
    private boolean resizes(int index, @Nullable Kind only) {
        Change change = changes.get(index);
        return change.now().count() > 0
                && !change.renewal().isNextRun()
                && pods(index).stream()
                        .allMatch(alike -> alike.resizesTo(then(index, alike.of(), only)));
    }

    /** What pods have by then. */
    private List<Standing.Alike> pods(int index) {
        Standing now = changes.get(index).now();
        return is(index, RENEWED)
                ? List.of(Standing.Alike.made(byThen(index, now.next())))
                : now.pods().stream()
                        .filter(alike -> alike.of().pods() > 0)
                        .map(alike -> alike.with(byThen(index, alike.of())))
                        .toList();
    }

    private Grant byThen(int index, Grant pods) {
        Grant grant = pods;
        for (Kind kind : Kind.values()) {
            if (isDone(index, kind) || isResized(index, kind)) {
                grant = then(index, grant, kind);
            }
        }
        return grant;
    }

    private Grant then(int index, Grant pods, @Nullable Kind only) {
        Grant then = changes.get(index).then();
        return only == null ? then.with(pods.pods()) : pods.with(only, then.given(only));
    }

    /** Whether its template has to stay, as a line lets no other rollout in. */
    private boolean staysForWantOfRoom(int index) {
        return resizes(index, null)
                && countings.get(index).stream()
                        .anyMatch(each -> each.isOfRollouts() && !hasRoomForOne(each.line, index));
    }

    /** Of pods of several sizes as many may be away as it takes: the smaller ones may go first. */
    private boolean isLetIn(Move move) {
        Change change = changes.get(move.index());
        Standing now = change.now();
        unavailable[move.index()] = oneByOne(now);
        boolean letIn = hasRoom(move);
        while (!letIn
                && move.manner().way() == Way.ONE_BY_ONE
                && now.isMixed()
                && isByController(change)
                && unavailable[move.index()] < now.count() - 1) {
            unavailable[move.index()]++;
            letIn = hasRoom(move);
        }
        return letIn;
    }

    private boolean hasRoom(Move move) {
        Change change = changes.get(move.index());
        for (Counting each : countings.get(move.index())) {
            if (each.isOfRollouts()) {
                if (changesTemplate(change, move.manner().way())
                        && !hasRoomForOne(each.line, move.index())) {
                    return false;
                }
            } else {
                long before = each.counts(this, move.index());
                long most = each.most(this, move, before);
                if (most > 0 && counted[each.line] - before + most > each.of.hard()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean changesTemplate(Change change, Way way) {
        return change.renewal().replaces() && way != Way.RESIZED && way != Way.RESIZED_FIRST;
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

    /** What one line counts of one workload. */
    private static final class Counting {
        private final int line;
        private final QuotaLine of;
        private final Change change;
        private final Renewal renewal;
        private final @Nullable Kind kind;

        /** Of the pods that are there; of one that is made by the template, and of one then. */
        private final Sizes own;

        private final long next;
        private final long then;

        Counting(int line, QuotaLine of, Change change) {
            this.line = line;
            this.of = of;
            this.change = change;
            this.renewal = change.renewal();
            this.kind = Counted.of(of.resource()).map(Counted::kind).orElse(null);
            this.own = change.now().sizes(of);
            this.next = change.now().next().perPod(of.resource());
            this.then = change.then().perPod(of.resource());
        }

        boolean isOfRollouts() {
            return Rollout.isCountedBy(of);
        }

        /** What it counts by then. */
        long counts(Stages stages, int index) {
            if (isOfRollouts()) {
                return change.isOne() ? rollouts(stages, index) * of.charge(change.then()) : 0;
            }
            if (!stages.is(index, DONE)) {
                Sizes pods = pods(stages, index);
                return Math.addExact(
                        Math.addExact(
                                pods.sum(), replacement(stages, pods, template(stages, index))),
                        stages.is(index, RENEWED) ? of.ofVolumes(change.then()) : 0);
            }
            return stages.is(index, TEMPLATE_STAYS)
                    ? change.now().withOldTemplate(of, change.then())
                    : change.isOne()
                            ? of.charge(change.then())
                            : Math.max(own.sum(), of.charge(change.then()));
        }

        private int rollouts(Stages stages, int index) {
            boolean part =
                    renewal.replaces() && (stages.is(index, CPU) || stages.is(index, MEMORY));
            return (part ? 1 : 0)
                    + (stages.is(index, DONE) && !stages.is(index, TEMPLATE_STAYS) ? 1 : 0);
        }

        /** Where another one comes for one that goes, that is as the template says. */
        private long replacement(Stages stages, Sizes pods, long template) {
            return stages.replaceable && renewal.replaces() ? pods.replacement(template) : 0;
        }

        /** Who has been rolled out in part may have been scaled to its most. */
        private Sizes pods(Stages stages, int index) {
            boolean renewed = stages.is(index, RENEWED);
            int most = renewed ? Math.max(own.pods(), change.then().pods()) : own.pods();
            return kind != null && (stages.isResized(index, kind) || stages.isDone(index, kind))
                    ? Sizes.alike(most, then)
                    : renewed ? Sizes.alike(most, next) : own;
        }

        private long template(Stages stages, int index) {
            return kind != null && stages.isDone(index, kind) ? then : next;
        }

        /**
         * The most that it counts of the workload until it has changed; nothing where nothing new
         * is asked for.
         *
         * @param before what it counts by then
         */
        long most(Stages stages, Move move, long before) {
            Manner manner = move.manner();
            Sizes from = pods(stages, move.index());
            boolean changes = manner.kind() == null || kind == manner.kind();
            long template = template(stages, move.index());
            long to = changes ? then : template;
            long most = 0;
            if (manner.way().resizes() && changes) {
                most = from.whileResized(to);
                from = Sizes.alike(from.pods(), to);
                long between = Math.addExact(from.sum(), replacement(stages, from, template));
                most = between > before ? Math.max(most, between) : most;
            }
            return to > 0 || of.ofVolumes(change.then()) > 0
                    ? Math.max(most, renewed(stages, move, from, to))
                    : most;
        }

        private long renewed(Stages stages, Move move, Sizes from, long to) {
            Manner manner = move.manner();
            int index = move.index();
            int pods = change.then().pods();
            int surge = change.then().claim().surge();
            int unavailable = change.now().unavailable();
            long after = Math.addExact(Math.multiplyExact(pods, to), of.ofVolumes(change.then()));
            return switch (manner.way()) {
                case WHOLE, RESIZED_WHOLE ->
                        switch (renewal) {
                            case ROLLOUT ->
                                    // claims of volumes come with the pods
                                    Math.max(
                                            from.whileRollingOut(to, pods, surge),
                                            Math.addExact(after, surge * to));
                            case NEXT_RUN_BESIDE -> Math.addExact(from.sum(), after);
                            case RECREATE, NEXT_RUN, ON_DELETE, HELD, NONE ->
                                    Math.max(from.sum(), after);
                        };
                case SLOWLY, RESIZED_SLOWLY ->
                        renewal.isNextRun()
                                ? Math.max(from.sum(), after)
                                : Math.max(
                                        from.whileRollingOutSlowly(to, pods, unavailable), after);
                case ONE_BY_ONE ->
                        Math.max(
                                from.whileRollingOutSlowly(
                                        to,
                                        change.now().isHeld() ? from.pods() : pods,
                                        stages.unavailable[index]),
                                after);
                case RESIZED -> change.now().withOldTemplate(of, change.then());
                case RESIZED_FIRST -> 0;
            };
        }
    }

    private boolean takesNothing(Move move) {
        BitSet before = (BitSet) state.clone();
        long[] counts = countsOf(move.index());
        mark(move);
        long[] then = countsOf(move.index());
        state.clear();
        state.or(before);
        for (int at = 0; at < counts.length; at++) {
            if (then[at] > counts[at]) {
                return false;
            }
        }
        return true;
    }

    private long[] countsOf(int index) {
        return countings.get(index).stream().mapToLong(each -> each.counts(this, index)).toArray();
    }

    private void mark(Move move) {
        int bits = BITS * move.index();
        Kind kind = move.manner().kind();
        Way way = move.manner().way();
        Renewal renewal = changes.get(move.index()).renewal();
        if (way == Way.RESIZED_FIRST) {
            for (Kind each : kind == null ? List.of(Kind.values()) : List.of(kind)) {
                state.set(bits + resized(each));
            }
            return;
        }
        if (kind == null) {
            if (!ofRollouts) {
                state.clear(bits, bits + BITS);
            }
            state.set(bits + DONE);
            state.set(bits + TEMPLATE_STAYS, way == Way.RESIZED);
            return;
        }
        state.set(bits + (kind == Kind.CPU ? CPU : MEMORY));
        if (way == Way.ONE_BY_ONE || renewal.rollsOut()) {
            state.set(bits + RENEWED);
            // new pods are as the template says
            state.clear(bits + RESIZED_CPU, bits + BITS);
        }
    }

    private void take(Move move) {
        int index = move.index();
        Kind kind =
                move.manner().kind() != null
                        ? move.manner().kind()
                        : is(index, CPU) ? Kind.MEMORY : is(index, MEMORY) ? Kind.CPU : null;
        long[] before = countsOf(index);
        mark(move);
        List<Counting> all = countings.get(index);
        for (int at = 0; at < before.length; at++) {
            counted[all.get(at).line] += all.get(at).counts(this, index) - before[at];
        }
        if (move.manner().isLast()) {
            waiting.remove(/* element */ (Integer) index);
        }
        Change change = changes.get(index);
        for (How how : steps(change, move.manner().way())) {
            steps.add(
                    new Step(
                            change.workload(),
                            how,
                            kind == null ? null : kind.resourceName(),
                            how == How.ONE_BY_ONE ? (Integer) unavailable[index] : null,
                            replaceable));
        }
    }

    /**
     * How many pods may be away when one goes after the other: those that are missing as well,
     * unless these are asked for only then.
     */
    private static int oneByOne(Standing now) {
        int asItIs = Math.clamp(now.unavailable(), 1, Math.max(now.desired(), 1));
        return asItIs + (now.isHeld() ? 0 : now.missing());
    }

    /** Whether its controller takes as many away as it is told that may be. */
    private static boolean isByController(Change change) {
        return change.renewal().rollsOut()
                && !STATEFUL_SET.equals(change.workload().qualifiedKind());
    }

    private static List<How> steps(Change change, Way way) {
        Renewal renewal = change.renewal();
        List<How> whole =
                switch (renewal) {
                    case ROLLOUT, RECREATE -> List.of(How.ROLLOUT);
                    case ON_DELETE -> List.of(How.TEMPLATE);
                    case NEXT_RUN, NEXT_RUN_BESIDE -> List.of(How.NEXT_RUN);
                    case HELD, NONE -> List.of();
                };
        return switch (way) {
            case WHOLE -> whole;
            case SLOWLY -> renewal.isNextRun() ? whole : List.of(How.SLOW_ROLLOUT);
            case RESIZED_WHOLE -> Stream.concat(Stream.of(How.IN_PLACE), whole.stream()).toList();
            case RESIZED_SLOWLY -> List.of(How.IN_PLACE, How.SLOW_ROLLOUT);
            case ONE_BY_ONE -> List.of(isByController(change) ? How.ONE_BY_ONE : How.BY_DELETION);
            case RESIZED, RESIZED_FIRST -> List.of(How.IN_PLACE);
        };
    }

    /** By what share of the scarcest line it would grow; negative for what gives room back. */
    private double takes(int index) {
        Change change = changes.get(index);
        double most = Double.NEGATIVE_INFINITY;
        for (Counting each : countings.get(index)) {
            if (!each.isOfRollouts()) {
                double grows = (double) each.of.charge(change.then()) - each.own.sum();
                most = Math.max(most, grows / Math.max(each.of.hard(), 1));
            }
        }
        return most;
    }
}
