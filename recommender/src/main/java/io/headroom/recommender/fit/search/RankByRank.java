package io.headroom.recommender.fit.search;

import io.headroom.recommender.fit.search.Budget.SpentException;
import io.headroom.recommender.fit.search.LeastUnmet.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who gives up what when lines of quotas are short. Everybody keeps the least; of what is left
 * beside that the highest rank gets all it can, then the next, and so on. Of several ways that are
 * as good for a rank the one is taken that is best for those after it.
 */
public final class RankByRank {
    /** More choices and splits than this are not tried for one rank. */
    public static final int BUDGET = 2_000_000;

    /** More searches than this are not made for ways that are as good for the ranks before. */
    private static final int MOST_SEARCHES = 64;

    private final List<Rank> ranks = new ArrayList<>();
    private final List<BitSet> partLines;
    private final long[] missing;
    private final int each;
    private final long most;
    private int searches;
    private boolean proved = true;

    /** Claims of the same PriorityClass, by their index. */
    private record Rank(List<Integer> claims, List<Offer> offers) {}

    /**
     * What the claims want of the lines that are short.
     *
     * @param ranks by claim; 0 for whoever gives up last
     * @param claims by line the claims that it counts
     * @param partLines of each part of the offers the lines that count it
     */
    public record Wants(
            List<Integer> ranks, List<BitSet> claims, List<BitSet> partLines, Amounts amounts) {}

    /** In units of the lines, when needs are cut into so many steps. */
    public interface Amounts {

        /** What has to be freed on a line. */
        long missing(int line, int stepsPerNeed);

        /**
         * What a claim can give up.
         *
         * @param lines those that its offer is about, in the order of the offer
         */
        Offer offer(int claim, List<Integer> lines, int stepsPerNeed);
    }

    /** Claims that have nothing to do with others, as no short line counts both. */
    private record Island(BitSet claims, BitSet lines) {
        void add(Island other) {
            claims.or(other.claims);
            lines.or(other.lines);
        }
    }

    /**
     * What one claim gives up.
     *
     * @param choice which number of pods, of those that it offers
     * @param steps by part
     * @param stepsPerNeed how many a whole need is
     */
    public record GivenUp(int choice, List<Integer> steps, int stepsPerNeed) {}

    /**
     * What each claim gives up, by its index.
     *
     * @param of absent for nothing
     * @param stepsPerNeed how finely needs were cut, where that was coarsest
     * @param proved whether nobody gives up less in any other plan
     */
    public record Result(Map<Integer, GivenUp> of, int stepsPerNeed, boolean proved) {}

    private RankByRank(Wants wants, Island island, int stepsPerNeed, long most) {
        List<Integer> lines = island.lines().stream().boxed().toList();
        this.missing =
                lines.stream()
                        .mapToLong(line -> wants.amounts().missing(line, stepsPerNeed))
                        .toArray();
        this.partLines = wants.partLines().stream().map(of -> among(lines, of)).toList();
        this.each = Offer.NEED / stepsPerNeed;
        this.most = most;
        TreeMap<Integer, Rank> byRank = new TreeMap<>();
        island.claims().stream()
                .forEach(claim -> {
                    Offer offer = wants.amounts().offer(claim, lines, stepsPerNeed);
                    if (offer.lines().length > 0) {
                        Rank rank =
                                byRank.computeIfAbsent(
                                        wants.ranks().get(claim),
                                        _ -> new Rank(new ArrayList<>(), new ArrayList<>()));
                        rank.claims().add(claim);
                        rank.offers().add(offer);
                    }
                });
        ranks.addAll(byRank.values());
    }

