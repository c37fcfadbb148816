package io.headroom.recommender.scale.replay;

/**
 * The highest number of any latest stretch of time: what can no more become the highest is dropped,
 * so that the numbers go down and asking halves them until it has the one. Not thread-safe.
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

    /** The highest of those at {@code time} or later, or {@code otherwise} where that is higher. */
    int highestFrom(double time, int otherwise) {
        // no number lies between the two
        return highestAfter(Math.nextDown(time), otherwise);
    }

    /** The highest of those after {@code time}, or {@code otherwise} where that is higher. */
    int highestAfter(double time, int otherwise) {
        if (size == 0 || times[index(size - 1)] <= time) {
            return otherwise;
        }
        int before = -1;
        int after = times[first] > time ? 0 : size - 1;
        while (after - before > 1) {
            int middle = (before + after) >>> 1;
            if (times[index(middle)] > time) {
                after = middle;
            } else {
                before = middle;
            }
        }
        return Math.max(values[index(after)], otherwise);
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
