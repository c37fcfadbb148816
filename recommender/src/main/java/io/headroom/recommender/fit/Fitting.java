package io.headroom.recommender.fit;

import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.Fit.Plan;
import io.headroom.recommender.fit.search.Offer;
import io.headroom.recommender.fit.search.RankByRank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Proves that a namespace lets in all that is wanted at once, or finds the best that it does.
 *
 * <p>Every workload keeps its fewest pods and the least that they request. Of what is left beside
 * that the highest PriorityClass gets all it can, then the next, and so on; within a class the sum
 * of unmet need relative to need is smallest. A workload has three needs: the pods that it wants
 * (its rollout's surge included), the CPU that the containers of all of them request, and the
 * memory that they do. Each unmet need counts as a share of itself, in begun thousandths, and the
 * three add up: a pod that is not there lacks its CPU and its memory as well. What is as good for a
 * class is decided by what is best for the next; then pods are kept rather than requests, and of
 * two that are alike the later by name gives up first.
 *
 * <p>Limits are no need: they say what may be borrowed beside what is requested. They get what
 * requests leave, again by PriorityClass.
 */
public final class Fitting {
    /** How finely needs are cut; coarser only where overlapping quotas leave too much to try. */
    private static final List<Integer> STEPS_PER_NEED = List.of(1_000, 100, 20, 5);

    /** With more than that on one line the sums of thousandths would not fit into a long. */
    private static final long MOST = Long.MAX_VALUE / 4_000;

    private final List<Claim> claims;
    private final Room room;
    private final List<Integer> ranks;
    private final List<Integer> steps;
    private final long budget;
    private int coarsest;
    private boolean proved = true;

    private Fitting(List<Claim> claims, Room room, List<Integer> steps, long budget) {
        this.claims = claims;
        this.room = room;
        this.ranks = ranks(claims);
        this.steps = steps;
        this.budget = budget;
        this.coarsest = steps.getFirst();
    }

    /** Fits the claims of one namespace into the lines of all quotas that bind it. */
    public static Fit of(List<Claim> claims, List<QuotaLine> lines) {
        return of(claims, lines, STEPS_PER_NEED, RankByRank.BUDGET);
    }

    /**
     * @param steps how finely needs are cut; the next where the one before leaves too much to try
     * @param budget how much is tried
     */
    static Fit of(List<Claim> claims, List<QuotaLine> lines, List<Integer> steps, long budget) {
        List<Claim> byName = claims.stream().sorted(Comparator.comparing(Claim::workload)).toList();
        Room room = new Room(lines, byName);
        List<Grant> wanted = byName.stream().map(Grant::wanted).toList();
        List<Shortage> blockedBy = room.shortages(wanted);
        if (blockedBy.isEmpty()) {
            return new Fit(
                    lines, wanted, blockedBy, new Plan(wanted, steps.getFirst(), true), List.of());
        }
        List<Grant> least =
                byName.stream().map(claim -> Grant.least(claim).with(claim.fewest())).toList();
        List<Shortage> stuckOn = room.shortages(least);
        if (!stuckOn.isEmpty()) {
            return new Fit(lines, wanted, blockedBy, null, stuckOn);
        }
        List<Integer> most = room.most(least, wanted.stream().map(Grant::pods).toList());
        List<Shortage> atMost = room.shortages(with(wanted, most));
        if (atMost.stream().anyMatch(Fitting::isTooLarge)) {
            return new Fit(lines, wanted, blockedBy, null, atMost);
        }
        return new Fitting(byName, room, steps, budget).fit(wanted, most, blockedBy);
    }

    private static List<Grant> with(List<Grant> grants, List<Integer> pods) {
        return IntStream.range(0, grants.size())
                .mapToObj(claim -> grants.get(claim).with(pods.get(claim)))
                .toList();
    }

    /** Of volumes as many bytes are common, and are not cut. */
    private static boolean isTooLarge(Shortage shortage) {
        return shortage.needed() > MOST && Counted.of(shortage.line().resource()).isPresent();
    }

    /**
     * @param most how many pods each can have at all
     */
    private Fit fit(List<Grant> wanted, List<Integer> most, List<Shortage> blockedBy) {
        List<Grant> grants = withLimits(withRequests(wanted, most));
        List<Shortage> left = room.shortages(grants);
        return left.isEmpty()
                ? new Fit(
                        room.lines(),
                        wanted,
                        blockedBy,
                        new Plan(grants, coarsest, proved),
                        List.of())
                : new Fit(room.lines(), wanted, blockedBy, null, left);
    }

    /** The rank of each claim, 0 for the highest PriorityClass. */
    private static List<Integer> ranks(List<Claim> claims) {
        TreeMap<Integer, Integer> ranks = new TreeMap<>(Comparator.reverseOrder());
        claims.forEach(claim -> ranks.put(claim.priority(), 0));
        int rank = 0;
        for (var each : ranks.entrySet()) {
            each.setValue(rank++);
        }
        return claims.stream()
                .map(claim -> ranks.getOrDefault(claim.priority(), ranks.size()))
                .toList();
    }

    /** As many pods, and as much that they request, as there is room for beside lowest limits. */
    private List<Grant> withRequests(List<Grant> wanted, List<Integer> most) {
        List<Map<Kind, Descent>> descents = new ArrayList<>();
        for (Grant grant : wanted) {
            Map<Kind, Descent> each = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                each.put(kind, Descent.ofRequests(grant, kind));
            }
            descents.add(each);
        }
        int[] lines =
                IntStream.range(0, room.lines().size())
                        // whoever makes something there when it rolls out makes it at any size
                        .filter(line -> !Rollout.isCountedBy(room.lines().get(line)))
                        .toArray();
        return withPods(cut(Cuts.ofRequests(room, descents, most), lines), most, lines);
    }

    /**
     * As many pods more as leave no more of a need unmet, where there is room for them: first those
     * of the highest PriorityClass, and of who comes first.
     */
    private List<Grant> withPods(List<Grant> grants, List<Integer> most, int[] lines) {
        List<Grant> all = new ArrayList<>(grants);
        IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparing(ranks::get))
                .forEach(claim -> {
                    Grant grant = all.get(claim);
                    int low = grant.pods();
                    int high = Math.min(most.get(claim), mostAlike(grant));
                    while (low < high) {
                        int middle = (low + high + 1) >>> 1;
                        all.set(claim, grant.with(middle));
                        if (Arrays.stream(lines).allMatch(line -> room.missing(line, all) <= 0)) {
                            low = middle;
                        } else {
                            high = middle - 1;
                        }
                    }
                    all.set(claim, grant.with(low));
                });
        return all;
    }

    /** The most pods that leave as much of the need unmet. */
    private static int mostAlike(Grant grant) {
        int all = grant.claim().atOnce();
        if (grant.pods() >= all) {
            return grant.pods();
        }
        int unmet = Offer.begun(all - grant.pods(), all);
        return all - (int) ((long) (unmet - 1) * all / Offer.NEED) - 1;
    }

    /** Gives back to limits what is left, as far as there is enough. */
    private List<Grant> withLimits(List<Grant> grants) {
        List<Map<Kind, Descent>> descents = new ArrayList<>();
        for (Grant grant : grants) {
            Map<Kind, Descent> each = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                each.put(kind, Descent.ofLimits(highest(grant, kind), grant, kind));
            }
            descents.add(each);
        }
        return cut(
                Cuts.ofLimits(room, descents),
                IntStream.range(0, room.lines().size())
                        .filter(line ->
                                Counted.of(room.lines().get(line).resource())
                                        .filter(Counted::limits)
                                        .isPresent())
                        .toArray());
    }

    /** With limits as high as they may be beside these requests. */
    private static Grant highest(Grant grant, Kind kind) {
        List<Given> given = new ArrayList<>();
        List<Given> now = grant.given(kind);
        for (int at = 0; at < now.size(); at++) {
            Amount amount = kind.of(grant.claim().containers().get(at));
            long request = now.get(at).request();
            given.add(new Given(request, amount.mostOfLimit(request)));
        }
        return grant.with(kind, withinRatio(grant, kind, given));
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
            if (claim.isWithinRatio(kind, Descent.limits(highest, low, middle, way))) {
                most = middle;
            } else {
                cut = middle + 1;
            }
        }
        return Descent.limits(highest, low, cut, way);
    }

    /** The grants when no more is given up than it takes for these lines to let them in. */
    private List<Grant> cut(Cuts cuts, int[] lines) {
        int[] scarce =
                Arrays.stream(lines).filter(line -> room.missing(line, cuts.most()) > 0).toArray();
        if (scarce.length == 0) {
            return cuts.most();
        }
        RankByRank.Result result =
                RankByRank.of(
                        new RankByRank.Wants(
                                ranks,
                                Arrays.stream(scarce).mapToObj(room::counted).toList(),
                                Arrays.stream(Kind.values())
                                        .map(kind -> cuts.of(kind, scarce))
                                        .toList(),
                                cuts.on(scarce)),
                        steps,
                        budget);
        coarsest = Math.min(coarsest, result.stepsPerNeed());
        proved &= result.proved();
        return IntStream.range(0, claims.size())
                .mapToObj(claim -> cuts.after(claim, Optional.ofNullable(result.of().get(claim))))
                .toList();
    }
}
