package io.headroom.recommender.fit;

import io.headroom.recommender.fit.Freed.Straight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who gives up how much of one resource when lines of quotas are short of it: as few steps as can
 * be. A step is the same share of everybody's need, so the fewest steps are the smallest sum of
 * unmet need relative to need.
 *
 * <p>All steps cost the same. Among the items that the same lines count, and of which a step frees
 * the same on each of them, it is therefore never wrong to take the step that frees most: what is
 * left to search is how many steps each such group gives. With one group that is a division; with
 * several every split is tried that a Lagrangian bound does not rule out. An item of which a step
 * frees more on one line than on another is a group of its own.
 */
final class FewestSteps {
    private static final double EQUAL = 1e-6;

    private final List<Group> groups;
    private final int width;
    private final double[] worth;
    private final long[] useful;
    private final Budget budget;

    /** What the groups from each one on free at most, by line. */
    private final long[][] later;

    /** The most that a single step of theirs frees, by line. */
    private final long[][] largest;

    /** The least that their steps cost less what those are worth. */
    private final double[] reduced;

    private final int[] current;
    private final List<int[]> found = new ArrayList<>();
    private final List<long[]> lefts = new ArrayList<>();
    private int fewest;

    private FewestSteps(
            List<Group> groups,
            int width,
            int most,
            double[] worth,
            long[] useful,
            Budget budget) {
        this.groups = groups;
        this.width = width;
        this.fewest = most;
        this.worth = worth;
        this.useful = useful;
        this.budget = budget;
        this.current = new int[groups.size()];
        this.later = new long[groups.size() + 1][width];
        this.largest = new long[groups.size() + 1][width];
        this.reduced = new double[groups.size() + 1];
        for (int index = groups.size() - 1; index >= 0; index--) {
            Group group = groups.get(index);
            for (int line = 0; line < width; line++) {
                Freeing on = group.on(line);
                later[index][line] = later[index + 1][line] + (on == null ? 0 : on.all());
                largest[index][line] =
                        Math.max(largest[index + 1][line], on == null ? 0 : on.largest());
            }
            reduced[index] = reduced[index + 1] + group.reduced(worth);
        }
    }

    /**
     * Somebody who may give something up.
     *
     * @param steps how many steps there are, a last smaller one included
     * @param freed what they free; no line is in two of them
     */
    record Item(int steps, List<Freed> freed) {
        Item {
            freed = List.copyOf(freed);
        }

        /** One that frees nothing. */
        static Item none() {
            return new Item(0, List.of());
        }
    }

    /** The fewest steps, and all ways to take them of which none leaves more room than another. */
    static final class Splits {
        private final int sum;
        private final List<int[]> steps;

        private Splits(int sum, List<int[]> steps) {
            this.sum = sum;
            this.steps = steps;
        }

        int sum() {
            return sum;
        }

        /** By item. */
        List<int[]> steps() {
            return steps;
        }
    }

    /** As few as can be, whatever room they leave. */
    static Optional<int[]> of(List<Item> items, long[] missing, Budget budget) {
        int width = missing.length;
        return of(
                        items,
                        missing,
                        Integer.MAX_VALUE,
                        new double[width],
                        new long[width],
                        budget)
                .map(splits -> splits.steps().getFirst());
    }

    /**
     * Searches.
     *
     * @param items of those that free the same the first gives up last
     * @param missing what has to be freed on each line; nothing where it is not positive
     * @param most more steps than that are of no use
     * @param worth what freeing one unit on each line is worth in steps, about; the nearer to the
     *     truth, the less has to be tried
     * @param useful how much more room than none others can use on each line
     * @return empty when all steps of all items, or the most, do not free enough
     * @throws Budget.SpentException when more splits would have to be tried than that
     */
    static Optional<Splits> of(
            List<Item> items,
            long[] missing,
            int most,
            double[] worth,
            long[] useful,
            Budget budget) {
        if (most < 0) {
            return Optional.empty();
        }
        if (Arrays.stream(missing).allMatch(each -> each <= 0)) {
            return Optional.of(new Splits(0, List.of(new int[items.size()])));
        }
        List<Group> groups = Group.of(items, missing.length);
        FewestSteps search =
                new FewestSteps(groups, missing.length, most, worth, useful, budget);
        search.search(0, 0, missing);
        if (search.found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Splits(
                        search.fewest,
                        search.found.stream()
                                .map(split -> search.steps(split, items.size()))
                                .toList()));
    }

