package io.headroom.recommender.fit;

import java.util.BitSet;
import java.util.function.IntToLongFunction;

/**
 * What steps of one resource free on lines of quotas.
 *
 * @param lines those that count it so
 * @param by steps; never less than fewer of them
 */
record Freed(BitSet lines, Curve by) {

    /** An amount for each number of steps. */
    sealed interface Curve {
        long at(int steps);

        /** So many of them at once. */
        Curve times(int pods);
    }

    /**
     * Each step frees the same, but for a last smaller one.
     *
     * @param each positive
     * @param last 0 where there is none
     */
    record Straight(long each, int whole, long last) implements Curve {
        @Override
        public long at(int steps) {
            return steps > whole ? whole * each + last : steps * each;
        }

        @Override
        public Straight times(int pods) {
            return new Straight(pods * each, whole, pods * last);
        }
    }

    /** Steps of which some free less than others. */
    static final class Bent implements Curve {
        private final long[] amounts;
        private final int pods;

        private Bent(long[] amounts, int pods) {
            this.amounts = amounts;
            this.pods = pods;
        }

        static Bent of(int steps, IntToLongFunction freed) {
            long[] amounts = new long[steps + 1];
            for (int step = 1; step <= steps; step++) {
                amounts[step] = Math.max(amounts[step - 1], freed.applyAsLong(step));
            }
            return new Bent(amounts, 1);
        }

        @Override
        public long at(int steps) {
            return pods * amounts[steps];
        }

        @Override
        public Bent times(int more) {
            return new Bent(amounts, pods * more);
        }
    }
}
