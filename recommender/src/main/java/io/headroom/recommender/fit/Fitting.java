package io.headroom.recommender.fit;

import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.Fit.Plan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Proves that a namespace lets in all that is wanted at once, or finds the best that it does.
 *
 * <p>Best means: first as many pods as are let in at their least; then requests; then limits, which
 * only say what may be borrowed. Each of these for whoever has the higher PriorityClass first, and
 * among equals with the smallest sum of unmet need relative to need, counted in thousandths. Of two
 * that are alike the later by name gives up first.
 */
public final class Fitting {
    /** How finely needs are cut; coarser only where overlapping quotas leave too much to try. */
    private static final List<Integer> STEPS_PER_NEED = List.of(1_000, 100, 20, 5);

    /** With more than that on one line the sums of thousandths would not fit into a long. */
    private static final long MOST = Long.MAX_VALUE / 4_000;

    private final List<Claim> claims;
    private final Room room;
    private final int[] ranks;
    private final int stepsPerNeed;
    private final int budget;
    private boolean proved = true;

    private Fitting(List<Claim> claims, Room room, int stepsPerNeed, int budget) {
        this.claims = claims;
        this.room = room;
        this.ranks = ranks(claims);
        this.stepsPerNeed = stepsPerNeed;
        this.budget = budget;
    }

    /** Fits the claims of one namespace into the lines of all quotas that bind it. */
    public static Fit of(List<Claim> claims, List<QuotaLine> lines) {
        return of(claims, lines, STEPS_PER_NEED, FewestSteps.BUDGET);
    }

    static Fit of(List<Claim> claims, List<QuotaLine> lines, List<Integer> steps, int budget) {
        List<Claim> byName = claims.stream().sorted(Comparator.comparing(Claim::workload)).toList();
        Room room = new Room(lines, byName);
        List<Grant> wanted = byName.stream().map(Grant::wanted).toList();
        List<Shortage> blockedBy = room.shortages(wanted);
        if (blockedBy.isEmpty()) {
            return new Fit(
                    lines, wanted, blockedBy, new Plan(wanted, steps.getFirst(), true), List.of());
        }
        if (blockedBy.stream().anyMatch(Fitting::isTooLarge)) {
            return new Fit(lines, wanted, blockedBy, null, blockedBy);
        }
        for (int stepsPerNeed : steps) {
            try {
                return fit(new Fitting(byName, room, stepsPerNeed, budget), wanted, blockedBy);
            } catch (FewestSteps.TooManyException e) {
                // coarser steps are fewer
            }
        }
        return fit(new Fitting(byName, room, steps.getLast(), 0), wanted, blockedBy);
    }

    /** Of volumes as many bytes are common, and are not cut. */
    private static boolean isTooLarge(Shortage shortage) {
        return shortage.needed() > MOST && Counted.of(shortage.line().resource()).isPresent();
    }

    private static Fit fit(Fitting fitting, List<Grant> wanted, List<Shortage> blockedBy) {
        List<QuotaLine> lines = fitting.room.lines();
        int[] pods = fitting.pods();
        if (pods.length == 0 && !wanted.isEmpty()) {
            return new Fit(
                    lines,
                    wanted,
                    blockedBy,
                    null,
                    fitting.room.shortages(
                            fitting.claims.stream()
                                    .map(claim -> Grant.least(claim).with(claim.fewest()))
                                    .toList()));
        }
        List<Grant> grants = new ArrayList<>();
        for (int claim = 0; claim < pods.length; claim++) {
            grants.add(wanted.get(claim).with(pods[claim]));
        }
        for (Kind kind : Kind.values()) {
            fitting.cutRequests(grants, kind);
            fitting.cutLimits(grants, kind);
        }
        List<Shortage> left = fitting.room.shortages(grants);
        if (!left.isEmpty()) {
            return new Fit(lines, wanted, blockedBy, null, left);
        }
        return new Fit(
                lines,
                wanted,
                blockedBy,
                new Plan(grants, fitting.stepsPerNeed, fitting.proved),
                List.of());
    }

