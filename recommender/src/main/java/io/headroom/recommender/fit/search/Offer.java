package io.headroom.recommender.fit.search;

import java.util.BitSet;
import java.util.List;

/** What one workload can give up of what it wants. */
public final class Offer {
    /** In how many units a need is counted. */
    public static final int NEED = 1_000;

    private final int pods;
    private final int[] fewer;
    private final int needs;
    private final List<List<Part>> parts;
    private final long[][] without;
    private final int[] lines;

    /**
     * @param pods how many it wants
     * @param fewer how many pods less than that each choice is, from the least to the most
     * @param needs how many of its needs a pod is a part of
     * @param parts what it can give up of each resource with each choice of pods
     * @param without by line what it frees by each choice beside the first, when the others have
     *     all that they want
     */
    public Offer(int pods, int[] fewer, int needs, List<List<Part>> parts, long[][] without) {
        this.pods = pods;
        this.fewer = fewer.clone();
        this.needs = needs;
        this.parts = parts.stream().map(List::copyOf).toList();
        this.without = without;
        BitSet counted = new BitSet();
        parts.forEach(
                each -> each.forEach(part -> part.freed().forEach(on -> counted.or(on.lines()))));
        for (int line = 0; line < without.length; line++) {
            if (without[line][most()] > 0) {
                counted.set(line);
            }
        }
        this.lines = counted.stream().toArray();
    }

    /** One that wants nothing. */
    public static Offer none() {
        return new Offer(1, new int[1], 0, List.of(List.of()), new long[0][]);
    }

    /** What steps of one resource free. */
    public static final class Part {
        public static final Part NONE = new Part(0, List.of());

        private final int steps;
        private final List<Freed> freed;
        private final int[][] lines;

        /**
         * @param steps how many; a last smaller one included
         * @param freed what they free; no line is in two of them
         */
        public Part(int steps, List<Freed> freed) {
            this.steps = steps;
            this.freed = List.copyOf(freed);
            this.lines =
                    freed.stream()
                            .map(each -> each.lines().stream().toArray())
                            .toArray(int[][]::new);
        }

        int steps() {
            return steps;
        }

        List<Freed> freed() {
            return freed;
        }

        long freed(int line, int taken) {
            for (Freed each : freed) {
                if (each.lines().get(line)) {
                    return each.by().at(taken);
                }
            }
            return 0;
        }

        /**
         * The steps that cost least, each less what it frees is worth.
         *
         * @param worth of one unit on each line
         * @param each what a step costs
         */
        Best best(double[] worth, int each) {
            if (steps == 0) {
                return Best.NONE;
            }
            if (freed.size() == 1 && freed.getFirst().by() instanceof Freed.Straight straight) {
                return best(straight, worth(0, worth), each);
            }
            double[] of = new double[freed.size()];
            for (int at = 0; at < of.length; at++) {
                of[at] = worth(at, worth);
            }
            int best = 0;
            double least = 0;
            for (int step = 1; step <= steps; step++) {
                double cost = (double) step * each;
                for (int at = 0; at < of.length; at++) {
                    cost -= of[at] * freed.get(at).by().at(step);
                }
                if (cost < least) {
                    least = cost;
                    best = step;
                }
            }
            return new Best(best, least);
        }

        private static Best best(Freed.Straight straight, double worth, int each) {
            double saved = worth * straight.each() - each;
            if (saved <= 0) {
                return Best.NONE;
            }
            double ofLast = Math.max(0, worth * straight.last() - each);
            return new Best(
                    straight.whole() + (ofLast > 0 ? 1 : 0), -saved * straight.whole() - ofLast);
        }

        /** Of a unit that is freed on all lines that count it so. */
        private double worth(int at, double[] worth) {
            double sum = 0;
            for (int line : lines[at]) {
                sum += worth[line];
            }
            return sum;
        }
    }

    /** A number of steps, and what they cost less what they are worth; no more than 0. */
    record Best(int steps, double cost) {
        static final Best NONE = new Best(0, 0);
    }

    /** How many choices of pods there are beside the first, which is the most pods. */
    public int most() {
        return parts.size() - 1;
    }

    /** What it can give up of a resource with a choice of pods. */
    Part part(int of, int choice) {
        return parts.get(choice).get(of);
    }

    List<Part> parts(int choice) {
        return parts.get(choice);
    }

    /** Those on which it can free anything. */
    int[] lines() {
        return lines;
    }

    /** What a line counts less with a choice of pods than with the first. */
    long without(int line, int choice) {
        return without[line][choice];
    }

    /** Likewise, and with all steps of those that are left. */
    long all(int line, int choice) {
        long freed = without[line][choice];
        for (Part part : parts.get(choice)) {
            freed += part.freed(line, part.steps());
        }
        return freed;
    }

    /**
     * The unmet need with a choice of pods beyond that with the first, begun units included: each
     * pod is a part of every need.
     */
    int unmet(int choice) {
        return needs * (begun(fewer[choice], pods) - begun(fewer[0], pods));
    }

    /** How many units of a need are not met without so many of these pods, begun ones included. */
    public static int begun(int fewer, int pods) {
        return (int) Math.ceilDiv((long) fewer * NEED, (long) pods);
    }
}