    private int[] steps(int[] split, int items) {
        int[] steps = new int[items];
        for (int group = 0; group < split.length; group++) {
            groups.get(group).share(split[group], steps);
        }
        return steps;
    }

    private void search(int index, int used, long[] missing) {
        budget.spend(1);
        if (index == groups.size()) {
            if (Arrays.stream(missing).allMatch(each -> each <= 0)) {
                take(used, missing);
            }
            return;
        }
        Group group = groups.get(index);
        int least = 0;
        int most = 0;
        for (int line = 0; line < width; line++) {
            Freeing on = group.on(line);
            if (on != null) {
                least = Math.max(least, on.toFree(missing[line] - later[index + 1][line]));
                most = Math.max(most, on.toFree(missing[line]));
            } else if (missing[line] > later[index + 1][line]) {
                return;
            }
        }
        most = Math.min(most, group.steps());
        long[] left = new long[width];
        for (int steps = least; steps <= most && used + steps <= fewest; steps++) {
            for (int line = 0; line < width; line++) {
                Freeing on = group.on(line);
                left[line] = missing[line] - (on == null ? 0 : on.freed(steps));
            }
            if (used + steps + atLeast(index + 1, left) <= fewest) {
                current[index] = steps;
                search(index + 1, used + steps, left);
            } else {
                budget.spend(1);
            }
        }
        current[index] = 0;
    }

    /** How many steps the groups from this one on take at least. */
    private long atLeast(int index, long[] missing) {
        long steps = 0;
        double bound = reduced[index];
        for (int line = 0; line < width; line++) {
            if (missing[line] > 0) {
                bound += worth[line] * missing[line];
                if (largest[index][line] > 0) {
                    steps = Math.max(steps, Math.ceilDiv(missing[line], largest[index][line]));
                }
            }
        }
        return Math.max(steps, (long) Math.ceil(bound - EQUAL));
    }

    private void take(int used, long[] left) {
        if (used < fewest) {
            fewest = used;
            found.clear();
            lefts.clear();
        }
        if (lefts.stream().anyMatch(other -> coversAs(other, left))) {
            return;
        }
        for (int other = lefts.size() - 1; other >= 0; other--) {
            if (coversAs(left, lefts.get(other))) {
                lefts.remove(other);
                found.remove(other);
            }
        }
        lefts.add(left.clone());
        found.add(current.clone());
    }

    private boolean coversAs(long[] left, long[] other) {
        for (int line = 0; line < width; line++) {
            if (Math.max(-useful[line], left[line]) > Math.max(-useful[line], other[line])) {
                return false;
            }
        }
        return true;
    }

    /** What the steps of a group free on one line. */
    private interface Freeing {
        long freed(int steps);

        /** All of them. */
        long all();

        /** The largest of them. */
        long largest();

        /** The fewest steps that free so much; one more than there are when they do not. */
        int toFree(long missing);
    }

    /** Items of which the same number of steps is taken, whoever's they are. */
    private abstract static class Group {
        private final @Nullable Freeing[] byLine;

        Group(int width) {
            this.byLine = new Freeing[width];
        }

        static List<Group> of(List<Item> items, int width) {
            Map<BitSet, Alike> alike = new HashMap<>();
            List<Group> groups = new ArrayList<>();
            // of equal ones the last comes first: the sort of their runs is stable
            for (int index = items.size() - 1; index >= 0; index--) {
                Item item = items.get(index);
                if (item.steps() == 0 || item.freed().isEmpty()) {
                    continue;
                }
                Freed first = item.freed().getFirst();
                if (item.freed().size() == 1 && first.by() instanceof Straight straight) {
                    Alike group = alike.get(first.lines());
                    if (group == null) {
                        group = new Alike(width);
                        alike.put(first.lines(), group);
                        group.put(first.lines(), group);
                        groups.add(group);
                    }
                    group.add(index, straight);
                } else {
                    groups.add(new Single(width, index, item));
                }
            }
            alike.values().forEach(Alike::close);
            // what one line alone counts follows from the others
            groups.sort(Comparator.comparingInt(group -> -group.lines()));
            return groups;
        }

        final void put(BitSet lines, Freeing freeing) {
            lines.stream().forEach(line -> byLine[line] = freeing);
        }

        final @Nullable Freeing on(int line) {
            return byLine[line];
        }

        final int lines() {
            return (int) Arrays.stream(byLine).filter(each -> each != null).count();
        }

        /** What these lines' units are worth, of each line that this frees something on. */
        final double worth(Freeing freeing, double[] worth) {
            double sum = 0;
            for (int line = 0; line < byLine.length; line++) {
                sum += byLine[line] == freeing ? worth[line] : 0;
            }
            return sum;
        }

