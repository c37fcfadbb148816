package io.headroom.recommender.scale.joint;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaMetric.ContainerResource;
import io.headroom.recommender.scale.hpa.HpaMetric.Resource;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.Tolerances;

/**
 * Keeps what each pod should use when its request changes: a utilization is a share of the request,
 * so that half the request at the same target is half the use, and twice the replicas.
 */
public final class Retargeting {
    /**
     * How far a whole percent may be off before an amount takes its place. What is rounded is what
     * the next change begins with: with a hundredth, requests that were sized every day crept.
     */
    private static final double LEAST_EXACT = 0.001;

    /** An amount of so many times the request is none that its pods come to. */
    private static final double MOST_OF_REQUEST = 1.5;

    /** With the usual tolerance, that is the request. */
    private static final int AT_THE_REQUEST = 90;

    /** What is at its limit comes to that, and not beyond it. */
    private static final double BELOW = 0.999;

    /** What binary fractions lack to a whole number. */
    private static final double TINY = 1e-9;

    private Retargeting() {}

    /**
     * The same autoscaler for pods with another CPU request. Metrics of CPU that have a utilization
     * as their target get another one, or an amount where no whole percent is near enough; all
     * others stay. An autoscaler whose pods use much less than they should, as it is at its
     * minimum, is to add one where they use what they request: beyond that nobody counts on them.
     *
     * @param from cores requested so far; zero where there is no utilization
     * @param to cores requested from now on
     */
    public static HpaSpec keepingUsage(HpaSpec spec, double from, double to) {
        return retargeted(spec, from, to, MOST_OF_REQUEST);
    }

    /**
     * The same for pods of which nobody has rehearsed what they come to: no target of CPU, be it an
     * amount, is above 90 % of what they request and of what they can use, and none is so high that
     * with its tolerance they never come to it.
     *
     * @param most cores that a pod uses at most; infinite where it has no limit
     */
    public static HpaSpec keepingUsageWithin(HpaSpec spec, double from, double to, double most) {
        double above = 1 + Tolerances.of(spec.behavior(), ControllerSettings.DEFAULT).up();
        HpaSpec kept = keepingAmount(spec, from, to);
        return kept.withMetrics(
                kept.metrics().stream().map(metric -> within(metric, to, most, above)).toList());
    }

    private static HpaMetric within(HpaMetric metric, double request, double most, double above) {
        double share = AT_THE_REQUEST / 100.0;
        return switch (metric) {
            case Resource(String name, MetricTarget target) when name.equals(HpaMetric.CPU) ->
                    new Resource(name, within(target, request, most, share, above));
            case ContainerResource(String container, String name, MetricTarget target)
                    when name.equals(HpaMetric.CPU) ->
                    new ContainerResource(
                            container, name, within(target, request, most, share, above));
            default -> metric;
        };
    }

    private static MetricTarget within(
            MetricTarget target, double request, double most, double share, double above) {
        double cores = Math.min(share * Math.min(request, most), BELOW * most / above);
        return switch (target) {
            case Utilization(int percent) -> {
                // the controller sees a whole percent of the request
                double seen = Math.floor(100 * most / request);
                int reached = (int) Math.min(percent, Math.floor(100 * cores / request + TINY));
                while (reached > 0 && seen <= above * reached) {
                    reached--;
                }
                yield reached > 0 ? new Utilization(reached) : amount(cores);
            }
            case AverageValue(long milli) when milli <= 1_000 * cores + TINY -> target;
            case AverageValue _ -> amount(cores);
            case MetricTarget.Value value -> value;
        };
    }

    /**
     * The same, even where that is far more than the request: an autoscaler that adds nothing now
     * adds nothing then.
     */
    public static HpaSpec keepingAmount(HpaSpec spec, double from, double to) {
        return retargeted(spec, from, to, Double.POSITIVE_INFINITY);
    }

    /**
     * @param most what a target comes to at most, in the requests of then
     */
    private static HpaSpec retargeted(HpaSpec spec, double from, double to, double most) {
        return spec.withMetrics(
                spec.metrics().stream().map(metric -> retargeted(metric, from, to, most)).toList());
    }

    private static AverageValue amount(double cores) {
        return new AverageValue(Math.max(1, (long) Math.floor(1_000 * cores + TINY)));
    }

    /**
     * Whether it is so much more than a pod requests that it is not what its pods come to.
     *
     * @param perPod cores that a pod should use
     * @param request cores of a pod
     */
    public static boolean isBeyond(double perPod, double request) {
        return perPod > MOST_OF_REQUEST * request;
    }

    private static HpaMetric retargeted(HpaMetric metric, double from, double to, double most) {
        if (!metric.name().equals(HpaMetric.CPU)) {
            return metric;
        }
        return switch (metric) {
            case Resource(String name, Utilization(int percent)) ->
                    new Resource(name, target(percent, from, to, most));
            case ContainerResource(String container, String name, Utilization(int percent)) ->
                    new ContainerResource(container, name, target(percent, from, to, most));
            default -> metric;
        };
    }

    private static MetricTarget target(int percent, double from, double to, double most) {
        if (!(from > 0 && to > 0)) {
            throw new IllegalArgumentException("requests must be above zero: " + from + ", " + to);
        }
        double exact = percent * from / to;
        double perPod = exact * to / 100;
        if (perPod > most * to) {
            return new Utilization(AT_THE_REQUEST);
        }
        boolean beyond = isBeyond(perPod, to);
        long whole = Math.round(exact);
        return !beyond && whole >= 1 && Math.abs(whole - exact) <= LEAST_EXACT * exact
                ? new Utilization((int) whole)
                : new AverageValue(Math.max(1, Math.round(percent * from * 10)));
    }
}
