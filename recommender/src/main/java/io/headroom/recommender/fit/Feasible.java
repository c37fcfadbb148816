package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.search.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is let in of all that is wanted, and how pods get there from what they have: at once,
 * else one after the other, else with less. Nobody gives up anything for the sake of a surge, as
 * long as there is an order that needs none.
 */
final class Feasible {
    /** How many looks an order of less is worth: many are asked for. */
    private static final int LOOKS_AT_LESS = Stages.BUDGET / 100;

    private final List<Claim> claims;
    private final List<Standing> now;
    private final Room room;
    private final BiPredicate<Integer, Grant> refused;

    /** Those that plans can do anything about: who has no room for rollouts resizes in place. */
    private final List<QuotaLine> ofPods;

    /** Whether any search for an order has ended before all were looked at. */
    private boolean gaveUp;

    /**
     * @param claims by workload
     * @param refused whether pods of one of the claims are refused, whatever the room
     */
    Feasible(
            List<Claim> claims,
            List<Standing> now,
            List<QuotaLine> lines,
            BiPredicate<Integer, Grant> refused) {
        this.claims = claims;
        this.now = now;
        this.room = new Room(lines, claims);
        this.refused = refused;
        this.ofPods = lines.stream().filter(line -> !Rollout.isCountedBy(line)).toList();
    }

    /** What is found. */
    sealed interface Found permits Plan, None {}

    /**
     * No plan.
     *
     * @param stuck for whom there is no order of steps, though there is room in the end, whoever
     *     gives most back first; empty where there is none
     * @param gaveUp whether there may be an order all the same, as not all were looked at
     */
    record None(Set<WorkloadRef> stuck, boolean gaveUp) implements Found {
        None {
            stuck = Collections.unmodifiableSet(new LinkedHashSet<>(stuck));
        }
    }

    /**
     * A plan.
     *
     * @param grants what each gets; of its surge what there is room for, at once with all others'
     * @param atOnce whether all may roll out at once
     * @param steps in which order they change else
     * @param kept who keeps what it has, as there is no step for it
     * @param gaveUp whether there may be one all the same, as not all orders were looked at
     * @param proved whether no other plan that is let in gives up less
     */
    record Plan(
            Verdict verdict,
            List<Grant> grants,
            boolean atOnce,
            List<Step> steps,
            Set<WorkloadRef> kept,
            boolean gaveUp,
            boolean proved)
            implements Found {
        Plan {
            grants = List.copyOf(grants);
            steps = List.copyOf(steps);
            kept = Set.copyOf(kept);
        }
    }

    /** The best that there is. */
    Found plan() {
        List<Grant> wanted = claims.stream().map(Grant::wanted).toList();
        if (room.shortages(now, wanted).isEmpty()) {
            return new Plan(Verdict.FITS, wanted, true, List.of(), Set.of(), false, true);
        }
        List<Grant> staying = wanted.stream().map(Grant::staying).toList();
        Optional<Stages.Order> all = order(changes(staying, Set.of()));
        return all.isPresent() && all.get().isFound()
                ? new Plan(
                        Verdict.FITS_IN_STAGES,
                        surging(staying, all.get().steps()),
                        false,
                        all.get().steps(),
                        Set.of(),
                        false,
                        true)
                : withLess(all.map(Stages.Order::stuck).orElse(Set.of()));
    }

    private Optional<Stages.Order> order(List<Change> changes) {
        Optional<Stages.Order> order = Stages.of(room, changes, refused, Stages.BUDGET);
        order.ifPresent(each -> gaveUp |= each.gaveUp());
        return order;
    }

    /**
     * @param withAll for whom there is no order of steps to all that is wanted; empty where there
     *     is no room for that even in the end
     */
    private Found withLess(Set<WorkloadRef> withAll) {
        Set<WorkloadRef> stuck = withAll;
        List<Grant> inTheEnd = claims.stream().map(Grant::wanted).map(Grant::staying).toList();
        if (stuck.isEmpty()) {
            Attempt attempt = new Attempt(Set.of(), Set.of());
            if (attempt.isOver()) {
                return attempt.found(Set.of());
            }
            stuck = attempt.stuck;
            inTheEnd = attempt.staying;
        }
        // room for one rollout after the other may be all that they lack
        for (Set<WorkloadRef> surging :
                new LinkedHashSet<>(
                        List.of(Set.of(largest(stuck)), stuck, Set.copyOf(workloads())))) {
            Attempt attempt = new Attempt(surging, Set.of());
            if (attempt.plan != null) {
                return attempt.plan;
            }
        }
        // else they keep what they have
        Set<WorkloadRef> held = new LinkedHashSet<>(stuck);
        Attempt attempt = new Attempt(Set.of(), held);
        while (!attempt.isOver() && held.addAll(attempt.stuck)) {
            attempt = new Attempt(Set.of(), held);
        }
        Plan kept = attempt.plan;
        return lesser(inTheEnd, stuck)
                .filter(plan -> kept == null || !isLess(unmet(kept), unmet(plan)))
                .<Found>map(plan -> plan)
                .orElseGet(() -> kept == null ? new None(held, gaveUp) : kept);
    }