    /** The rank of each claim, 0 for the highest PriorityClass. */
    private static int[] ranks(List<Claim> claims) {
        TreeMap<Integer, Integer> ranks = new TreeMap<>(Comparator.reverseOrder());
        claims.forEach(claim -> ranks.put(claim.priority(), 0));
        int rank = 0;
        for (var each : ranks.entrySet()) {
            each.setValue(rank++);
        }
        return claims.stream().mapToInt(claim -> ranks.get(claim.priority())).toArray();
    }

    /** How many pods each may have when all are at their least; none when nothing fits. */
    private int[] pods() {
        List<Grant> least = claims.stream().map(Grant::least).toList();
        List<Integer> scarce =
                IntStream.range(0, room.lines().size())
                        .filter(line -> room.counts(line, least) && room.missing(line, least) > 0)
                        .boxed()
                        .toList();
        int[] all = claims.stream().mapToInt(Claim::atOnce).toArray();
        if (scarce.isEmpty()) {
            return all;
        }
        List<FewestPods.Item> items = new ArrayList<>();
        for (int index = 0; index < claims.size(); index++) {
            Grant grant = least.get(index);
            int claim = index;
            items.add(
                    new FewestPods.Item(
                            ranks[index],
                            Math.max(grant.pods(), 1),
                            grant.pods() - grant.claim().fewest(),
                            scarce.stream().map(line -> frees(line, claim, grant)).toList()));
        }
        Optional<FewestPods.Choice> choice =
                FewestPods.of(
                        items,
                        scarce.stream().mapToLong(line -> room.missing(line, least)).toArray(),
                        FewestPods.BUDGET);
        if (choice.isEmpty()) {
            return new int[0];
        }
        proved &= choice.get().proved();
        List<Integer> without = choice.get().pods();
        return IntStream.range(0, all.length)
                .map(index -> all[index] - without.get(index))
                .toArray();
    }

    /** What a line counts less of a claim with one pod less, with two, down to its fewest. */
    private List<Long> frees(int line, int claim, Grant all) {
        QuotaLine of = room.lines().get(line);
        boolean counted = room.counts(line, claim);
        long each = all.perPod(of.resource());
        long volumes = of.ofVolumes(all);
        return IntStream.rangeClosed(1, all.pods() - all.claim().fewest())
                .mapToObj(without ->
                        counted
                                ? without * each
                                        + volumes
                                        - of.ofVolumes(all.with(all.pods() - without))
                                : 0L)
                .toList();
    }

    /** Cuts requests so that they fit, beside limits that are as low as such requests allow. */
    private void cutRequests(List<Grant> grants, Kind kind) {
        List<Grant> low = new ArrayList<>();
        for (Grant grant : grants) {
            low.add(grant.with(kind, requests(grant, kind, 0, 1)));
        }
        Cut cut = new Cut(kind, false, low);
        for (int index = 0; index < grants.size(); index++) {
            Grant grant = grants.get(index);
            Grant leastOf = grant.with(kind, requests(grant, kind, 1, 1));
            cut.add(low.get(index), leastOf);
        }
        int[] steps = cut.solve();
        for (int index = 0; index < grants.size(); index++) {
            Grant grant = grants.get(index);
            long way =
                    grant.claim().containers().stream()
                            .map(kind::of)
                            .mapToLong(amount -> amount.request() - amount.least())
                            .sum();
            grants.set(
                    index,
                    cut.reach(
                            index,
                            steps[index],
                            way,
                            part -> grant.with(kind, requests(grant, kind, part, way))));
        }
    }

