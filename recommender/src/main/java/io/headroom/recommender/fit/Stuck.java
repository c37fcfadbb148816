package io.headroom.recommender.fit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Who has to keep what it has, as lines do not let all in at their least. One after the other is
 * let in, the highest PriorityClass and the first by name first, where there is room for it beside
 * the least of those before it; of those after it beside that as well, but for what they have less
 * now: nobody has less for the sake of another one that is let in.
 */
final class Stuck {
    private final Room room;
    private final List<Grant> least;
    private final List<Standing> now;
    private final BitSet stuck = new BitSet();
    private final Map<Integer, List<Shortage>> on = new TreeMap<>();

    /** What each line counts by then. */
    private final long[] sums;

    /** Likewise if none was let in yet. */
    private final long[] fewest;

    private boolean certain = true;

    private Stuck(List<QuotaLine> lines, List<Grant> least, List<Standing> now) {
        this.room = new Room(lines, least.stream().map(Grant::claim).toList());
        this.least = least;
        this.now = now;
        this.sums = new long[lines.size()];
        this.fewest = new long[lines.size()];
    }

    /**
     * Those who are.
     *
     * @param on by index the lines that have no room for each of them; empty where all are let in
     * @param certain whether there is no room for any of them, whoever is let in before
     */
    record Found(Map<Integer, List<Shortage>> on, boolean certain) {
        Found {
            on = Map.copyOf(on);
        }
    }

    static Found of(List<QuotaLine> lines, List<Grant> least, List<Standing> now) {
        Stuck search = new Stuck(lines, least, now);
        List<Integer> order =
                IntStream.range(0, least.size())
                        .boxed()
                        .sorted(
                                Comparator.<Integer>comparingInt(
                                                index -> least.get(index).claim().priority())
                                        .reversed())
                        .toList();
        // what somebody keeps may be more than its least, and in the way of those before it
        do {
            search.letIn(order);
        } while (search.isAnyMissing());
        while (search.letInAfterAll(order)) {}
        return new Found(search.on, search.certain);
    }

    private void letIn(List<Integer> order) {
        for (int line = 0; line < sums.length; line++) {
            fewest[line] = room.lines().get(line).others();
        }
        order.forEach(index -> add(fewest, index, stuck.get(index) ? Part.ALL : Part.FEWEST));
        System.arraycopy(fewest, 0, sums, 0, sums.length);
        for (int index : order) {
            if (stuck.get(index)) {
                continue;
            }
            add(sums, index, Part.TO_LEAST);
            List<Shortage> shortages = shortages(sums, index);
            if (!shortages.isEmpty()) {
                // what those before it have more than the fewest may be what is missing
                add(fewest, index, Part.TO_LEAST);
                certain &= !shortages(fewest, index).isEmpty();
                stuck.set(index);
                on.put(index, shortages);
                for (long[] each : List.of(sums, fewest)) {
                    add(each, index, Part.FROM_LEAST);
                }
            }
        }
    }

    /** Whether there is room for one of those, once it is known who else is let in. */
    private boolean letInAfterAll(List<Integer> order) {
        for (int index : order) {
            if (stuck.get(index)) {
                add(sums, index, Part.FROM_ALL);
                if (shortages(sums, index).isEmpty()) {
                    stuck.clear(index);
                    on.remove(index);
                    return true;
                }
                add(sums, index, Part.FROM_LEAST);
            }
        }
        return false;
    }

    /** What of one is added to the lines that count it. */
    private enum Part {
        /** All that it has. */
        ALL,
        /** That, or its least where that is less. */
        FEWEST,
        /** From those fewest to its least. */
        TO_LEAST,
        /** From its least to what it has. */
        FROM_LEAST,
        /** From what it has to its least. */
        FROM_ALL
    }

    private void add(long[] to, int index, Part part) {
        for (int line = 0; line < to.length; line++) {
            if (room.counts(line, index)) {
                QuotaLine of = room.lines().get(line);
                long has = now.get(index).charge(of);
                long needs = of.charge(least.get(index));
                long more =
                        switch (part) {
                            case ALL -> has;
                            case FEWEST -> Math.min(has, needs);
                            case TO_LEAST -> needs - Math.min(has, needs);
                            case FROM_LEAST -> has - needs;
                            case FROM_ALL -> needs - has;
                        };
                to[line] = Math.addExact(to[line], more);
            }
        }
    }

    /** The lines that have no room for one of those that they count. */
    private List<Shortage> shortages(long[] sums, int index) {
        List<Shortage> shortages = new ArrayList<>();
        for (int line = 0; line < sums.length; line++) {
            QuotaLine of = room.lines().get(line);
            if (sums[line] > of.hard()
                    && room.counts(line, index)
                    && of.charge(least.get(index)) > 0) {
                shortages.add(new Shortage(of, sums[line]));
            }
        }
        return shortages;
    }

    private boolean isAnyMissing() {
        return IntStream.range(0, least.size())
                .anyMatch(index -> !stuck.get(index) && !shortages(sums, index).isEmpty());
    }
}
