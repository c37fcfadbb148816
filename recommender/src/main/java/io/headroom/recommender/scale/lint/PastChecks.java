package io.headroom.recommender.scale.lint;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import io.headroom.recommender.scale.lint.Situation.Past;
import io.headroom.recommender.scale.replay.Outcome;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the windows of the past show of an autoscaler. */
final class PastChecks {
    /** A load is uneven where its hottest replica mostly has this many times the mean. */
    private static final double UNEVEN = 1.5;

    /** How far off the mean replicas are at random within a window, as a fraction, at most. */
    private static final double NOISE = 0.4;

    private static final int HOURS = 24;
    private static final int WINDOWS_PER_HOUR = Windows.PER_DAY / HOURS;

    /** A night is the quietest stretch of the day. */
    private static final int NIGHT_HOURS = 6;

    private static final int ENOUGH_DAYS = 3;
    private static final long DAYS = 7;

    /** An hour for each of them. */
    private static final long OFTEN_HOURS = DAYS;

    private static final double AT_MOST_ROUNDED_UP = ByteScale.ROUNDED_UP * ByteScale.ROUNDED_UP;

    /** Now and then a replica is not Ready. */
    private static final double ABOUT = 0.9;

    /** One replica alone is none when it fails. */
    private static final int FEWEST = 2;

    private PastChecks() {}

    static Stream<ScalingFinding> findings(Situation situation, HpaSpec spec) {
        Past past = situation.past();
        if (past == null || Lint.isOld(situation)) {
            return Stream.of();
        }
        Wanted wanted = Wanted.of(situation, past, spec);
        return Stream.of(
                        flapping(situation),
                        atMaximum(situation, past, spec, wanted),
                        night(situation, past, spec, wanted),
                        uneven(situation, past, spec))
                .flatMap(Optional::stream);
    }

    /**
     * By what the controller says that it did: replicas that are Ready no more tell nothing of who
     * it was.
     */
    private static Optional<ScalingFinding> flapping(Situation situation) {
        List<Instant> flaps = situation.flaps().lately(situation.now());
        return flaps.size() < Outcome.FLAPPING
                ? Optional.empty()
                : Optional.of(
                        new ScalingFinding(
                                Code.FLAPPING,
                                "%s took back within half an hour what it had done to %s, at least %d times in the last day, the latest at %s: lengthen behavior.scaleDown.stabilizationWindowSeconds, or widen the tolerance."
                                        .formatted(
                                                SpecReader.name(situation.autoscaler()),
                                                situation.target(),
                                                flaps.size(),
                                                flaps.getLast())));
    }

    /**
     * Whether its maximum was often too little. What wants more is seen in its CPU alone: of other
     * metrics no past is known, and of memory none that is not too high.
     */
    private static Optional<ScalingFinding> atMaximum(
            Situation situation, Past past, HpaSpec spec, Wanted wanted) {
        if (spec.minReplicas() == spec.maxReplicas()) {
            return Optional.empty();
        }
        // as it is kept
        double most = ByteScale.REPLICAS.decode(ByteScale.REPLICAS.encode(spec.maxReplicas()));
        double more = most * (1 + SettingsChecks.tolerance(spec)) * AT_MOST_ROUNDED_UP;
        long end = Windows.indexOf(past.asOf());
        int known = 0;
        int wanting = 0;
        for (long window = end - DAYS * Windows.PER_DAY; window < end; window++) {
            double ready = past.readyReplicas().amountAt(window, ByteScale.REPLICAS);
            if (!Double.isNaN(ready)) {
                known++;
                if (ready == most && wanted.byCpu(window) > more) {
                    wanting++;
                }
            }
        }
        return wanting < OFTEN_HOURS * WINDOWS_PER_HOUR
                ? Optional.empty()
                : Optional.of(
                        new ScalingFinding(
                                Code.OFTEN_AT_MAX,
                                "%s had %s at its maximum of %d replicas in %d of the %d hours that are known of the last %d days, and its CPU asked for more: raise maxReplicas, or give each replica more."
                                        .formatted(
                                                SpecReader.name(situation.autoscaler()),
                                                situation.target(),
                                                spec.maxReplicas(),
                                                wanting / WINDOWS_PER_HOUR,
                                                Math.ceilDiv(known, WINDOWS_PER_HOUR),
                                                DAYS)));
    }