    /** Gives back to limits what is left, as far as there is enough. */
    private void cutLimits(List<Grant> grants, Kind kind) {
        List<Grant> most = new ArrayList<>();
        for (Grant grant : grants) {
            List<Given> given = new ArrayList<>();
            List<Given> now = grant.given(kind);
            for (int at = 0; at < now.size(); at++) {
                Amount amount = kind.of(grant.claim().containers().get(at));
                given.add(
                        new Given(
                                now.get(at).request(), amount.mostOfLimit(now.get(at).request())));
            }
            most.add(grant.with(kind, withinRatio(grant, kind, given)));
        }
        Cut cut = new Cut(kind, true, most);
        for (int index = 0; index < grants.size(); index++) {
            cut.add(most.get(index), grants.get(index));
        }
        int[] steps = cut.solve();
        for (int index = 0; index < grants.size(); index++) {
            List<Given> highest = most.get(index).given(kind);
            List<Given> lowest = grants.get(index).given(kind);
            long way = 0;
            for (int at = 0; at < highest.size(); at++) {
                way += highest.get(at).limit() - lowest.get(at).limit();
            }
            long whole = way;
            Grant grant = grants.get(index);
            grants.set(
                    index,
                    cut.reach(
                            index,
                            steps[index],
                            whole,
                            part -> grant.with(kind, limits(highest, lowest, part, whole))));
        }
    }

    /** No more of the limits than their ratio to the requests lets in, where those were cut. */
    private static List<Given> withinRatio(Grant lowest, Kind kind, List<Given> highest) {
        Claim claim = lowest.claim();
        List<Given> low = lowest.given(kind);
        if (highest.equals(Grant.wanted(claim).given(kind)) || claim.isWithinRatio(kind, highest)) {
            return highest;
        }
        long way = 0;
        for (int at = 0; at < low.size(); at++) {
            way += highest.get(at).limit() - low.get(at).limit();
        }
        long cut = 0;
        long most = way;
        while (cut < most) {
            long middle = (cut + most) >>> 1;
            if (claim.isWithinRatio(kind, limits(highest, low, middle, way))) {
                most = middle;
            } else {
                cut = middle + 1;
            }
        }
        return limits(highest, low, cut, way);
    }

    private static List<Given> limits(List<Given> highest, List<Given> lowest, long cut, long of) {
        List<Given> given = new ArrayList<>();
        for (int at = 0; at < highest.size(); at++) {
            Given most = highest.get(at);
            given.add(
                    new Given(most.request(), part(most.limit(), lowest.get(at).limit(), cut, of)));
        }
        return given;
    }

    /** What is left of a need after so many steps, in whole units. */
    private long granted(long wanted, int steps) {
        return Math.floorDiv(
                Math.multiplyExact(wanted, (long) Math.max(stepsPerNeed - steps, 0)), stepsPerNeed);
    }

    /** Each container's request on the straight line to its least; beside it its lowest limit. */
    private static List<Given> requests(Grant grant, Kind kind, long cut, long of) {
        return grant.claim().containers().stream()
                .map(kind::of)
                .map(amount -> {
                    long request = part(amount.request(), amount.least(), cut, of);
                    return new Given(request, amount.leastOfLimit(request));
                })
                .toList();
    }

    /** {@code from}, so much of the way to {@code to}, rounded towards that. */
    private static long part(long from, long to, long cut, long of) {
        if (cut <= 0 || from == to) {
            return from;
        }
        if (cut >= of) {
            return to;
        }
        long way = from - to;
        long high = Math.multiplyHigh(way, cut);
        long product = way * cut;
        long share =
                high == 0 && product >= 0 ? Math.ceilDiv(product, of) : Exact.ceilDiv(way, cut, of);
        return Math.max(from - share, to);
    }

    /** One resource's steps for all claims. */
    private final class Cut {
        private final Kind kind;
        private final boolean limits;
        private final List<Integer> lines = new ArrayList<>();
        private final long[] missing;
        private final List<FewestSteps.Item> items = new ArrayList<>();
        private final List<long[]> bounds = new ArrayList<>();

        Cut(Kind kind, boolean limits, List<Grant> before) {
            this.kind = kind;
            this.limits = limits;
            for (int line = 0; line < room.lines().size(); line++) {
                Counted counted = Counted.of(room.lines().get(line).resource()).orElse(null);
                if (counted != null
                        && counted.kind() == kind
                        && (counted.limits() || !limits)
                        && room.missing(line, before) > 0) {
                    lines.add(line);
                }
            }
            this.missing =
                    lines.stream().mapToLong(line -> scaled(room.missing(line, before))).toArray();
        }

