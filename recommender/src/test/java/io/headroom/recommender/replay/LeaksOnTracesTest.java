package io.headroom.recommender.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.profile.ByteScale;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.restarts.LeakDetector;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often a leak is told where nobody knows of one, and how often where one was added: on the
 * real traces, asked once a day with what rings would hold by then.
 */
@Tag("traces")
class LeaksOnTracesTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration RING = Duration.ofDays(14);
    private static final Duration HOLE = Duration.ofHours(12);

    /** Of the limit above the highest memory there was, as a factor. */
    private static final double LIMIT = 1.5;

    /** When an added leak begins in a stretch without holes, and how long that must be. */
    private static final Duration BEGINS_AFTER = Duration.ofDays(3);

    private static final int LEAST_STRETCH_DAYS = 13;

    private static final class Alarms {
        private int series;
        private int alarmed;
        private int days;
        private int alarmedDays;

        double dayRatio() {
            return (double) alarmedDays / days;
        }
    }

    private static final class Added {
        private int series;
        private int told;
        private int killedUntold;
        private int daysUntilTold;
    }

    @Test
    void fewAreToldWhereNobodyKnowsOfALeak() throws IOException {
        // When
        SortedMap<String, Alarms> bySet = new TreeMap<>();
        for (ContainerSeries series : measured()) {
            Alarms alarms = bySet.computeIfAbsent(series.set(), _ -> new Alarms());
            int before = alarms.alarmedDays;
            Instant last = end(series.usage());
            for (Instant asOf = begin(series.usage()).plus(DAY);
                    !asOf.isAfter(last);
                    asOf = asOf.plus(DAY)) {
                alarms.days++;
                alarms.alarmedDays +=
                        LeakDetector.find(known(series.usage(), asOf, 0, asOf), List.of())
                                        .isPresent()
                                ? 1
                                : 0;
            }
            alarms.series++;
            alarms.alarmed += alarms.alarmedDays > before ? 1 : 0;
        }
        bySet.forEach((set, alarms) ->
                System.out.printf(
                        Locale.ROOT,
                        "%s: told of %d of %d series at some time, on %.2f %% of %d days%n",
                        set,
                        alarms.alarmed,
                        alarms.series,
                        100 * alarms.dayRatio(),
                        alarms.days));

        // Then
        assertThat(of(bySet, "kruize-openshift").alarmedDays).isZero();
        assertThat(of(bySet, "bitbrains-faststorage").dayRatio()).isLessThan(0.02);
        assertThat(of(bySet, "bitbrains-rnd-3month").dayRatio()).isLessThan(0.02);
        // nine replicas of one job, some of which grow for a week: it may well leak
        assertThat(of(bySet, "google-borg-2019").dayRatio()).isLessThan(0.1);
    }

    private static Alarms of(SortedMap<String, Alarms> bySet, String set) {
        return Objects.requireNonNull(bySet.get(set), set);
    }

    @Test
    void nearlyAllAreToldBeforeTheLimitIsReached() throws IOException {
        // When
        SortedMap<String, Added> bySet = new TreeMap<>();
        int untold = 0;
        int told = 0;
        for (ContainerSeries series : measured()) {
            Stretch stretch = longest(series.usage());
            if (stretch.days() < LEAST_STRETCH_DAYS) {
                continue;
            }
            for (double perDay : new double[] {0.02, 0.05, 0.2}) {
                Added added =
                        bySet.computeIfAbsent(
                                "%s + %.0f %% a day".formatted(series.set(), 100 * perDay),
                                _ -> new Added());
                added.series++;
                int days = daysUntilTold(series.usage(), stretch, perDay);
                if (days > 0) {
                    added.told++;
                    added.daysUntilTold += days;
                    told++;
                } else if (days < 0) {
                    added.killedUntold++;
                    untold++;
                }
            }
        }
        bySet.forEach((what, added) ->
                System.out.printf(
                        Locale.ROOT,
                        "%s: of %d told %d, after %.1f days; killed untold %d%n",
                        what,
                        added.series,
                        added.told,
                        added.told == 0 ? 0 : (double) added.daysUntilTold / added.told,
                        added.killedUntold));

        // Then
        assertThat((double) untold / (told + untold)).isLessThan(0.05);
    }

    /** Negative when it was killed before, 0 when it was neither. */
    private static int daysUntilTold(UsageHistory usage, Stretch stretch, double perDay) {
        double[] sorted = memory(usage);
        double leakPerDay = perDay * sorted[sorted.length / 2];
        double limit = LIMIT * sorted[sorted.length - 1];
        Instant begins = stretch.from().plus(BEGINS_AFTER);
        for (int day = 1; !begins.plus(DAY.multipliedBy(day)).isAfter(stretch.until()); day++) {
            UsageHistory known =
                    known(usage, begins.plus(DAY.multipliedBy(day)), leakPerDay, begins);
            if (memory(known)[memory(known).length - 1] > limit) {
                return -1;
            }
            if (LeakDetector.find(known, List.of()).isPresent()) {
                return day;
            }
        }
        return 0;
    }

    /** Those that have a day of memory, and more than a mebibyte of it. */
    private static List<ContainerSeries> measured() throws IOException {
        return PublicTraces.read().stream()
                .filter(series -> {
                    double[] sorted = memory(series.usage());
                    return sorted.length >= DAY.dividedBy(series.usage().step())
                            && sorted[sorted.length / 2] > 1 << 20;
                })
                .toList();
    }

    private static double[] memory(UsageHistory usage) {
        return IntStream.range(0, usage.size())
                .mapToDouble(usage::memoryBytes)
                .filter(bytes -> !Double.isNaN(bytes))
                .sorted()
                .toArray();
    }

    /** What a ring would hold: the last two weeks, window by window, rounded as they are. */
    private static UsageHistory known(
            UsageHistory usage, Instant asOf, double leakPerDay, Instant leaksFrom) {
        UsageHistory.Builder known = UsageHistory.withStep(usage.step());
        Instant next = null;
        for (int window = 0; window < usage.size(); window++) {
            Instant end = usage.end(window);
            if (end.isAfter(asOf) || !end.isAfter(asOf.minus(RING))) {
                continue;
            }
            for (; next != null && next.plus(usage.step().dividedBy(2)).isBefore(end); ) {
                known.add(next, Double.NaN, Double.NaN);
                next = next.plus(usage.step());
            }
            double leaked =
                    Math.max(0, Duration.between(leaksFrom, end).toMillis())
                            * leakPerDay
                            / DAY.toMillis();
            double bytes = usage.memoryBytes(window) + leaked;
            known.add(
                    end,
                    usage.cpuCores(window),
                    Double.isNaN(bytes)
                            ? bytes
                            : ByteScale.MEMORY_BYTES.decode(ByteScale.MEMORY_BYTES.encode(bytes)));
            next = end.plus(usage.step());
        }
        return known.build();
    }

    /** A part without holes. */
    private record Stretch(Instant from, Instant until) {
        long days() {
            return Duration.between(from, until).toDays();
        }
    }

    private static Stretch longest(UsageHistory usage) {
        Stretch longest = new Stretch(begin(usage), begin(usage));
        Instant from = begin(usage);
        for (int window = 1; window < usage.size(); window++) {
            if (Duration.between(usage.end(window - 1), usage.end(window)).compareTo(HOLE) > 0) {
                from = usage.end(window);
            }
            Stretch stretch = new Stretch(from, usage.end(window));
            longest = stretch.days() > longest.days() ? stretch : longest;
        }
        return longest;
    }

    private static Instant begin(UsageHistory usage) {
        return usage.end(0);
    }

    private static Instant end(UsageHistory usage) {
        return usage.end(usage.size() - 1);
    }
}
