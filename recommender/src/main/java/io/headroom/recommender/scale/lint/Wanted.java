package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.lint.Situation.Past;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongToDoubleFunction;

/**
 * How many replicas an autoscaler's metrics asked for in windows of the past, as far as these tell:
 * what was in use, divided by what each replica is to use.
 *
 * @param byCpu for each metric of CPU
 * @param byMemory the most for each metric of memory, as the largest replica is all that is known
 *     of it
 * @param isAll whether there is no other metric
 */
record Wanted(
        List<LongToDoubleFunction> byCpu, List<LongToDoubleFunction> byMemory, boolean isAll) {
    private static final double MILLI = 1_000;

    Wanted {
        byCpu = List.copyOf(byCpu);
        byMemory = List.copyOf(byMemory);
    }

    static Wanted of(Situation situation, Past past, HpaSpec spec) {
        List<LongToDoubleFunction> byCpu = new ArrayList<>();
        List<LongToDoubleFunction> byMemory = new ArrayList<>();
        for (HpaMetric metric : spec.metrics()) {
            OptionalDouble target = SettingsChecks.target(situation, metric);
            if (target.isPresent()) {
                double each = target.getAsDouble();
                switch (metric.name()) {
                    case HpaMetric.CPU ->
                            cores(metric, past)
                                    .map(used -> divided(used, each / MILLI))
                                    .ifPresent(byCpu::add);
                    case HpaMetric.MEMORY ->
                            bytes(metric, situation, past)
                                    .map(used -> divided(used, each))
                                    .ifPresent(byMemory::add);
                    default -> {}
                }
            }
        }
        return new Wanted(byCpu, byMemory, byCpu.size() + byMemory.size() == spec.metrics().size());
    }

    private static LongToDoubleFunction divided(LongToDoubleFunction used, double each) {
        return window -> used.applyAsDouble(window) / each;
    }

    private static Optional<LongToDoubleFunction> cores(HpaMetric metric, Past past) {
        return metric instanceof HpaMetric.ContainerResource(String container, _, _)
                ? profile(container, past)
                        .map(own ->
                                window ->
                                        // both were rounded up already
                                        own.cpuMean().amountAt(window, ByteScale.CPU_CORES)
                                                / ByteScale.ROUNDED_UP
                                                * ready(past, window))
                : Optional.of(window -> past.cpuDemand().amountAt(window, ByteScale.CPU_CORES));
    }

    private static Optional<LongToDoubleFunction> bytes(
            HpaMetric metric, Situation situation, Past past) {
        List<String> containers =
                metric instanceof HpaMetric.ContainerResource(String container, _, _)
                        ? List.of(container)
                        : situation.containers().stream().map(ContainerSpec::name).toList();
        List<Ring> peaks =
                containers.stream()
                        .flatMap(each -> profile(each, past).stream())
                        .map(ContainerProfile::memoryPeak)
                        .toList();
        return peaks.isEmpty() || peaks.size() < containers.size()
                ? Optional.empty()
                : Optional.of(window -> ready(past, window) * sum(peaks, window));
    }

    private static Optional<ContainerProfile> profile(String container, Past past) {
        return past.containers().stream().filter(each -> each.name().equals(container)).findFirst();
    }

    private static double ready(Past past, long window) {
        return past.readyReplicas().amountAt(window, ByteScale.REPLICAS);
    }

    private static double sum(List<Ring> peaks, long window) {
        double sum = 0;
        for (Ring peak : peaks) {
            sum += peak.amountAt(window, ByteScale.MEMORY_BYTES);
        }
        return sum;
    }

    /** The most that any metric asked for; not a number where that is not known of one. */
    double atMost(long window) {
        return Math.max(most(byCpu, window), most(byMemory, window));
    }

    /** What the CPU asked for at least; not a number where that is not known. */
    double byCpu(long window) {
        return byCpu.isEmpty() ? Double.NaN : most(byCpu, window);
    }

    private static double most(List<LongToDoubleFunction> metrics, long window) {
        double most = 0;
        for (LongToDoubleFunction metric : metrics) {
            most = Math.max(most, metric.applyAsDouble(window));
        }
        return most;
    }
}
