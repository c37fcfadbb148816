package io.headroom.recommender.scale.lint;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import io.headroom.recommender.scale.lint.Situation.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What the windows of the past show of an autoscaler. */
final class PastChecks {
    private static final int FEWEST_FLAPS = 2;

    /** A load is uneven where its hottest replica mostly has this many times the mean. */
    private static final double UNEVEN = 1.5;

    private static final int HOURS = 24;
    private static final int WINDOWS_PER_HOUR = Windows.PER_DAY / HOURS;

    /** A night is the quietest stretch of the day. */
    private static final int NIGHT_HOURS = 6;

    private static final int ENOUGH_DAYS = 3;
    private static final int DAYS = 7;

    /** One replica alone is none when it fails. */
    private static final int FEWEST = 2;

    private PastChecks() {}

    static Stream<ScalingFinding> findings(Situation situation, HpaSpec spec) {
        Past past = situation.past();
        if (past == null || Lint.isOld(situation)) {
            return Stream.of();
        }
        return Stream.of(
                        flapping(situation),
                        night(situation, past, spec),
                        uneven(situation, past, spec))
                .flatMap(Optional::stream);
    }

    /**
     * By what the controller says that it did: replicas that are Ready no more tell nothing of who
     * it was.
     */
    private static Optional<ScalingFinding> flapping(Situation situation) {
        Instant dayBefore = situation.now().minus(Duration.ofDays(1));
        return situation.flaps().stream()
                .filter(flaps ->
                        flaps.kind() == Flaps.Kind.AUTOSCALER
                                && flaps.count() >= FEWEST_FLAPS
                                && flaps.lastAt().isAfter(dayBefore))
                .findFirst()
                .map(flaps ->
                        new ScalingFinding(
                                Code.FLAPPING,
                                "%s took back within half an hour what it had done to %s, the last time at %s (%d times since that is known): lengthen behavior.scaleDown.stabilizationWindowSeconds, or widen the tolerance."
                                        .formatted(
                                                SpecReader.name(situation.autoscaler()),
                                                situation.target(),
                                                flaps.lastAt(),
                                                flaps.count())));
    }

    private static Optional<ScalingFinding> night(Situation situation, Past past, HpaSpec spec) {
        OptionalDouble each = targetCores(situation, spec);
        if (each.isEmpty() || spec.minReplicas() <= FEWEST) {
            return Optional.empty();
        }
        double[] hourly = hourlyPeaks(past);
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
        int enough =
                Math.max(
                        FEWEST,
                        (int) Math.min(Integer.MAX_VALUE, Math.ceil(least / each.getAsDouble())));
        if (from < 0 || enough > spec.minReplicas() / 2) {
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

    /** The highest demand of each hour of the day over the last days; NaN for too few of them. */
    private static double[] hourlyPeaks(Past past) {
        double[] peaks = new double[HOURS];
        Arrays.fill(peaks, Double.NaN);
        int[] known = new int[HOURS];
        long end = Windows.indexOf(past.asOf());
        for (long window = end - (long) DAYS * Windows.PER_DAY; window < end; window++) {
            double demand = past.cpuDemand().amountAt(window, ByteScale.CPU_CORES);
            if (!Double.isNaN(demand)) {
                // windows are counted from midnight UTC
                int hour = (int) (window % Windows.PER_DAY) / WINDOWS_PER_HOUR;
                peaks[hour] = Double.isNaN(peaks[hour]) ? demand : Math.max(peaks[hour], demand);
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

    /** The cores that each pod is to use where CPU is all that it scales by; else empty. */
    private static OptionalDouble targetCores(Situation situation, HpaSpec spec) {
        if (spec.metrics().size() != 1
                || !(spec.metrics().getFirst()
                        instanceof HpaMetric.Resource(String name, var target))
                || !name.equals(HpaMetric.CPU)) {
            return OptionalDouble.empty();
        }
        return switch (target) {
            case MetricTarget.AverageValue(long milli) -> OptionalDouble.of(milli / 1_000.0);
            case MetricTarget.Value _ -> OptionalDouble.empty();
            case MetricTarget.Utilization(int percent) -> {
                long millicores = 0;
                for (var container : situation.containers()) {
                    Cpu cpu = container.requests().cpu();
                    if (cpu == null || cpu.millicores() == 0) {
                        yield OptionalDouble.empty();
                    }
                    millicores += cpu.millicores();
                }
                yield millicores == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(millicores / 1_000.0 * percent / 100);
            }
        };
    }

    private static Optional<ScalingFinding> uneven(Situation situation, Past past, HpaSpec spec) {
        if (spec.metrics().stream().noneMatch(metric -> metric.name().equals(HpaMetric.CPU))) {
            return Optional.empty();
        }
        String container = "";
        double worst = 0;
        for (ContainerProfile profile : past.containers()) {
            double ratio = Unevenness.of(profile, past.readyReplicas(), past.asOf());
            if (ratio > worst) {
                worst = ratio;
                container = profile.name();
            }
        }
        return worst < UNEVEN
                ? Optional.empty()
                : Optional.of(
                        new ScalingFinding(
                                Code.UNEVEN_LOAD,
                                String.format(
                                        Locale.ROOT,
                                        "the hottest replica of %s mostly used %.1f times the CPU of the mean one in the last day (container %s), which %s, going by the mean, cannot see: look at how its load is shared out, or for a hot shard.",
                                        situation.target(),
                                        worst,
                                        container,
                                        SpecReader.name(situation.autoscaler()))));
    }
}