    private static Optional<ScalingFinding> night(
            Situation situation, Past past, HpaSpec spec, Wanted wanted) {
        if (!wanted.isAll() || spec.minReplicas() <= FEWEST || !scalesDown(spec)) {
            return Optional.empty();
        }
        double[] hourly = hourlyPeaks(past, wanted);
        int from = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int hour = 0; hour < HOURS; hour++) {
            double most = 0;
            for (int i = 0; i < NIGHT_HOURS; i++) {
                // what is not known might be anything
                double peak = hourly[(hour + i) % HOURS];
                most = Double.isNaN(peak) ? Double.POSITIVE_INFINITY : Math.max(most, peak);
            }
            if (most < least) {
                least = most;
                from = hour;
            }
        }
        Integer asked = situation.least();
        int enough =
                Math.max(
                        asked == null ? FEWEST : Math.max(FEWEST, asked),
                        (int) Math.min(Integer.MAX_VALUE, Math.ceil(least)));
        if (from < 0
                || enough > spec.minReplicas() / 2
                || !wasKept(past, spec.minReplicas(), from)) {
            return Optional.empty();
        }
        return Optional.of(
                new ScalingFinding(
                        Code.MIN_TOO_HIGH_AT_NIGHT,
                        "%s keeps %d replicas of %s where %d were enough from %02d:00 to %02d:00 UTC on each of the last days: lower minReplicas, or give it a schedule."
                                .formatted(
                                        SpecReader.name(situation.autoscaler()),
                                        spec.minReplicas(),
                                        situation.target(),
                                        enough,
                                        from,
                                        (from + NIGHT_HOURS) % HOURS)));
    }

    /** What was asked for at most in each hour of the day; NaN where too little is known. */
    private static double[] hourlyPeaks(Past past, Wanted wanted) {
        double[] peaks = new double[HOURS];
        Arrays.fill(peaks, Double.NaN);
        int[] known = new int[HOURS];
        long end = Windows.indexOf(past.asOf());
        for (long window = end - DAYS * Windows.PER_DAY; window < end; window++) {
            double most = wanted.atMost(window);
            if (!Double.isNaN(most)) {
                int hour = hour(window);
                peaks[hour] = Double.isNaN(peaks[hour]) ? most : Math.max(peaks[hour], most);
                known[hour]++;
            }
        }
        for (int hour = 0; hour < HOURS; hour++) {
            if (known[hour] < ENOUGH_DAYS * WINDOWS_PER_HOUR) {
                peaks[hour] = Double.NaN;
            }
        }
        return peaks;
    }

    /** Of the day. Windows are counted from a midnight, UTC. */
    private static int hour(long window) {
        return (int) (window % Windows.PER_DAY) / WINDOWS_PER_HOUR;
    }

    /** Replicas that are never taken away no minimum keeps. */
    private static boolean scalesDown(HpaSpec spec) {
        Behavior behavior = spec.behavior();
        return behavior == null || behavior.scaleDown().select() != ScalingRules.Select.DISABLED;
    }

    /**
     * Whether that many replicas ran in those hours, and mostly no more: whoever has the minimum
     * follow a schedule has another one then, and more of them something else keeps.
     */
    private static boolean wasKept(Past past, int minimum, int from) {
        double kept = 0;
        int known = 0;
        int noMore = 0;
        long end = Windows.indexOf(past.asOf());
        for (long window = end - DAYS * Windows.PER_DAY; window < end; window++) {
            double ready = past.readyReplicas().amountAt(window, ByteScale.REPLICAS);
            if (!Double.isNaN(ready) && Math.floorMod(hour(window) - from, HOURS) < NIGHT_HOURS) {
                kept += Math.min(ready, minimum);
                known++;
                if (ABOUT * ready <= minimum) {
                    noMore++;
                }
            }
        }
        return known > 0 && kept >= ABOUT * minimum * known && 2 * noMore > known;
    }

    /** The containers whose CPU a metric is of. */
    private static List<ContainerProfile> byCpu(HpaMetric metric, Past past) {
        return switch (metric) {
            case HpaMetric.Resource(String name, _) ->
                    name.equals(HpaMetric.CPU) ? past.containers() : List.of();
            case HpaMetric.ContainerResource(String container, String name, _) ->
                    name.equals(HpaMetric.CPU)
                            ? past.containers().stream()
                                    .filter(each -> each.name().equals(container))
                                    .toList()
                            : List.of();
            case HpaMetric.Pods _, HpaMetric.OfObject _, HpaMetric.External _ -> List.of();
        };
    }

    private static Optional<ScalingFinding> uneven(Situation situation, Past past, HpaSpec spec) {
        String container = "";
        double worst = 0;
        for (HpaMetric metric : spec.metrics()) {
            List<ContainerProfile> together = byCpu(metric, past);
            for (ContainerProfile profile : together) {
                double ratio = Unevenness.of(profile, together, past.readyReplicas(), past.asOf());
                if (ratio > worst) {
                    worst = ratio;
                    container = profile.name();
                }
            }
        }
        return worst < UNEVEN
                ? Optional.empty()
                : Optional.of(
                        new ScalingFinding(
                                Code.UNEVEN_LOAD,
                                String.format(
                                        Locale.ROOT,
                                        "the hottest replica of %s mostly used %.1f times the CPU of the mean one in the last day (container %s), which %s, going by the mean, cannot see: look at how its load is shared out, or for a hot shard%s.",
                                        situation.target(),
                                        worst,
                                        container,
                                        SpecReader.name(situation.autoscaler()),
                                        byChance(situation.livePods().size(), worst))));
    }

    /** That the hottest may be another one each time, where that many come to it by noise alone. */
    private static String byChance(int replicas, double times) {
        // about where the highest of so many normal numbers lies, in standard deviations
        double highest = Math.sqrt(2 * Math.log(Math.max(1, replicas))) - 0.6;
        return times > 1 + NOISE * highest
                ? ""
                : ", if it is the same one each time: of %d one may be that much hotter by chance"
                        .formatted(replicas);
    }
}