        abstract int steps();

        /** The least that its steps come to, each less what it frees is worth. */
        abstract double reduced(double[] worth);

        abstract void share(int steps, int[] taken);
    }

    /** Of which each step frees the same on all lines: in runs of equal ones, the largest first. */
    private static final class Alike extends Group implements Freeing {
        private final List<Run> runs = new ArrayList<>();

        /** The steps up to and including each run. */
        private int[] counts = {};

        /** What they free. */
        private long[] freed = {};

        private record Run(int item, long frees, int steps) {}

        Alike(int width) {
            super(width);
        }

        void add(int item, Straight straight) {
            if (straight.whole() > 0) {
                runs.add(new Run(item, straight.each(), straight.whole()));
            }
            if (straight.last() > 0) {
                runs.add(new Run(item, straight.last(), 1));
            }
        }

        void close() {
            runs.sort(Comparator.comparingLong(Run::frees).reversed());
            counts = new int[runs.size()];
            freed = new long[runs.size()];
            int steps = 0;
            long sum = 0;
            for (int index = 0; index < counts.length; index++) {
                Run run = runs.get(index);
                steps += run.steps();
                sum += run.frees() * run.steps();
                counts[index] = steps;
                freed[index] = sum;
            }
        }

        @Override
        int steps() {
            return counts.length == 0 ? 0 : counts[counts.length - 1];
        }

        @Override
        public long freed(int steps) {
            if (steps == 0) {
                return 0;
            }
            int at = Arrays.binarySearch(counts, steps);
            int run = at >= 0 ? at : -at - 1;
            return freed[run] - (counts[run] - steps) * runs.get(run).frees();
        }

        @Override
        public long all() {
            return freed.length == 0 ? 0 : freed[freed.length - 1];
        }

        @Override
        public long largest() {
            return runs.isEmpty() ? 0 : runs.getFirst().frees();
        }

        @Override
        public int toFree(long missing) {
            if (missing <= 0) {
                return 0;
            }
            int at = Arrays.binarySearch(freed, missing);
            int run = at >= 0 ? at : -at - 1;
            if (run == freed.length) {
                return steps() + 1;
            }
            return counts[run] - (int) ((freed[run] - missing) / runs.get(run).frees());
        }

        @Override
        double reduced(double[] worth) {
            double each = worth(this, worth);
            double least = 0;
            for (Run run : runs) {
                double saved = 1 - each * run.frees();
                if (saved >= 0) {
                    break;
                }
                least += run.steps() * saved;
            }
            return least;
        }

        @Override
        void share(int steps, int[] taken) {
            int left = steps;
            for (Run run : runs) {
                int here = Math.min(left, run.steps());
                taken[run.item()] += here;
                left -= here;
            }
        }
    }

    /** One item. */
    private static final class Single extends Group {
        private final int index;
        private final Item item;
        private final List<Along> all = new ArrayList<>();

        Single(int width, int index, Item item) {
            super(width);
            this.index = index;
            this.item = item;
            for (Freed freed : item.freed()) {
                Along along = new Along(item.steps(), freed.by());
                all.add(along);
                put(freed.lines(), along);
            }
        }

        private record Along(int steps, Freed.Curve by) implements Freeing {
            @Override
            public long freed(int taken) {
                return by.at(taken);
            }

            @Override
            public long all() {
                return by.at(steps);
            }

            @Override
            public long largest() {
                long most = 0;
                for (int step = 1; step <= steps; step++) {
                    most = Math.max(most, by.at(step) - by.at(step - 1));
                }
                return most;
            }

            @Override
            public int toFree(long missing) {
                if (missing <= 0) {
                    return 0;
                }
                int low = 1;
                int high = steps + 1;
                while (low < high) {
                    int middle = (low + high) >>> 1;
                    if (by.at(middle) >= missing) {
                        high = middle;
                    } else {
                        low = middle + 1;
                    }
                }
                return low;
            }
        }

        @Override
        int steps() {
            return item.steps();
        }

        @Override
        double reduced(double[] worth) {
            double[] each = all.stream().mapToDouble(along -> worth(along, worth)).toArray();
            double least = 0;
            for (int step = 1; step <= item.steps(); step++) {
                double cost = step;
                for (int at = 0; at < each.length; at++) {
                    cost -= each[at] * all.get(at).freed(step);
                }
                least = Math.min(least, cost);
            }
            return least;
        }

        @Override
        void share(int steps, int[] taken) {
            taken[index] += steps;
        }
    }
}
