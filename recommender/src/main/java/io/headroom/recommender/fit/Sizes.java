package io.headroom.recommender.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a line counts of each of the pods of a workload, and of all of them on their way to another
 * size. In units of the line.
 *
 * @param runs pods that count for as much, the largest first
 */
record Sizes(List<Run> runs) {

    /** So many pods that count for so much each. */
    record Run(int pods, long each) {}

    Sizes {
        // most pods of a workload are alike
        if (runs.size() > 1) {
            List<Run> sorted = new ArrayList<>(runs);
            sorted.sort(Comparator.comparingLong(Run::each).reversed());
            runs = sorted;
        }
        runs = List.copyOf(runs);
    }

    static Sizes alike(int pods, long each) {
        return new Sizes(pods == 0 ? List.of() : List.of(new Run(pods, each)));
    }

    int pods() {
        int pods = 0;
        for (Run run : runs) {
            pods += run.pods();
        }
        return pods;
    }

    long sum() {
        return atLeast(0);
    }

    /** What they come to when each counts for no less than that. */
    long atLeast(long least) {
        long sum = 0;
        for (Run run : runs) {
            sum = Math.addExact(sum, Math.multiplyExact(run.pods(), Math.max(run.each(), least)));
        }
        return sum;
    }

    /** What so many of the largest come to when each counts for no less than that. */
    private long ofLargest(int pods, long least) {
        long sum = 0;
        int left = pods;
        for (Run run : runs) {
            int taken = Math.min(left, run.pods());
            sum = Math.addExact(sum, Math.multiplyExact(taken, Math.max(run.each(), least)));
            left -= taken;
        }
        return sum;
    }

    /** What the largest of them counts for; 0 where none is there. */
    long largest() {
        return runs.isEmpty() ? 0 : runs.getFirst().each();
    }

    /** How much more than any of them a pod of that size counts for; 0 where none is there. */
    long replacement(long next) {
        return runs.isEmpty() ? 0 : Math.max(0, next - runs.getLast().each());
    }

    /** The most while they are resized in place; nothing where none of them gains anything. */
    long whileResized(long to) {
        return replacement(to) > 0 ? atLeast(to) : 0;
    }

    /**
     * The most while they roll out with all of their surge: whoever is smaller than the new ones
     * may be replaced first.
     *
     * @param pods the most that there are to be
     */
    long whileRollingOut(long to, int pods, int surge) {
        long beside = Math.max(pods - pods(), 0) + (long) surge;
        return Math.addExact(atLeast(to), Math.multiplyExact(beside, to));
    }

    /**
     * What a line has to have room for so that their rollout gets on all the same where pods of its
     * surge are refused: its controller ends as many old pods as may be unavailable of those that
     * it should have, at most, whether or not new ones come, and one more for each new one that is
     * Ready. So there is always room for another new pod when there is for the first one, beside
     * all that have to stay, and for the last.
     *
     * @param pods the most that there are to be
     */
    long whileRollingOutSlowly(long to, int pods, int unavailable) {
        int available = Math.max(Math.max(pods(), pods) - unavailable, 0);
        int staying = Math.min(pods(), available);
        // where none may be missing one that is old stays until the last new one is Ready
        long old = unavailable == 0 && staying > 0 ? Math.max(to - largest(), 0) : 0;
        long first =
                Math.addExact(
                        ofLargest(staying, to) - old,
                        Math.multiplyExact(available - staying + 1L, to));
        long last =
                Math.addExact(
                        Math.multiplyExact(Math.max(1L - unavailable, 0), largest()),
                        Math.multiplyExact((long) pods, to));
        return Math.max(first, last);
    }
}