    private static BitSet among(List<Integer> lines, BitSet of) {
        return IntStream.range(0, lines.size())
                .filter(at -> of.get(lines.get(at)))
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    /**
     * Searches.
     *
     * @param steps how finely needs are cut; the next where the one before leaves too much to try
     * @param budget how much is tried
     */
    public static Result of(Wants wants, List<Integer> steps, long budget) {
        Map<Integer, GivenUp> all = new TreeMap<>();
        int coarsest = steps.getFirst();
        boolean proved = true;
        for (Island island : islands(wants.claims())) {
            Result result = of(wants, island, steps, budget);
            all.putAll(result.of());
            coarsest = Math.min(coarsest, result.stepsPerNeed());
            proved &= result.proved();
        }
        return new Result(all, coarsest, proved);
    }

    /** Of claims that the same lines count, and of these lines. */
    private static List<Island> islands(List<BitSet> claims) {
        List<Island> islands = new ArrayList<>();
        for (int line = 0; line < claims.size(); line++) {
            Island island = new Island((BitSet) claims.get(line).clone(), new BitSet());
            island.lines.set(line);
            for (int other = islands.size() - 1; other >= 0; other--) {
                if (islands.get(other).claims.intersects(island.claims)) {
                    island.add(islands.remove(other));
                }
            }
            islands.add(island);
        }
        return islands;
    }

    private static Result of(Wants wants, Island island, List<Integer> steps, long budget) {
        for (int stepsPerNeed : steps) {
            RankByRank search = new RankByRank(wants, island, stepsPerNeed, budget);
            try {
                Way way = search.from(0, search.room());
                if (way != null) {
                    return new Result(
                            search.givenUp(way, stepsPerNeed),
                            stepsPerNeed,
                            search.proved && stepsPerNeed == steps.getFirst());
                }
                break;
            } catch (SpentException e) {
                // coarser steps are fewer
            }
        }
        RankByRank last = new RankByRank(wants, island, steps.getLast(), 0);
        return new Result(last.inTurn(steps.getLast()), steps.getLast(), /* proved */ false);
    }

    /** What there is on each line beside the least of everybody. */
    private long[] room() {
        long[] room = new long[missing.length];
        for (int line = 0; line < room.length; line++) {
            room[line] = wanted(line, 0) - missing[line];
        }
        return room;
    }

    /** What the ranks from one on want beside their least. */
    private long wanted(int line, int from) {
        long sum = 0;
        for (Rank rank : ranks.subList(from, ranks.size())) {
            for (Offer offer : rank.offers()) {
                sum += offer.all(line, offer.most());
            }
        }
        return sum;
    }

    /** What the ranks from one on give up. */
    private static final class Way {
        private final List<Long> costs;
        private final List<@Nullable Choice> choices;

        Way(List<Long> costs, List<@Nullable Choice> choices) {
            this.costs = costs;
            this.choices = choices;
        }

        Way after(long cost, @Nullable Choice choice) {
            List<Long> all = new ArrayList<>(costs);
            all.addFirst(cost);
            List<@Nullable Choice> each = new ArrayList<>(choices);
            each.addFirst(choice);
            return new Way(all, each);
        }

        boolean isFree() {
            return costs.stream().allMatch(cost -> cost == 0);
        }

        boolean isBetterThan(Way other) {
            for (int at = 0; at < costs.size(); at++) {
                int compared = Long.compare(costs.get(at), other.costs.get(at));
                if (compared != 0) {
                    return compared < 0;
                }
            }
            return false;
        }
    }

    /** The best way for the ranks from one on; null where there is not enough room. */
    private @Nullable Way from(int rank, long[] room) {
        if (rank == ranks.size()) {
            return new Way(List.of(), List.of());
        }
        List<Offer> offers = ranks.get(rank).offers();
        long[] missing = new long[room.length];
        long[] useful = new long[room.length];
        boolean enough = true;
        for (int line = 0; line < room.length; line++) {
            useful[line] = wanted(line, rank + 1);
            missing[line] = wanted(line, rank) - useful[line] - room[line];
            enough &= missing[line] <= 0;
        }
        if (enough) {
            Way rest = from(rank + 1, Arrays.stream(missing).map(each -> -each).toArray());
            return rest == null ? null : rest.after(0, null);
        }
        searches++;
        LeastUnmet.Result found =
                new LeastUnmet(offers, partLines, missing, useful, each, new Budget(most)).search();
        proved &= found.proved();
        Way best = null;
        int tried = 0;
        for (Choice choice : found.choices()) {
            if (tried > 0 && searches > MOST_SEARCHES) {
                break;
            }
            tried++;
            Way rest = from(rank + 1, choice.left().stream().mapToLong(each -> -each).toArray());
            if (rest != null) {
                Way way = rest.after(choice.cost(), choice);
                best = best == null || way.isBetterThan(best) ? way : best;
                if (rest.isFree()) {
                    return best;
                }
            }
        }
        if (rank + 1 < ranks.size()) {
            proved &= found.all() && tried == found.choices().size();
        }
        return best;
    }

    private Map<Integer, GivenUp> givenUp(Way way, int stepsPerNeed) {
        Map<Integer, GivenUp> all = new TreeMap<>();
        for (int rank = 0; rank < ranks.size(); rank++) {
            Choice choice = way.choices.get(rank);
            List<Integer> claims = ranks.get(rank).claims();
            for (int at = 0; choice != null && at < claims.size(); at++) {
                int index = at;
                all.put(
                        claims.get(at),
                        new GivenUp(
                                choice.without().get(at),
                                choice.steps().stream().map(each -> each.get(index)).toList(),
                                stepsPerNeed));
            }
        }
        return all;
    }

    /** From the lowest rank on everybody gives all that is asked for until it is enough. */
    private Map<Integer, GivenUp> inTurn(int stepsPerNeed) {
        record Turn(int claim, Offer offer) {}

        long[] left = missing.clone();
        List<Turn> turns = new ArrayList<>();
        for (Rank rank : ranks.reversed()) {
            List<Turn> ofRank = new ArrayList<>();
            for (int at = 0; at < rank.offers().size(); at++) {
                ofRank.add(new Turn(rank.claims().get(at), rank.offers().get(at)));
            }
            ofRank.sort(Comparator.comparingLong(turn -> -largest(turn.offer())));
            turns.addAll(ofRank);
        }
        // all pods stay where there is room for that with all of them at their least
        boolean allPods =
                IntStream.range(0, left.length)
                        .allMatch(line ->
                                turns.stream().mapToLong(turn -> turn.offer().all(line, 0)).sum()
                                        >= left[line]);
        for (Turn turn : turns) {
            Offer offer = turn.offer();
            for (int line : offer.lines()) {
                left[line] -= offer.without(line, allPods ? 0 : offer.most());
            }
        }
        Map<Integer, GivenUp> all = new TreeMap<>();
        for (Turn turn : turns) {
            Offer offer = turn.offer();
            int without = allPods ? 0 : offer.most();
            List<Integer> steps = new ArrayList<>();
            for (Offer.Part part : offer.parts(without)) {
                int taken = 0;
                while (taken < part.steps() && isAsked(part, taken, offer, left)) {
                    taken++;
                }
                for (int line : offer.lines()) {
                    left[line] -= part.freed(line, taken);
                }
                steps.add(taken);
            }
            all.put(turn.claim(), new GivenUp(without, steps, stepsPerNeed));
        }
        return all;
    }

    private static boolean isAsked(Offer.Part part, int taken, Offer offer, long[] left) {
        return Arrays.stream(offer.lines())
                .anyMatch(line ->
                        left[line] > part.freed(line, taken) && part.freed(line, part.steps()) > 0);
    }

    private static long largest(Offer offer) {
        return Arrays.stream(offer.lines())
                .mapToLong(line -> offer.all(line, offer.most()))
                .max()
                .orElse(0);
    }
}
