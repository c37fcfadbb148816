package io.headroom.recommender.scale.replay;

/**
 * The highest number of a window that moves on: what can no more become the highest is dropped, so
 * that adding and asking take constant time on the average. Not thread-safe.
 */
final class Extremes {
    private double[] times = new double[64];
    private int[] values = new int[64];
    private int first;
    private int size;

    /** Adds a number, not before those already there. */
    void add(double time, int value) {
        while (size > 0 && values[index(size - 1)] <= value) {
            size--;
        }
        if (size == times.length) {
            grow();
        }
        times[index(size)] = time;
        values[index(size)] = value;
        size++;
    }

    /** Forgets what was added before {@code time}. */
    void forgetBefore(double time) {
        while (size > 0 && times[first] < time) {
            drop();
        }
    }

    /** Forgets what was added at {@code time} or before. */
    void forgetUntil(double time) {
        while (size > 0 && times[first] <= time) {
            drop();
        }
    }

    /** The highest, or {@code otherwise} where that is higher. */
    int highest(int otherwise) {
        return size == 0 ? otherwise : Math.max(values[first], otherwise);
    }

    void clear() {
        size = 0;
    }

    private void drop() {
        first = (first + 1) & (times.length - 1);
        size--;
    }

    private int index(int offset) {
        return (first + offset) & (times.length - 1);
    }

    private void grow() {
        double[] moreTimes = new double[2 * times.length];
        int[] moreValues = new int[2 * times.length];
        for (int i = 0; i < size; i++) {
            moreTimes[i] = times[index(i)];
            moreValues[i] = values[index(i)];
        }
        times = moreTimes;
        values = moreValues;
        first = 0;
    }
}
