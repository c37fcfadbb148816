package io.headroom.recommender.fit.search;

import io.headroom.recommender.fit.search.Freed.Straight;
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
 * <p>All steps cost the same. Among the offers that the same lines count, and of which a step frees
 * the same on each of them, it is therefore never wrong to take the step that frees most: what is
 * left to search is how many steps each such group gives. A line that counts one group alone says
 * how many that gives at least; once they are taken, groups that differed by that line alone are
 * one. Where quotas lie within each other that is all there is to it; where they overlap every
 * split is tried that a Lagrangian bound does not rule out. An offer of which a step frees more on
 * one line than on another is a group of its own.
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
            List<Group> groups, int width, int most, double[] worth, long[] useful, Budget budget) {
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
     * The fewest steps, and the ways to take them of which none leaves more room than another: all
     * of them, or one more than {@link LeastUnmet#ALIKE}.
     */
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
    static Optional<int[]> of(List<Offer.Part> parts, long[] missing, Budget budget) {
        int width = missing.length;
        return of(parts, missing, Integer.MAX_VALUE, new double[width], new long[width], budget)
                .map(splits -> splits.steps().getFirst());
    }

    /**
     * Searches.
     *
     * @param parts of those that free the same the first gives up last
     * @param missing what has to be freed on each line; nothing where it is not positive
     * @param most more steps than that are of no use
     * @param worth what freeing one unit on each line is worth in steps, about; the nearer to the
     *     truth, the less has to be tried
     * @param useful how much more room than none others can use on each line
     * @return empty when all steps of all items, or the most, do not free enough
     * @throws Budget.SpentException when more splits would have to be tried than that
     */
    static Optional<Splits> of(
            List<Offer.Part> parts,
            long[] missing,
            int most,
            double[] worth,
            long[] useful,
            Budget budget) {
        Groups groups = new Groups(parts, missing, useful);
        if (!groups.takeWhatHasToBe() || groups.sum > most) {
            return Optional.empty();
        }
        FewestSteps search =
                new FewestSteps(
                        groups.inOrder(), missing.length, most - groups.sum, worth, useful, budget);
        search.search(0, 0, groups.left);
        if (search.found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Splits(
                        groups.sum + search.fewest,
                        search.found.stream()
                                .map(split -> search.steps(split, groups.taken.clone()))
                                .toList()));
    }

    private int[] steps(int[] split, int[] taken) {
        for (int group = 0; group < split.length; group++) {
            groups.get(group).share(split[group], taken);
        }
        return taken;
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
        if (found.size() > LeastUnmet.ALIKE
                || lefts.stream().anyMatch(other -> coversAs(other, left))) {
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

    /** What is left to decide. */
    private static final class Groups {
        private final List<Group> all = new ArrayList<>();
        private final long[] left;
        private final long[] useful;

        /** By offer, what nobody can do without. */
        private final int[] taken;

        private int sum;

        Groups(List<Offer.Part> parts, long[] missing, long[] useful) {
            this.left = missing.clone();
            this.useful = useful;
            this.taken = new int[parts.size()];
            Map<BitSet, Alike> alike = new HashMap<>();
            for (int index = 0; index < taken.length; index++) {
                Offer.Part part = parts.get(index);
                if (part.steps() == 0 || part.freed().isEmpty()) {
                    continue;
                }
                Freed first = part.freed().getFirst();
                if (part.freed().size() == 1 && first.by() instanceof Straight straight) {
                    alike.computeIfAbsent(first.lines(), lines -> new Alike((BitSet) lines.clone()))
                            .add(index, straight);
                } else {
                    all.add(new Single(missing.length, index, part));
                }
            }
            alike.values().forEach(Alike::close);
            all.addAll(alike.values());
        }

        /** Whether all that there is is enough where no other group can help. */
        boolean takeWhatHasToBe() {
            boolean changed = true;
            while (changed) {
                changed = mergeWhereNothingIsMissing();
                for (int line = 0; line < left.length; line++) {
                    if (left[line] <= 0) {
                        continue;
                    }
                    int on = line;
                    List<Group> counted =
                            all.stream().filter(group -> group.on(on) != null).toList();
                    if (counted.isEmpty()) {
                        return false;
                    }
                    if (counted.size() == 1 && counted.getFirst() instanceof Alike only) {
                        int steps = only.toFree(left[line]);
                        if (steps > only.steps()) {
                            return false;
                        }
                        long freed = only.freed(steps);
                        only.lines.stream().forEach(each -> left[each] -= freed);
                        only.take(steps, taken);
                        sum += steps;
                        changed = true;
                    }
                }
            }
            return true;
        }

        /** Leaves lines out on which nothing is missing, and no more room is of any use. */
        private boolean mergeWhereNothingIsMissing() {
            BitSet done = new BitSet();
            for (int line = 0; line < left.length; line++) {
                done.set(line, left[line] <= 0 && useful[line] == 0);
            }
            boolean merged = false;
            Map<BitSet, Alike> alike = new HashMap<>();
            for (Group group : List.copyOf(all)) {
                group.leaveOut(done);
                if (group.lines() == 0) {
                    all.remove(group);
                } else if (group instanceof Alike each) {
                    Alike before = alike.putIfAbsent(each.lines, each);
                    if (before != null) {
                        before.add(each);
                        all.remove(group);
                        merged = true;
                    }
                }
            }
            return merged;
        }

        List<Group> inOrder() {
            // what one line alone counts follows from the others
            all.sort(Comparator.comparingInt(group -> -group.lines()));
            return all;
        }
    }

    /** Offers of which so many steps are taken together. */
    private abstract static class Group {

        /** What is freed on a line; null for nothing. */
        abstract @Nullable Freeing on(int line);

        /** How many there are on which anything is freed. */
        abstract int lines();

        abstract void leaveOut(BitSet done);

        abstract int steps();

        /** The least that its steps come to, each less what it frees is worth. */
        abstract double reduced(double[] worth);

        abstract void share(int steps, int[] taken);
    }

    /** Of which each step frees the same on all lines: in runs of equal ones, the largest first. */
    private static final class Alike extends Group implements Freeing {
        private final BitSet lines;
        private final List<Run> runs = new ArrayList<>();

        /** The steps up to and including each run. */
        private int[] counts = {};

        /** What they free. */
        private long[] freed = {};

        private record Run(int item, long frees, int steps) {}

        Alike(BitSet lines) {
            this.lines = lines;
        }

        @Override
        @Nullable Freeing on(int line) {
            return lines.get(line) ? this : null;
        }

        @Override
        int lines() {
            return lines.cardinality();
        }

        @Override
        void leaveOut(BitSet done) {
            lines.andNot(done);
        }

        void add(int item, Straight straight) {
            if (straight.whole() > 0) {
                runs.add(new Run(item, straight.each(), straight.whole()));
            }
            if (straight.last() > 0) {
                runs.add(new Run(item, straight.last(), 1));
            }
        }

        void add(Alike other) {
            runs.addAll(other.runs);
            close();
        }

        /** The first ones are taken, and there no more. */
        void take(int steps, int[] taken) {
            share(steps, taken);
            int left = steps;
            while (left > 0 && left >= runs.getFirst().steps()) {
                left -= runs.removeFirst().steps();
            }
            if (left > 0) {
                Run first = runs.getFirst();
                runs.set(0, new Run(first.item(), first.frees(), first.steps() - left));
            }
            close();
        }

        void close() {
            // of equal ones the last comes first
            runs.sort(Comparator.comparingLong(Run::frees).thenComparingInt(Run::item).reversed());
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
            double each = lines.stream().mapToDouble(line -> worth[line]).sum();
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

    /** One offer. */
    private static final class Single extends Group {
        private final int index;
        private final Offer.Part part;
        private final @Nullable Along[] byLine;

        Single(int width, int index, Offer.Part part) {
            this.index = index;
            this.part = part;
            this.byLine = new Along[width];
            for (Freed freed : part.freed()) {
                Along along = new Along(part.steps(), freed.by());
                freed.lines().stream().forEach(line -> byLine[line] = along);
            }
        }

        @Override
        @Nullable Freeing on(int line) {
            return byLine[line];
        }

        @Override
        int lines() {
            return (int) Arrays.stream(byLine).filter(each -> each != null).count();
        }

        @Override
        void leaveOut(BitSet done) {
            done.stream().forEach(line -> byLine[line] = null);
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
            return part.steps();
        }

        @Override
        double reduced(double[] worth) {
            double least = 0;
            for (int step = 1; step <= part.steps(); step++) {
                double cost = step;
                for (int line = 0; line < byLine.length; line++) {
                    Along along = byLine[line];
                    cost -= along == null ? 0 : worth[line] * along.freed(step);
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
