package io.headroom.recommender.scale.replay;

import java.util.Arrays;

/** The replicas of a workload, of which some do not serve yet. Not thread-safe. */
final class Replicas {
    private double[] readyAt = new double[16];
    private int[] counts = new int[16];
    private int first;
    private int last;
    private int all;
    private int ready;

    int all() {
        return all;
    }

    int ready() {
        return ready;
    }

    /** All of them serve. */
    void settle() {
        ready = all;
        first = 0;
        last = 0;
    }

    void startWith(int replicas) {
        all = replicas;
        settle();
    }

    /** Those whose time has come begin to serve. */
    void pass(double now) {
        while (first < last && readyAt[first] <= now) {
            ready += counts[first++];
        }
    }

    /**
     * Adds some, or removes those that serve the least.
     *
     * @param servesAt when new ones will serve
     */
    void scaleTo(int replicas, double servesAt) {
        if (replicas > all) {
            push(servesAt, replicas - all);
        } else {
            int drop = all - replicas;
            while (drop > 0 && first < last) {
                int youngest = Math.min(drop, counts[last - 1]);
                counts[last - 1] -= youngest;
                drop -= youngest;
                if (counts[last - 1] == 0) {
                    last--;
                }
            }
            ready -= drop;
        }
        all = replicas;
    }

    private void push(double servesAt, int count) {
        if (first == last) {
            first = 0;
            last = 0;
        }
        if (last == counts.length) {
            if (first > 0) {
                System.arraycopy(readyAt, first, readyAt, 0, last - first);
                System.arraycopy(counts, first, counts, 0, last - first);
                last -= first;
                first = 0;
            } else {
                readyAt = Arrays.copyOf(readyAt, 2 * last);
                counts = Arrays.copyOf(counts, 2 * last);
            }
        }
        readyAt[last] = servesAt;
        counts[last++] = count;
    }
}
