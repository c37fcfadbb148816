package io.headroom.recommender.scale.hpa;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a HorizontalPodAutoscaler (autoscaling/v2) asks for.
 *
 * @param minReplicas 0 where it may scale to zero
 * @param metrics what it scales by; each proposes a number, and the highest wins
 * @param behavior how fast it may scale; null where the object says nothing, which is not the same
 *     as {@link Behavior#DEFAULT}: then the controller goes by older rules of its own
 */
public record HpaSpec(
        int minReplicas, int maxReplicas, List<HpaMetric> metrics, @Nullable Behavior behavior) {

    /**
     * @throws IllegalArgumentException when no API server would take it
     */
    public HpaSpec {
        if (minReplicas < 0) {
            throw new IllegalArgumentException("minReplicas must not be negative: " + minReplicas);
        }
        if (maxReplicas < 1) {
            throw new IllegalArgumentException("maxReplicas must be at least 1: " + maxReplicas);
        }
        if (minReplicas > maxReplicas) {
            throw new IllegalArgumentException(
                    "minReplicas must not be above maxReplicas: "
                            + minReplicas
                            + " > "
                            + maxReplicas);
        }
        metrics = List.copyOf(metrics);
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("there must be a metric to scale by");
        }
        if (minReplicas == 0 && metrics.stream().noneMatch(HpaMetric::isKnownWithoutPods)) {
            throw new IllegalArgumentException(
                    "minReplicas 0 takes a metric of type Object or External: without pods nobody"
                            + " measures the others");
        }
    }

    /** By the CPU utilization of its pods alone, as most are. */
    public static HpaSpec ofCpu(int minReplicas, int maxReplicas, int utilizationPercent) {
        return new HpaSpec(
                minReplicas,
                maxReplicas,
                List.of(
                        new HpaMetric.Resource(
                                HpaMetric.CPU, new MetricTarget.Utilization(utilizationPercent))),
                null);
    }

    /** Whether any metric adds replicas; a minimum does in any case. */
    public boolean scalesUp() {
        return behavior == null || behavior.scaleUp().select() != ScalingRules.Select.DISABLED;
    }

    public HpaSpec withReplicas(int min, int max) {
        return new HpaSpec(min, max, metrics, behavior);
    }

    /** The same with no more replicas than that, and with one at least. */
    public HpaSpec upTo(int most) {
        int max = Math.min(maxReplicas, Math.max(1, most));
        return withReplicas(Math.min(minReplicas, max), max);
    }

    public HpaSpec withMetrics(List<HpaMetric> others) {
        return new HpaSpec(minReplicas, maxReplicas, others, behavior);
    }

    public HpaSpec withBehavior(Behavior other) {
        return new HpaSpec(minReplicas, maxReplicas, metrics, other);
    }
}