    /**
     * By class, the highest first: how much of the needs of its workloads a plan leaves unmet, in
     * thousandths of each need.
     */
    private static List<Long> unmet(Plan plan) {
        Map<Integer, Long> unmet = new TreeMap<>(Comparator.reverseOrder());
        for (Grant grant : plan.grants()) {
            Grant given = grant.staying();
            Grant wanted = Grant.wanted(grant.claim()).staying();
            long share = unmet(wanted.pods(), given.pods());
            for (Kind kind : Kind.values()) {
                Counted requests = Counted.of(kind, /* limits */ false);
                share +=
                        unmet(
                                wanted.pods() * wanted.perPod(requests),
                                given.pods() * given.perPod(requests));
            }
            unmet.merge(grant.claim().priority(), share, Long::sum);
        }
        return List.copyOf(unmet.values());
    }

    private static long unmet(long wanted, long given) {
        return given >= wanted
                ? 0
                : (long) Math.ceil((double) (wanted - given) * Offer.NEED / wanted);
    }

    /** Whether less is left unmet of the highest class that tells one from the other. */
    private static boolean isLess(List<Long> one, List<Long> other) {
        return IntStream.range(0, one.size())
                .map(rank -> Long.compare(one.get(rank), other.get(rank)))
                .filter(order -> order != 0)
                .limit(1)
                .anyMatch(order -> order < 0);
    }

    private Optional<Plan> lesser(List<Grant> inTheEnd, Set<WorkloadRef> stuck) {
        return Lesser.of(
                inTheEnd,
                now,
                stuck,
                staying ->
                        IntStream.range(0, staying.size())
                                        .filter(index ->
                                                !staying.get(index).isLike(inTheEnd.get(index)))
                                        .anyMatch(index -> refused.test(index, staying.get(index)))
                                ? new Lesser.Tried(null, Set.of())
                                : tried(staying));
    }

    /** What comes of less than there is room for in the end. */
    private Lesser.Tried tried(List<Grant> staying) {
        List<Grant> full = surging(staying, List.of());
        if (isLetInAtOnce(full)) {
            return new Lesser.Tried(withLess(full, true, List.of(), Set.of(), false), Set.of());
        }
        return Stages.of(room, changes(staying, Set.of()), refused, LOOKS_AT_LESS)
                .map(order ->
                        new Lesser.Tried(
                                order.isFound() ? withLess(staying, order, Set.of(), false) : null,
                                order.stuck()))
                .orElse(new Lesser.Tried(null, Set.of()));
    }

    private boolean isLetInAtOnce(List<Grant> full) {
        return full.stream().allMatch(Feasible::isFull) && room.shortages(now, full).isEmpty();
    }

    private Plan withLess(
            List<Grant> staying, Stages.Order order, Set<WorkloadRef> held, boolean proved) {
        List<Step> steps = order.steps();
        return withLess(surging(staying, steps), false, steps, held, proved);
    }

    private Plan withLess(
            List<Grant> full,
            boolean atOnce,
            List<Step> steps,
            Set<WorkloadRef> held,
            boolean proved) {
        return new Plan(Verdict.FITS_WITH_LESS, full, atOnce, steps, held, gaveUp, proved);
    }

    private List<WorkloadRef> workloads() {
        return claims.stream().map(Claim::workload).toList();
    }

    /** Whose surge needs most of a line. */
    private WorkloadRef largest(Set<WorkloadRef> among) {
        return IntStream.range(0, claims.size())
                .boxed()
                .filter(index -> among.contains(claims.get(index).workload()))
                .max(Comparator.comparingDouble(this::surge))
                .map(index -> claims.get(index).workload())
                .orElseThrow();
    }

    private double surge(int index) {
        Claim claim = claims.get(index);
        Grant wanted = Grant.wanted(claim);
        return IntStream.range(0, room.lines().size())
                .filter(line -> room.counts(line, index))
                .mapToObj(room.lines()::get)
                .mapToDouble(line ->
                        (double) claim.surge()
                                * wanted.perPod(line.resource())
                                / Math.max(line.hard(), 1))
                .max()
                .orElse(0);
    }

    /** One way to give up something. */
    private final class Attempt {
        private @Nullable Plan plan;
        private Set<WorkloadRef> stuck = Set.of();
        private List<Grant> staying = List.of();