        private long scaled(long amount) {
            return Math.multiplyExact(amount, (long) stepsPerNeed);
        }

        /**
         * The claim after so many steps: no further on the straight line from all to the least than
         * its pod has to go. An init container may count for more than all that run after it, so
         * that the pod comes down later than they do.
         *
         * @param way the whole of that line, over all containers
         * @param at what it is given there
         */
        Grant reach(int index, int steps, long way, LongFunction<Grant> at) {
            long wanted = bounds.get(index)[0];
            long between = wanted - bounds.get(index)[1];
            long cut = Math.min(wanted - granted(wanted, steps), between);
            if (way == between || cut == 0) {
                return at.apply(cut);
            }
            long low = 0;
            long high = way;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (at.apply(middle).perPod(Counted.of(kind, limits)) <= wanted - cut) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return at.apply(low);
        }

        /** The next claim, between these. */
        void add(Grant most, Grant least) {
            int claim = items.size();
            Counted own = Counted.of(kind, limits);
            long wanted = most.perPod(own);
            long lowest = least.perPod(own);
            bounds.add(new long[] {wanted, lowest});
            long between = wanted - lowest;
            long counting = 0;
            for (int at = 0; at < lines.size(); at++) {
                int line = lines.get(at);
                Counted counted = Counted.of(room.lines().get(line).resource()).orElseThrow();
                if (room.counts(line, claim)
                        && most.perPod(counted) - least.perPod(counted) >= between) {
                    counting |= 1L << at;
                }
            }
            int steps = wanted == 0 ? 0 : (int) (scaled(between) / wanted);
            items.add(
                    new FewestSteps.Item(
                            ranks[claim],
                            most.pods() == 0 ? 0 : counting,
                            most.pods() * wanted,
                            steps,
                            most.pods() * (scaled(between) - steps * wanted)));
        }

        /** The steps of each claim; all that there are where even those are not enough. */
        int[] solve() {
            if (lines.isEmpty()) {
                return new int[items.size()];
            }
            if (budget > 0) {
                return FewestSteps.of(items, missing, budget).orElseGet(this::all);
            }
            proved = false;
            return inTurn();
        }

        private int[] all() {
            return items.stream().mapToInt(FewestSteps.Item::most).toArray();
        }

        /** Everybody gives all that is asked for, from the lowest rank on, until it is enough. */
        private int[] inTurn() {
            int[] steps = new int[items.size()];
            long[] left = missing.clone();
            List<Integer> turns =
                    IntStream.range(0, steps.length)
                            .boxed()
                            .sorted(
                                    Comparator.comparingInt(
                                                    (Integer index) -> items.get(index).rank())
                                            .thenComparingLong(index -> items.get(index).frees())
                                            .reversed())
                            .toList();
            for (int turn : turns) {
                FewestSteps.Item item = items.get(turn);
                for (int line = 0; line < left.length; line++) {
                    if ((item.lines() >>> line & 1) != 0 && left[line] > 0 && item.frees() > 0) {
                        long wanted = Math.ceilDiv(left[line], item.frees());
                        steps[turn] = (int) Math.max(steps[turn], Math.min(wanted, item.most()));
                    }
                }
                for (int line = 0; line < left.length; line++) {
                    if ((item.lines() >>> line & 1) != 0) {
                        left[line] -= item.freed(steps[turn]);
                    }
                }
            }
            return steps;
        }
    }

    /** Products that do not fit into a long. */
    private static final class Exact {
        private Exact() {}

        static long ceilDiv(long one, long other, long by) {
            var divided =
                    BigInteger.valueOf(one)
                            .multiply(BigInteger.valueOf(other))
                            .divideAndRemainder(BigInteger.valueOf(by));
            return divided[0].longValueExact() + divided[1].signum();
        }
    }
}
