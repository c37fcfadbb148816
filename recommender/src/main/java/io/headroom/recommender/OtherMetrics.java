package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.EachPod;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of the memory that an autoscaler goes by: the peak of the largest replica, which
 * the mean that the autoscaler sees is never above.
 */
final class OtherMetrics {
    private OtherMetrics() {}

    /**
     * By metric the most that each pod came to, with the windows of the demand; of a window of
     * which it is not known, the most of any.
     *
     * @param metrics of memory
     * @return empty where of one nothing is known, or it is a share of a request that there is not
     */
    static Optional<Map<HpaMetric, EachPod>> of(
            List<HpaMetric> metrics, ScalingCases.Facts facts, Demand demand) {
        Map<HpaMetric, EachPod> all = new LinkedHashMap<>();
        for (HpaMetric metric : metrics) {
            List<ContainerSpec> containers =
                    ScalingCases.longRunning(facts.shape()).stream()
                            .filter(container ->
                                    !(metric
                                                    instanceof
                                                    HpaMetric.ContainerResource(String name, _, _))
                                            || container.name().equals(name))
                            .toList();
            BigDecimal whole =
                    metric instanceof HpaMetric.ContainerResource
                            ? null
                            : facts.wholeRequest(HpaMetric.MEMORY);
            double request = whole == null ? 0 : whole.doubleValue();
            double[] amounts = new double[demand.size()];
            for (ContainerSpec container : containers) {
                Memory own = container.requests().memory();
                if (whole == null
                        && own == null
                        && metric.target() instanceof MetricTarget.Utilization) {
                    return Optional.empty();
                }
                request += whole != null || own == null ? 0 : own.bytes();
                if (!add(container.name(), facts, demand, amounts)) {
                    return Optional.empty();
                }
            }
            if (containers.isEmpty()) {
                return Optional.empty();
            }
            all.put(metric, new EachPod(windows(demand, amounts), request));
        }
        return Optional.of(all);
    }

    /** Whether anything is known of that container. */
    private static boolean add(
            String container, ScalingCases.Facts facts, Demand demand, double[] amounts) {
        Optional<Ring> memory =
                facts.usage().profiles().stream()
                        .filter(each -> each.name().equals(container))
                        .map(ContainerProfile::memoryPeak)
                        .findFirst();
        if (memory.isEmpty()) {
            return false;
        }
        double[] peaks = new double[amounts.length];
        for (int i = 0; i < peaks.length; i++) {
            peaks[i] =
                    memory.get()
                            .amountAt(
                                    Windows.indexOf(Instant.ofEpochSecond(demand.start(i))),
                                    ByteScale.MEMORY_BYTES);
        }
        OptionalDouble most = Arrays.stream(peaks).filter(peak -> !Double.isNaN(peak)).max();
        for (int i = 0; i < peaks.length && most.isPresent(); i++) {
            amounts[i] += Double.isNaN(peaks[i]) ? most.getAsDouble() : peaks[i];
        }
        return most.isPresent();
    }

    private static Demand windows(Demand demand, double[] amounts) {
        Demand.Builder builder = Demand.withStep(Duration.ofSeconds(demand.stepSeconds()));
        for (int i = 0; i < amounts.length; i++) {
            builder.add(demand.end(i), amounts[i]);
        }
        return builder.build();
    }
}
