package io.headroom.recommender.replay;

import io.headroom.recommender.size.Samples;
import io.headroom.recommender.size.UsageHistory;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The usage of one resource that advice is held against: the known samples after the first advice,
 * on days that have at least 90 % of their samples. Windows are numbered by the advice that is in
 * force, days by 24 hours from the first advice.
 */
final class ScoredUsage {
    private static final double FULL_DAY = 0.9;
    private static final double P95 = 0.95;

    private final double[] amounts;
    private final int[] windows;
    private final int[] days;
    private final double[] hours;
    private final double[] dailyP95;

    private ScoredUsage(double[] amounts, int[] windows, int[] days, int dayCount) {
        this.amounts = amounts;
        this.windows = windows;
        this.days = days;
        this.hours = new double[amounts.length];
        this.dailyP95 = new double[dayCount];
        int from = 0;
        while (from < amounts.length) {
            int to = from;
            while (to < amounts.length && days[to] == days[from]) {
                to++;
            }
            double[] day = Arrays.copyOfRange(amounts, from, to);
            Arrays.sort(day);
            dailyP95[days[from]] = Samples.quantile(day, P95);
            Arrays.fill(hours, from, to, 24.0 / (to - from));
            from = to;
        }
    }

    static ScoredUsage cpu(UsageHistory usage, List<Instant> origins, Protocol protocol) {
        return of(usage.cpu(FOREVER), usage.step(), origins, protocol);
    }

    static ScoredUsage memory(UsageHistory usage, List<Instant> origins, Protocol protocol) {
        return of(usage.memory(FOREVER), usage.step(), origins, protocol);
    }

    private static final Duration FOREVER = Duration.ofDays(36_500);

    private static ScoredUsage of(
            Samples samples, Duration step, List<Instant> origins, Protocol protocol) {
        if (origins.isEmpty()) {
            return new ScoredUsage(new double[0], new int[0], new int[0], 0);
        }
        long start = origins.getFirst().plus(protocol.delay()).toEpochMilli();
        long horizon = protocol.horizon().toMillis();
        long day = Protocol.DAY.toMillis();
        double needed = FULL_DAY * day / step.toMillis();
        double[] amounts = new double[samples.size()];
        int[] windows = new int[samples.size()];
        int[] days = new int[samples.size()];
        int count = 0;
        int dayCount = 0;
        int from = 0;
        while (from < samples.size()) {
            // a window that ends at the moment of an advice belongs to the one before
            long since = samples.endMillis(from) - start - 1;
            if (since < 0) {
                from++;
                continue;
            }
            int to = from;
            int dayBegin = count;
            while (to < samples.size()
                    && (samples.endMillis(to) - start - 1) / day == since / day) {
                long window = (samples.endMillis(to) - start - 1) / horizon;
                if (window < origins.size()) {
                    amounts[count] = samples.amount(to);
                    windows[count] = (int) window;
                    days[count++] = dayCount;
                }
                to++;
            }
            if (count - dayBegin >= needed) {
                dayCount++;
            } else {
                count = dayBegin;
            }
            from = to;
        }
        return new ScoredUsage(
                Arrays.copyOf(amounts, count),
                Arrays.copyOf(windows, count),
                Arrays.copyOf(days, count),
                dayCount);
    }

    int size() {
        return amounts.length;
    }

    double amount(int index) {
        return amounts[index];
    }

    /** The advice that is in force at a sample. */
    int window(int index) {
        return windows[index];
    }

    int day(int index) {
        return days[index];
    }

    /** How many hours a sample stands for: those of a day add up to 24. */
    double hours(int index) {
        return hours[index];
    }

    int days() {
        return dailyP95.length;
    }

    /** Where the samples end that have the same window as {@code from}. */
    int windowEnd(int from) {
        int to = from;
        while (to < amounts.length && windows[to] == windows[from]) {
            to++;
        }
        return to;
    }

    double max() {
        return Arrays.stream(amounts).max().orElse(0);
    }

    /** The samples {@code [from, to)}, lowest first. */
    double[] sorted(int from, int to) {
        double[] sorted = Arrays.copyOfRange(amounts, from, to);
        Arrays.sort(sorted);
        return sorted;
    }

    /** The advice that was in force, from the first scored sample to the last. */
    double[] inForce(double[] requests) {
        return size() == 0
                ? new double[0]
                : Arrays.copyOfRange(requests, windows[0], windows[size() - 1] + 1);
    }

    /**
     * The part of each day's mean request that its p95 leaves, between -1 and 1.
     *
     * @param requests by window
     */
    double[] dailySlack(double[] requests) {
        double[] mean = new double[days()];
        for (int i = 0; i < size(); i++) {
            mean[days[i]] += requests[windows[i]] * hours[i] / 24;
        }
        double[] slack = new double[days()];
        for (int day = 0; day < slack.length; day++) {
            slack[day] =
                    mean[day] > 0
                            ? Math.clamp((mean[day] - dailyP95[day]) / mean[day], -1.0, 1.0)
                            : -1;
        }
        return slack;
    }
}
