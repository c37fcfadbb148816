package io.headroom.recommender.needs;

import io.headroom.model.recommendation.Needs;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a Job or CronJob, oldest first, read from its windows: a run is an unbroken stretch
 * of windows in which it used something. What runs within five minutes of each other is one run,
 * and what runs for longer than a day counts as a run a day.
 */
record Runs(Duration step, List<Run> all) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * One run.
     *
     * @param start to the window
     * @param end likewise
     * @param peakCores the most in a window; {@code NaN} where no CPU is known
     * @param peakBytes the most in a window; likewise
     */
    record Run(Instant start, Instant end, double peakCores, double peakBytes) {

        Duration length() {
            return Duration.between(start, end);
        }
    }

    Runs {
        all = List.copyOf(all);
    }

    static Runs of(UsageHistory history) {
        List<Run> runs = new ArrayList<>();
        Run open = null;
        for (int window = 0; window < history.size(); window++) {
            double cores = history.cpuCores(window);
            double bytes = history.memoryBytes(window);
            if (Double.isNaN(cores) && Double.isNaN(bytes)) {
                continue;
            }
            Instant end = history.end(window);
            Instant start = end.minus(history.step());
            if (open != null && continues(open, start)) {
                open =
                        new Run(
                                open.start(),
                                end,
                                higher(open.peakCores(), cores),
                                higher(open.peakBytes(), bytes));
            } else {
                add(runs, open);
                open = new Run(start, end, cores, bytes);
            }
        }
        add(runs, open);
        return new Runs(history.step(), runs);
    }

    private static boolean continues(Run open, Instant start) {
        return !start.isAfter(open.end()) && open.length().compareTo(LONGEST) < 0;
    }

    private static void add(List<Run> runs, @Nullable Run run) {
        if (run != null) {
            runs.add(run);
        }
    }

    private static double higher(double one, double other) {
        return Double.isNaN(one) || Double.isNaN(other)
                ? Double.isNaN(one) ? other : one
                : Math.max(one, other);
    }

    /** What is said of them; empty where there are none. */
    Optional<Needs.Runs> figures() {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> lengths = all.stream().map(Run::length).sorted().toList();
        return Optional.of(
                new Needs.Runs(
                        all.size(),
                        lengths.get((lengths.size() - 1) / 2).toSeconds(),
                        lengths.getLast().toSeconds(),
                        hoursPerDay()));
    }

    /** From the start of the first run to that of the last: whole periods, and no part of one. */
    private @Nullable Double hoursPerDay() {
        Duration between = Duration.between(all.getFirst().start(), all.getLast().start());
        if (between.isZero()) {
            return null;
        }
        Duration ran =
                all.subList(0, all.size() - 1).stream()
                        .map(Run::length)
                        .reduce(Duration.ZERO, Duration::plus);
        return 24.0 * ran.toMillis() / between.toMillis();
    }
}
