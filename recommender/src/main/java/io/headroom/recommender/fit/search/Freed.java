package io.headroom.recommender.fit.search;

import java.util.BitSet;
import java.util.function.IntToLongFunction;

/**
 * What steps of one resource free on lines of quotas.
 *
 * @param lines those that count it so
 * @param by steps; never less than fewer of them
 */
public record Freed(BitSet lines, Curve by) {

    /** An amount for each number of steps. */
    public sealed interface Curve {
        long at(int steps);
    }

    /**
     * Each step frees the same, but for a last smaller one.
     *
     * @param each positive
     * @param last 0 where there is none
     */
    public record Straight(long each, int whole, long last) implements Curve {
        @Override
        public long at(int steps) {
            return steps > whole ? whole * each + last : steps * each;
        }
    }

    /** Steps of which some free less than others. */
    public static final class Bent implements Curve {
        private final long[] amounts;

        private Bent(long[] amounts) {
            this.amounts = amounts;
        }

        public static Bent of(int steps, IntToLongFunction freed) {
            long[] amounts = new long[steps + 1];
            for (int step = 1; step <= steps; step++) {
                amounts[step] = Math.max(amounts[step - 1], freed.applyAsLong(step));
            }
            return new Bent(amounts);
        }

        @Override
        public long at(int steps) {
            return amounts[steps];
        }
    }
}
