package io.headroom.collector.history;

import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What of the history is still to be read, the oldest first, because windows close in the order of
 * their time.
 *
 * @param nextWindow the first that is still to be read
 * @param endWindow the one after the last
 * @param windows how many are read with one round of queries
 */
record ChunkPlan(long nextWindow, long endWindow, int windows) {
    /** An hour: with fewer windows a query is not noticeably cheaper. */
    static final int SMALLEST = 12;

    private static final int LARGEST = Windows.PER_DAY;

    /** So many values of a query fit into memory and into a query's limits with room to spare. */
    private static final int VALUES_PER_ANSWER = 200_000;

    /**
     * Everything in {@code [from, now)} that are whole windows.
     *
     * @param containers how many there are about
     */
    static ChunkPlan of(Instant from, Instant now, long containers) {
        long first = Windows.indexOf(from);
        if (Windows.start(first).isBefore(from)) {
            first++;
        }
        long fitting = VALUES_PER_ANSWER / Math.max(1, containers);
        return new ChunkPlan(
                first,
                Math.max(first, Windows.indexOf(now)),
                Math.clamp(fitting, SMALLEST, LARGEST));
    }

    boolean done() {
        return nextWindow >= endWindow;
    }

    long windowsLeft() {
        return endWindow - nextWindow;
    }

    Instant end() {
        return Windows.start(endWindow);
    }

    /** How much of this plan is done when only {@code rest} is left, 0 to 1. */
    double fraction(ChunkPlan rest) {
        return windowsLeft() == 0 ? 1 : 1 - (double) rest.windowsLeft() / windowsLeft();
    }

    Chunk next() {
        return new Chunk(nextWindow, Math.min(nextWindow + windows, endWindow));
    }

    ChunkPlan after(Chunk chunk) {
        return new ChunkPlan(chunk.endWindow(), endWindow, windows);
    }

    /** The same with chunks of half the size; empty when they are the smallest already. */
    Optional<ChunkPlan> halved() {
        return windows <= SMALLEST
                ? Optional.empty()
                : Optional.of(
                        new ChunkPlan(nextWindow, endWindow, Math.max(SMALLEST, windows / 2)));
    }

    /**
     * What can be read in the time that is left: when that is not all, the oldest is given up,
     * because the latest history says most of what comes next.
     *
     * @param perWindow how long one took so far
     */
    ChunkPlan fitting(Duration perWindow, Duration left) {
        long nanos = Math.max(1, perWindow.toNanos());
        long affordable = Math.max(0, left.toNanos()) / nanos;
        return affordable >= windowsLeft()
                ? this
                : new ChunkPlan(Math.min(endWindow, endWindow - affordable), endWindow, windows);
    }
}
