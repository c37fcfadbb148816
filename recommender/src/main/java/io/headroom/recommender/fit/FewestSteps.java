package io.headroom.recommender.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who gives up how much when lines of quotas are short: the highest rank as few steps as can be,
 * then the next. A step is the same share of everybody's need, so the fewest steps are the smallest
 * sum of unmet need relative to need.
 *
 * <p>All steps cost the same, and one of an item frees the same on each line that counts it. Within
 * a rank, and among the items that the same lines count, it is therefore never wrong to take the
 * step that frees most: what is left to search is how many steps each such group gives. With one
 * group that is a division; with several every split is tried.
 */
final class FewestSteps {
    /** More splits than this are not tried. */
    static final int BUDGET = 2_000_000;

    private final List<Item> items;
    private final List<List<Group>> ranks;
    private int budget;

    private FewestSteps(List<Item> items, int lines, int budget) {
        this.items = items;
        this.ranks = ranks(items, lines);
        this.budget = budget;
    }

    /**
     * Somebody who may give something up.
     *
     * @param rank 0 for whoever gives up last
     * @param lines the lines that count it, one bit each
     * @param frees what each step frees on each of them; positive
     * @param steps how many such steps there are
     * @param last what one more step frees, less than the others; 0 where there is none
     */
    record Item(int rank, long lines, long frees, int steps, long last) {

        /** The last smaller one included. */
        int most() {
            return steps + Long.signum(last);
        }

        /** What that many of them free. */
        long freed(int taken) {
            return taken > steps ? steps * frees + last : taken * frees;
        }
    }

