package io.headroom.model.profile;

import java.util.Arrays;
import java.util.function.DoubleToIntFunction;
import java.util.function.IntToDoubleFunction;

/**
 * Finds which of ascending edges a value lies between, without a logarithm and without a search.
 * The leading bits of a positive double, its exponent and the first of its fraction, count in steps
 * that are narrow enough for one edge at most: for each step it is known how many lie before it.
 * Immutable.
 */
public final class EdgeIndex {
    private static final int BITS_OF_FRACTION = 52;
    private static final int FEWEST_BITS = 3;
    private static final int MOST_BITS = 12;

    /** How far a function of logarithms may be from where its edges should lie. */
    private static final double SLACK = 1e-6;

    /** And one at the end that nothing reaches. */
    private final double[] edges;

    private final int[] before;
    private final int droppedBits;
    private final long firstStep;

    private EdgeIndex(double[] edges, int bits) {
        this.edges = Arrays.copyOf(edges, edges.length + 1);
        this.edges[edges.length] = Double.POSITIVE_INFINITY;
        this.droppedBits = BITS_OF_FRACTION - bits;
        this.firstStep = step(edges[0]);
        this.before = new int[(int) (step(edges[edges.length - 1]) - firstStep) + 1];
        int count = 0;
        for (int i = 0; i < before.length; i++) {
            while (step(edges[count]) < firstStep + i) {
                count++;
            }
            before[i] = count;
        }
    }

    /**
     * The index of the edges at which a function that never falls steps up, each to the last bit:
     * {@link #find} gives what the function gives.
     *
     * @param function 0 below the first edge, and one more from each edge on
     * @param near about where edge {@code i} lies, at which the function becomes {@code i + 1}
     */
    public static EdgeIndex of(int edges, DoubleToIntFunction function, IntToDoubleFunction near) {
        double[] exact = new double[edges];
        for (int i = 0; i < edges; i++) {
            double about = near.applyAsDouble(i);
            long below = Double.doubleToRawLongBits(about * (1 - SLACK));
            long from = Double.doubleToRawLongBits(about * (1 + SLACK));
            if (function.applyAsInt(Double.longBitsToDouble(below)) > i
                    || function.applyAsInt(Double.longBitsToDouble(from)) <= i) {
                throw new IllegalArgumentException("there is no edge " + i + " near " + about);
            }
            while (from - below > 1) {
                long middle = (below + from) >>> 1;
                if (function.applyAsInt(Double.longBitsToDouble(middle)) > i) {
                    from = middle;
                } else {
                    below = middle;
                }
            }
            exact[i] = Double.longBitsToDouble(from);
        }
        for (int bits = FEWEST_BITS; bits <= MOST_BITS; bits++) {
            EdgeIndex index = new EdgeIndex(exact, bits);
            if (index.tellsApart()) {
                return index;
            }
        }
        throw new IllegalArgumentException("edges must be further apart");
    }

    private boolean tellsApart() {
        for (int i = 0; i + 2 < edges.length; i++) {
            if (step(edges[i]) == step(edges[i + 1])) {
                return false;
            }
        }
        return true;
    }

    /** How many edges are at or below {@code value}. */
    public int find(double value) {
        long step = step(value) - firstStep;
        if (step < 0) {
            return 0;
        }
        if (step >= before.length) {
            return edges.length - 1;
        }
        int count = before[(int) step];
        return edges[count] <= value ? count + 1 : count;
    }

    private long step(double value) {
        return Double.doubleToRawLongBits(value) >> droppedBits;
    }
}
