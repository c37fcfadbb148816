package io.headroom.recommender.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The least that requests could have cost with all of the future known: an exact dynamic programme
 * over windows and 120 geometric amounts, {@code V(k, L) = cost(k, L) + min(V(k-1, near L), min
 * V(k-1) + χ)}. Moves of at most 10 % are free, as they are for strategies. A lower bound up to the
 * grid, which costs it up to 1 %.
 */
final class CheapestPath {
    private static final int GRID = 120;
    private static final double LOWEST = 1.0 / 1_000;

    private CheapestPath() {}

    static double cpu(ScoredUsage usage, Prices prices, double unservedPrice) {
        double[] grid = grid(usage);
        if (grid.length == 0) {
            return 0;
        }
        List<double[]> windows = new ArrayList<>();
        for (int from = 0; from < usage.size(); from = usage.windowEnd(from)) {
            int to = usage.windowEnd(from);
            Below below = new Below(usage.sorted(from, to));
            double hours = meanHours(usage, from, to);
            double[] cost = new double[GRID];
            for (int k = 0; k < GRID; k++) {
                cost[k] =
                        hours
                                * (below.waste(grid[k])
                                        + unservedPrice * Math.max(0, below.unserved(grid[k])));
            }
            windows.add(cost);
        }
        return cheapest(grid, windows, prices.change());
    }

    static double memory(ScoredUsage usage, Prices prices) {
        double[] grid = grid(usage);
        if (grid.length == 0) {
            return 0;
        }
        List<double[]> windows = new ArrayList<>();
        for (int from = 0; from < usage.size(); from = usage.windowEnd(from)) {
            int to = usage.windowEnd(from);
            double[] sorted = usage.sorted(from, to);
            Below below = new Below(sorted);
            double bytePrice =
                    prices.memoryGibibyteHour()
                            / MemoryTotals.GIBIBYTE
                            * meanHours(usage, from, to);
            double[] cost = new double[GRID];
            for (int k = 0; k < GRID; k++) {
                cost[k] = bytePrice * below.waste(grid[k]);
            }
            addKills(cost, grid, usage, from, to, prices.oomKill());
            windows.add(cost);
        }
        return cheapest(grid, windows, prices.change());
    }

    /**
     * Kills are replayed from the highest amount down, until there are more than the cheapest
     * amount without any pays for: what is lower has at least as many, and is never chosen.
     */
    private static void addKills(
            double[] cost, double[] grid, ScoredUsage usage, int from, int to, double price) {
        double[] sorted = usage.sorted(from, to);
        int safe = lowerBound(grid, sorted[sorted.length - 1]);
        double budget = cost[Math.min(GRID - 1, safe)] / price + 1;
        for (int k = safe - 1; k >= 0; k--) {
            int kills = OomReplay.count(usage, from, to, grid[k]);
            cost[k] += price * kills;
            if (kills > budget) {
                for (int lower = 0; lower < k; lower++) {
                    cost[lower] += price * kills;
                }
                return;
            }
        }
    }

    /**
     * The cheapest way through all windows.
     *
     * @param windows what each amount of the grid costs in each
     */
    private static double cheapest(double[] grid, List<double[]> windows, double changePrice) {
        double step =
                grid[GRID - 1] > grid[0] ? Math.log(grid[GRID - 1] / grid[0]) / (GRID - 1) : 1;
        int up = free(1 + Changes.GATE, step);
        int down = free(1 / (1 - Changes.GATE), step);
        double[] value = windows.getFirst().clone();
        for (double[] cost : windows.subList(1, windows.size())) {
            double moved = Arrays.stream(value).min().orElseThrow() + changePrice;
            double[] next = new double[GRID];
            for (int k = 0; k < GRID; k++) {
                double near = moved;
                for (int l = Math.max(0, k - up); l <= Math.min(GRID - 1, k + down); l++) {
                    near = Math.min(near, value[l]);
                }
                next[k] = cost[k] + near;
            }
            value = next;
        }
        return Arrays.stream(value).min().orElseThrow();
    }

    /** How many steps of the grid lie within a move that is free. */
    private static int free(double ratio, double step) {
        return Math.min(GRID - 1, (int) (Math.log(ratio) / step + 1e-9));
    }

    /**
     * From the lowest median of a window (with an unserved hour at least as dear as a wasted one
     * nothing lower pays) to the highest sample; empty where nothing was used.
     */
    private static double[] grid(ScoredUsage usage) {
        double top = usage.max();
        if (!(top > 0)) {
            return new double[0];
        }
        double low = top;
        for (int from = 0; from < usage.size(); from = usage.windowEnd(from)) {
            double[] sorted = usage.sorted(from, usage.windowEnd(from));
            int middle = sorted.length / 2;
            double median =
                    sorted.length % 2 == 1
                            ? sorted[middle]
                            : (sorted[middle - 1] + sorted[middle]) / 2;
            low = Math.min(low, median);
        }
        low = Math.max(low, top * LOWEST);
        double[] grid = new double[GRID];
        for (int k = 0; k < GRID; k++) {
            grid[k] = low * Math.pow(top / low, (double) k / (GRID - 1));
        }
        grid[GRID - 1] = top;
        return grid;
    }

    private static double meanHours(ScoredUsage usage, int from, int to) {
        double hours = 0;
        for (int i = from; i < to; i++) {
            hours += usage.hours(i);
        }
        return hours / (to - from);
    }

    /** The first of the sorted amounts that is at least {@code amount}. */
    private static int lowerBound(double[] sorted, double amount) {
        int index = Arrays.binarySearch(sorted, amount);
        return index >= 0 ? index : -index - 1;
    }

    /** Sums of the sorted samples on either side of an amount. */
    private static final class Below {
        private final double[] sorted;
        private final double[] sums;

        Below(double[] sorted) {
            this.sorted = sorted;
            this.sums = new double[sorted.length + 1];
            for (int i = 0; i < sorted.length; i++) {
                sums[i + 1] = sums[i] + sorted[i];
            }
        }

        double waste(double amount) {
            int count = count(amount);
            return amount * count - sums[count];
        }

        double unserved(double amount) {
            int count = count(amount);
            return sums[sorted.length] - sums[count] - amount * (sorted.length - count);
        }

        /** How many samples are at most {@code amount}. */
        private int count(double amount) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] <= amount) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