        /**
         * @param surging for whose surge others give up something
         * @param held who keeps what it has
         */
        Attempt(Set<WorkloadRef> surging, Set<WorkloadRef> held) {
            List<Claim> asking = new ArrayList<>();
            for (int index = 0; index < claims.size(); index++) {
                Claim claim = claims.get(index);
                Claim sized = held.contains(claim.workload()) ? held(index) : claim;
                asking.add(
                        surging.contains(claim.workload()) ? sized : sized.surging(/* most */ 0));
            }
            Fit.Plan fitted = Fitting.of(asking, ofPods).plan();
            if (fitted == null) {
                return;
            }
            List<Grant> grants = new ArrayList<>();
            for (int index = 0; index < claims.size(); index++) {
                grants.add(fitted.grants().get(index).of(claims.get(index)));
            }
            staying = grants.stream().map(Grant::staying).toList();
            List<Grant> full = surging(staying, List.of());
            boolean proved = fitted.proved() && surging.isEmpty() && held.isEmpty();
            if (isLetInAtOnce(full)) {
                plan = withLess(full, true, List.of(), held, proved);
                return;
            }
            Optional<Stages.Order> order = order(changes(staying, held));
            if (order.isPresent() && order.get().isFound()) {
                plan = withLess(staying, order.get(), held, proved);
            }
            stuck = order.map(Stages.Order::stuck).orElse(Set.of());
        }

        /** Whether there is a plan, or nobody in whose way it is that there is none. */
        boolean isOver() {
            return plan != null || stuck.isEmpty();
        }

        /**
         * @param stuck who found no step before
         */
        Found found(Set<WorkloadRef> stuck) {
            return plan == null ? new None(stuck, gaveUp) : plan;
        }
    }

    private static boolean isFull(Grant grant) {
        return grant.pods() == grant.claim().atOnce();
    }

    /** The same, whose pods keep what they have. */
    private Claim held(int index) {
        Claim claim = claims.get(index);
        Grant has = now.get(index).most();
        List<Want> wants = new ArrayList<>();
        for (int at = 0; at < claim.containers().size(); at++) {
            Want want = claim.containers().get(at);
            wants.add(
                    new Want(
                            want.container(),
                            want.type(),
                            fixed(has, Kind.CPU, at),
                            fixed(has, Kind.MEMORY, at)));
        }
        return claim.wanting(wants);
    }

    private static Amount fixed(Grant has, Kind kind, int container) {
        Amount.Given given = has.given(kind).get(container);
        return Amount.fixed(given.request(), given.limit());
    }

    private List<Change> changes(List<Grant> then, Set<WorkloadRef> held) {
        return IntStream.range(0, then.size())
                .mapToObj(index ->
                        new Change(
                                now.get(index),
                                then.get(index),
                                held.contains(claims.get(index).workload())))
                .toList();
    }

    /**
     * With what there is room for of each one's surge, for the higher PriorityClass first.
     *
     * @param steps of whom none changes the template its next pods count as that says
     */
    private List<Grant> surging(List<Grant> staying, List<Step> steps) {
        Set<WorkloadRef> resized = Step.withoutTemplate(steps);
        List<Grant> surging = new ArrayList<>(staying);
        long[] left = new long[room.lines().size()];
        for (int line = 0; line < left.length; line++) {
            QuotaLine of = room.lines().get(line);
            left[line] =
                    of.hard()
                            - room.sum(
                                    line, index -> charge(of, staying.get(index), index, resized));
        }
        List<Integer> order =
                IntStream.range(0, staying.size())
                        .boxed()
                        .sorted(
                                Comparator.<Integer>comparingInt(
                                                index -> claims.get(index).priority())
                                        .reversed())
                        .collect(Collectors.toList());
        for (int index : order) {
            Grant grant = staying.get(index);
            if (grant.pods() < grant.claim().pods()) {
                continue;
            }
            long most = grant.claim().surge();
            for (int line = 0; line < left.length; line++) {
                long each = perPod(line, index, grant);
                if (each > 0) {
                    most = Math.min(most, Math.max(left[line], 0) / each);
                }
            }
            for (int line = 0; line < left.length; line++) {
                left[line] -= most * perPod(line, index, grant);
            }
            surging.set(index, grant.with(grant.pods() + (int) most));
        }
        return surging;
    }

    /**
     * @param resized who keeps its template when its pods are resized
     */
    private long charge(QuotaLine line, Grant staying, int index, Set<WorkloadRef> resized) {
        Standing has = now.get(index);
        return resized.contains(has.next().claim().workload()) && has.renewal().replaces()
                ? has.withOldTemplate(line, staying)
                : line.charge(staying);
    }

    private long perPod(int line, int index, Grant grant) {
        QuotaLine of = room.lines().get(line);
        return room.counts(line, index) && !Rollout.isCountedBy(of)
                ? grant.perPod(of.resource())
                : 0;
    }
}
