package io.headroom.recommender.replay;

import java.util.Arrays;

/**
 * What a memory limit would have done: usage above it kills the container, which comes back a step
 * later with the limit that the upstream VPA would give it then, 20 % or 100 MiB more than what it
 * was killed at. The next advice starts over.
 */
final class OomReplay {
    private static final double BUMP_RATIO = 1.2;
    private static final double BUMP_BYTES = 100 << 20;

    private OomReplay() {}

    /** The samples in {@code [from, to)} at which it is killed. */
    static int[] kills(ScoredUsage usage, int from, int to, double limitBytes) {
        int[] kills = new int[0];
        double limit = limitBytes;
        for (int i = from; i < to; i++) {
            if (usage.amount(i) > limit) {
                kills = Arrays.copyOf(kills, kills.length + 1);
                kills[kills.length - 1] = i;
                limit = bumped(usage.amount(i));
                i++;
            }
        }
        return kills;
    }

    /** How many there are; see {@link #kills}. */
    static int count(ScoredUsage usage, int from, int to, double limitBytes) {
        int count = 0;
        double limit = limitBytes;
        for (int i = from; i < to; i++) {
            if (usage.amount(i) > limit) {
                count++;
                limit = bumped(usage.amount(i));
                i++;
            }
        }
        return count;
    }

    private static double bumped(double used) {
        return Math.max(BUMP_RATIO * used, used + BUMP_BYTES);
    }
}
