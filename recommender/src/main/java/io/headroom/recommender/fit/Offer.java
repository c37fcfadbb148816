package io.headroom.recommender.fit;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** What one workload can give up of what it wants. */
final class Offer {
    /** In how many units a need is counted. */
    static final int NEED = 1_000;

    private final int pods;
    private final int most;
    private final List<Part> parts;
    private final long[][] without;
    private final int[] lines;

    /**
     * @param pods how many it wants
     * @param most how many of them it can do without
     * @param parts what it can give up of what one pod asks for
     * @param without by line what it frees without no pod, without one, without two, and so on,
     *     when the others have all that they want
     */
    Offer(int pods, int most, List<Part> parts, long[][] without) {
        this.pods = pods;
        this.most = most;
        this.parts = List.copyOf(parts);
        this.without = without;
        BitSet counted = new BitSet();
        parts.forEach(part -> part.freed().forEach(freed -> counted.or(freed.lines())));
        IntStream.range(0, without.length)
                .filter(line -> without[line][most] > 0)
                .forEach(counted::set);
        this.lines = counted.stream().toArray();
    }

    /**
     * Of one resource.
     *
     * @param steps how many; a last smaller one included
     * @param freed what they free of one pod
     */
    record Part(int steps, List<Freed> freed) {
        Part {
            freed = List.copyOf(freed);
        }

        /** What it frees on a line, of so many pods. */
        long freed(int line, int taken, int ofPods) {
            for (Freed each : freed) {
                if (each.lines().get(line)) {
                    return ofPods * each.by().at(taken);
                }
            }
            return 0;
        }

        FewestSteps.Item of(int pods) {
            return pods == 0 || steps == 0
                    ? FewestSteps.Item.none()
                    : new FewestSteps.Item(
                            steps,
                            freed.stream()
                                    .map(each -> new Freed(each.lines(), each.by().times(pods)))
                                    .toList());
        }

        /**
         * The steps that cost least, each less what it frees is worth.
         *
         * @param worth of one unit on each line
         * @param each what a step costs
         */
        Best best(double[] worth, int each, int pods) {
            double[] of = new double[freed.size()];
            for (int at = 0; at < of.length; at++) {
                BitSet on = freed.get(at).lines();
                for (int line = on.nextSetBit(0); line >= 0; line = on.nextSetBit(line + 1)) {
                    of[at] += pods * worth[line];
                }
            }
            Best best = new Best(0, 0);
            boolean straight = of.length == 1 && freed.getFirst().by() instanceof Freed.Straight;
            // the whole ones free the same each, so that only their ends can be best
            for (int step = straight ? Math.max(steps - 1, 1) : 1; step <= steps; step++) {
                double cost = (double) step * each;
                for (int at = 0; at < of.length; at++) {
                    cost -= of[at] * freed.get(at).by().at(step);
                }
                best = cost < best.cost() ? new Best(step, cost) : best;
            }
            return best;
        }
    }

    /** A number of steps, and what they cost less what they are worth; no more than 0. */
    record Best(int steps, double cost) {}

    int pods() {
        return pods;
    }

    int most() {
        return most;
    }

    List<Part> parts() {
        return parts;
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
        for (Part part : parts) {
            freed += part.freed(line, part.steps(), pods - fewer);
        }
        return freed;
    }

    /** The unmet need without so many pods, begun units included. */
    int unmet(int fewer) {
        return Math.ceilDiv(fewer * NEED, pods);
    }
}
