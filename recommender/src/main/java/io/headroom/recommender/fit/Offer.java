package io.headroom.recommender.fit;

import java.util.BitSet;
import java.util.List;

/** What one workload can give up of what it wants. */
final class Offer {
    /** In how many units a need is counted. */
    static final int NEED = 1_000;

    private final int pods;
    private final int needs;
    private final List<List<Part>> parts;
    private final long[][] without;
    private final int[] lines;

    /**
     * @param pods how many it wants
     * @param needs how many of its needs a pod is a part of
     * @param parts what it can give up of each resource without no pod, without one, without two,
     *     and so on, down to its fewest
     * @param without by line what it frees without so many pods, when the others have all that they
     *     want
     */
    Offer(int pods, int needs, List<List<Part>> parts, long[][] without) {
        this.pods = pods;
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
    static Offer none() {
        return new Offer(1, 0, List.of(List.of()), new long[0][]);
    }

    /**
     * Of one resource.
     *
     * @param steps how many; a last smaller one included
     * @param freed what they free
     */
    record Part(int steps, List<Freed> freed) {
        static final Part NONE = new Part(0, List.of());

        Part {
            freed = List.copyOf(freed);
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
            BitSet on = freed.get(at).lines();
            for (int line = on.nextSetBit(0); line >= 0; line = on.nextSetBit(line + 1)) {
                sum += worth[line];
            }
            return sum;
        }
    }

    /** A number of steps, and what they cost less what they are worth; no more than 0. */
    record Best(int steps, double cost) {
        static final Best NONE = new Best(0, 0);
    }

    /** How many pods it can do without. */
    int most() {
        return parts.size() - 1;
    }

    /** What it can give up of a resource when it does without so many pods. */
    Part part(int of, int fewer) {
        return parts.get(fewer).get(of);
    }

    List<Part> parts(int fewer) {
        return parts.get(fewer);
    }

    /** Those on which it can free anything. */
    int[] lines() {
        return lines;
    }

    /** What a line counts less without so many pods. */
    long without(int line, int fewer) {
        return without[line][fewer];
    }

    /** What a line counts less without so many pods, and with all steps of the others. */
    long all(int line, int fewer) {
        long freed = without[line][fewer];
        for (Part part : parts.get(fewer)) {
            freed += part.freed(line, part.steps());
        }
        return freed;
    }

    /** The unmet need without so many pods, begun units included: each is a part of every need. */
    int unmet(int fewer) {
        return needs * Math.ceilDiv(fewer * NEED, pods);
    }
}