    /** There are more splits than the budget allows to try. */
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyException() {
            super("too many splits between overlapping quotas", null, false, false);
        }
    }

    /**
     * The steps of each item.
     *
     * @param items of those that free the same the first gives up last
     * @param missing what has to be freed on each line
     * @return empty when all steps of all items do not free enough
     * @throws TooManyException when more splits would have to be tried than {@code budget}
     */
    static Optional<int[]> of(List<Item> items, long[] missing, int budget) {
        FewestSteps search = new FewestSteps(items, missing.length, budget);
        Taken taken = search.from(0, missing);
        return Optional.ofNullable(taken).map(search::steps);
    }

    /** The least that the ranks from this one on have to give; null when it is not enough. */
    private @Nullable Taken from(int rank, long[] missing) {
        if (Arrays.stream(missing).allMatch(each -> each <= 0)) {
            return new Taken(new int[ranks.size() - rank], List.of());
        }
        if (rank == ranks.size()) {
            return null;
        }
        long[] here = missing.clone();
        for (List<Group> later : ranks.subList(rank + 1, ranks.size())) {
            later.forEach(group -> group.free(here, group.steps()));
        }
        Splits splits = new Splits(ranks.get(rank), missing.length);
        splits.search(here);
        Taken best = null;
        for (int[] split : splits.best(missing)) {
            Taken rest = from(rank + 1, left(rank, split, missing));
            if (rest != null) {
                Taken all = rest.after(split);
                best = best == null || all.isBetterThan(best) ? all : best;
            }
        }
        return best;
    }

    private long[] left(int rank, int[] split, long[] missing) {
        long[] left = missing.clone();
        List<Group> groups = ranks.get(rank);
        for (int index = 0; index < split.length; index++) {
            groups.get(index).free(left, split[index]);
        }
        return left;
    }

    private int[] steps(Taken taken) {
        int[] steps = new int[items.size()];
        for (int rank = 0; rank < taken.splits.size(); rank++) {
            int[] split = taken.splits.get(rank);
            for (int group = 0; group < split.length; group++) {
                ranks.get(rank).get(group).share(split[group], steps);
            }
        }
        return steps;
    }

    private static List<List<Group>> ranks(List<Item> items, int lines) {
        TreeMap<Integer, TreeMap<Long, List<Integer>>> byRank = new TreeMap<>();
        for (int index = 0; index < items.size(); index++) {
            Item item = items.get(index);
            if (item.lines() != 0 && item.most() > 0) {
                byRank.computeIfAbsent(item.rank(), _ -> new TreeMap<>())
                        .computeIfAbsent(item.lines(), _ -> new ArrayList<>())
                        .add(index);
            }
        }
        return byRank.values().stream()
                .map(groups ->
                        groups.entrySet().stream()
                                .map(group ->
                                        Group.of(group.getKey(), lines, group.getValue(), items))
                                // what one line alone counts follows from the others
                                .sorted(
                                        Comparator.comparingInt(
                                                group -> -Long.bitCount(group.lines)))
                                .toList())
                .toList();
    }

    /** The steps from one rank on, and how their groups share them; later ranks give nothing. */
    private static final class Taken {
        private final int[] sums;
        private final List<int[]> splits;

        Taken(int[] sums, List<int[]> splits) {
            this.sums = sums;
            this.splits = splits;
        }

        Taken after(int[] split) {
            List<int[]> all = new ArrayList<>();
            all.add(split);
            all.addAll(splits);
            return new Taken(
                    IntStream.concat(IntStream.of(Arrays.stream(split).sum()), Arrays.stream(sums))
                            .toArray(),
                    all);
        }

        boolean isBetterThan(Taken other) {
            return Arrays.compare(sums, other.sums) < 0;
        }
    }

    /** The splits of one rank's steps among its groups that are fewest in sum. */
    private final class Splits {
        private final List<Group> groups;

        /** What the groups from each one on free at most, by line. */
        private final long[][] later;

        /** The most that a single step of theirs frees, by line. */
        private final long[][] largest;

        private final int[] current;
        private final List<int[]> found = new ArrayList<>();
        private int fewest = Integer.MAX_VALUE;

        Splits(List<Group> groups, int lines) {
            this.groups = groups;
            this.current = new int[groups.size()];
            this.later = new long[groups.size() + 1][lines];
            this.largest = new long[groups.size() + 1][lines];
            for (int index = groups.size() - 1; index >= 0; index--) {
                Group group = groups.get(index);
                for (int line = 0; line < lines; line++) {
                    boolean counted = group.counts(line);
                    later[index][line] =
                            later[index + 1][line] + (counted ? group.freed(group.steps()) : 0);
                    largest[index][line] =
                            Math.max(largest[index + 1][line], counted ? group.freed(1) : 0);
                }
            }
        }

        void search(long[] missing) {
            search(0, 0, missing);
        }

        private void search(int index, int used, long[] missing) {
            if (--budget < 0) {
                throw new TooManyException();
            }
            if (index == groups.size()) {
                take(used);
                return;
            }
            Group group = groups.get(index);
            int least = 0;
            int most = 0;
            for (int line = 0; line < missing.length; line++) {
                if (group.counts(line)) {
                    least = Math.max(least, group.toFree(missing[line] - later[index + 1][line]));
                    most = Math.max(most, group.toFree(missing[line]));
                } else if (missing[line] > later[index + 1][line]) {
                    return;
                }
            }
            if (least > group.steps()) {
                return;
            }
            most = Math.min(most, group.steps());
            for (int steps = least; steps <= most && used + steps <= fewest; steps++) {
                long[] left = missing.clone();
                group.free(left, steps);
                if (used + steps + atLeast(index + 1, left) <= fewest) {
                    current[index] = steps;
                    search(index + 1, used + steps, left);
                }
            }
            current[index] = 0;
        }

        private long atLeast(int index, long[] missing) {
            long steps = 0;
            for (int line = 0; line < missing.length; line++) {
                if (missing[line] > 0 && largest[index][line] > 0) {
                    steps = Math.max(steps, Math.ceilDiv(missing[line], largest[index][line]));
                }
            }
            return steps;
        }

        private void take(int used) {
            if (used < fewest) {
                fewest = used;
                found.clear();
            }
            found.add(current.clone());
        }

        /** Of those found the ones that no other one leaves less missing than, on every line. */
        List<int[]> best(long[] missing) {
            List<int[]> best = new ArrayList<>();
            List<long[]> lefts = new ArrayList<>();
            for (int[] split : found) {
                long[] left = missing.clone();
                for (int index = 0; index < split.length; index++) {
                    groups.get(index).free(left, split[index]);
                }
                if (lefts.stream().noneMatch(other -> coversAs(other, left))) {
                    for (int other = lefts.size() - 1; other >= 0; other--) {
                        if (coversAs(left, lefts.get(other))) {
                            lefts.remove(other);
                            best.remove(other);
                        }
                    }
                    lefts.add(left);
                    best.add(split);
                }
            }
            return best;
        }

        private boolean coversAs(long[] left, long[] other) {
            for (int line = 0; line < left.length; line++) {
                if (Math.max(0, left[line]) > Math.max(0, other[line])) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Items of one rank that the same lines count: their steps in runs of equal ones, those that
     * free most first.
     */
    private static final class Group {
        private final long lines;
        private final int width;
        private final List<Run> runs;

        /** The steps up to and including each run. */
        private final int[] counts;

        /** What they free. */
        private final long[] freed;

        private Group(long lines, int width, List<Run> runs, int[] counts, long[] freed) {
            this.lines = lines;
            this.width = width;
            this.runs = runs;
            this.counts = counts;
            this.freed = freed;
        }

        private record Run(int item, long frees, int steps) {}

        static Group of(long lines, int width, List<Integer> members, List<Item> items) {
            List<Run> runs = new ArrayList<>();
            // of equal ones the last comes first: the sort is stable
            for (int member : members.reversed()) {
                Item item = items.get(member);
                if (item.steps() > 0) {
                    runs.add(new Run(member, item.frees(), item.steps()));
                }
                if (item.last() > 0) {
                    runs.add(new Run(member, item.last(), 1));
                }
            }
            runs.sort(Comparator.comparingLong(Run::frees).reversed());
            int[] counts = new int[runs.size()];
            long[] freed = new long[runs.size()];
            int steps = 0;
            long sum = 0;
            for (int index = 0; index < runs.size(); index++) {
                Run run = runs.get(index);
                steps += run.steps();
                sum += run.frees() * run.steps();
                counts[index] = steps;
                freed[index] = sum;
            }
            return new Group(lines, width, runs, counts, freed);
        }

        boolean counts(int line) {
            return (lines >>> line & 1) != 0;
        }

        int steps() {
            return counts[counts.length - 1];
        }

        /** What that many steps free on each line. */
        long freed(int steps) {
            if (steps == 0) {
                return 0;
            }
            int found = Arrays.binarySearch(counts, steps);
            int run = found >= 0 ? found : -found - 1;
            return freed[run] - (counts[run] - steps) * runs.get(run).frees();
        }

        /** The fewest steps that free so much; one more than there are when they do not. */
        int toFree(long missing) {
            if (missing <= 0) {
                return 0;
            }
            int found = Arrays.binarySearch(freed, missing);
            int run = found >= 0 ? found : -found - 1;
            if (run == freed.length) {
                return steps() + 1;
            }
            return counts[run] - (int) ((freed[run] - missing) / runs.get(run).frees());
        }

        void free(long[] missing, int steps) {
            long amount = freed(steps);
            for (int line = 0; line < width; line++) {
                if (counts(line)) {
                    missing[line] -= amount;
                }
            }
        }

        void share(int steps, int[] taken) {
            int left = steps;
            for (Run run : runs) {
                int here = Math.min(left, run.steps());
                taken[run.item()] += here;
                left -= here;
            }
        }
    }
}
