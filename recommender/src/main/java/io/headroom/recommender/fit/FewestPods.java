package io.headroom.recommender.fit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who does without how many pods when even the least of every pod is too much: the highest rank as
 * small a sum of shares of its pods as can be, then the next. Branch and bound: pods are few, but
 * one of one workload is another share of its pods than one of another, so no order of taking them
 * is right by itself.
 */
final class FewestPods {
    /** More nodes of the search than this are not looked at. */
    static final int BUDGET = 300_000;

    private static final double EQUAL = 1e-9;

    private final List<Item> items;

    /** The items in the order of the search: by rank. */
    private final int[] order;

    private final int ranks;
    private final int[] taken;
    private final double[] costs;
    private double @Nullable [] bestCosts;
    private int @Nullable [] best;
    private int budget;

    /** What the items from each one of the order on free at most, by line. */
    private final long[][] later;

    /** By item and line what a pod frees at most, on average of however many. */
    private final double[][] rates;

    private FewestPods(List<Item> items, int lines, int budget) {
        this.items = items;
        this.order =
                IntStream.range(0, items.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(index -> items.get(index).rank()))
                        .mapToInt(Integer::intValue)
                        .toArray();
        this.ranks = items.stream().mapToInt(Item::rank).max().orElse(-1) + 1;
        this.taken = new int[items.size()];
        this.costs = new double[ranks];
        this.budget = budget;
        this.later = new long[items.size() + 1][lines];
        for (int at = items.size() - 1; at >= 0; at--) {
            Item item = items.get(order[at]);
            for (int line = 0; line < lines; line++) {
                later[at][line] = later[at + 1][line] + item.frees(line, item.most());
            }
        }
        this.rates = new double[items.size()][lines];
        for (int index = 0; index < items.size(); index++) {
            Item item = items.get(index);
            for (int line = 0; line < lines; line++) {
                for (int without = 1; without <= item.most(); without++) {
                    rates[index][line] =
                            Math.max(
                                    rates[index][line],
                                    (double) item.frees(line, without) / without);
                }
            }
        }
    }

    /**
     * A workload that may do without pods.
     *
     * @param rank 0 for whoever gives up last
     * @param pods how many it is to have; positive
     * @param most how many of them it can do without
     * @param frees by line what the first of them free that it does without: one, two, and so on;
     *     never less than fewer of them. A volume that is there stays when its pod goes, so that
     *     one pod may free more than another
     */
    record Item(int rank, int pods, int most, List<List<Long>> frees) {
        Item {
            frees = frees.stream().map(List::copyOf).toList();
        }

        long frees(int line, int without) {
            return without == 0 ? 0 : frees.get(line).get(without - 1);
        }

        /** The fewest that free so much, or else all that they can free. */
        int fewest(int line, long amount) {
            long enough = Math.min(amount, frees(line, most));
            int low = 0;
            int high = most;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (frees(line, middle) >= enough) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    /**
     * How many pods each item does without.
     *
     * @param proved whether no other choice is better; else the budget ended the search
     */
    record Choice(List<Integer> pods, boolean proved) {
        Choice {
            pods = List.copyOf(pods);
        }
    }

    /**
     * Searches.
     *
     * @param missing what has to be freed on each line
     * @return empty when all that can be done without does not free enough
     */
    static Optional<Choice> of(List<Item> items, long[] missing, int budget) {
        FewestPods search = new FewestPods(items, missing.length, budget);
        for (int line = 0; line < missing.length; line++) {
            if (missing[line] > search.later[0][line]) {
                return Optional.empty();
            }
        }
        search.search(0, missing);
        int[] found = search.best == null ? search.all() : search.best;
        return Optional.of(new Choice(Arrays.stream(found).boxed().toList(), search.budget >= 0));
    }

    private int[] all() {
        return items.stream().mapToInt(Item::most).toArray();
    }

    private void search(int at, long[] missing) {
        if (--budget < 0) {
            return;
        }
        if (!isBetter(at, missing)) {
            return;
        }
        if (at == order.length) {
            bestCosts = costs.clone();
            best = taken.clone();
            return;
        }
        Item item = items.get(order[at]);
        int least = 0;
        int most = 0;
        for (int line = 0; line < missing.length; line++) {
            long alone = missing[line] - later[at + 1][line];
            if (alone > item.frees(line, item.most())) {
                return;
            }
            least = Math.max(least, item.fewest(line, alone));
            most = Math.max(most, item.fewest(line, missing[line]));
        }
        for (int pods = least; pods <= most; pods++) {
            long[] left = missing.clone();
            for (int line = 0; line < left.length; line++) {
                left[line] -= item.frees(line, pods);
            }
            double before = costs[item.rank()];
            costs[item.rank()] += (double) pods / item.pods();
            taken[order[at]] = pods;
            search(at + 1, left);
            costs[item.rank()] = before;
            taken[order[at]] = 0;
        }
    }

    /** Whether what follows from here can be better than the best so far. */
    private boolean isBetter(int at, long[] missing) {
        if (bestCosts == null) {
            return true;
        }
        int current = at == order.length ? ranks : items.get(order[at]).rank();
        for (int rank = 0; rank < ranks; rank++) {
            double least = costs[rank] + (rank == current ? atLeast(at, missing) : 0);
            if (least > bestCosts[rank] + EQUAL) {
                return false;
            }
            if (least < bestCosts[rank] - EQUAL) {
                return true;
            }
            if (rank == current) {
                // as good so far: what comes after it decides
                return true;
            }
        }
        return false;
    }

    /** What the rest of this rank has to give at least, were pods divisible. */
    private double atLeast(int at, long[] missing) {
        int rank = items.get(order[at]).rank();
        int end = at;
        while (end < order.length && items.get(order[end]).rank() == rank) {
            end++;
        }
        double least = 0;
        for (int line = 0; line < missing.length; line++) {
            long left = missing[line] - later[end][line];
            if (left > 0) {
                least = Math.max(least, fraction(at, end, line, left));
            }
        }
        return least;
    }

    private double fraction(int from, int to, int line, long missing) {
        List<Integer> cheapest =
                IntStream.range(from, to)
                        .mapToObj(at -> order[at])
                        .filter(index -> rates[index][line] > 0)
                        .sorted(
                                Comparator.comparingDouble(
                                        index -> -rates[index][line] * items.get(index).pods()))
                        .toList();
        double cost = 0;
        double left = missing;
        for (int index : cheapest) {
            Item item = items.get(index);
            double pods = Math.min(item.most(), left / rates[index][line]);
            cost += pods / item.pods();
            left -= pods * rates[index][line];
            if (left <= 0) {
                break;
            }
        }
        return cost;
    }
}
