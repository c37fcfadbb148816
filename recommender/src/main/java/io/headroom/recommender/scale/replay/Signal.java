package io.headroom.recommender.scale.replay;

import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import org.jspecify.annotations.Nullable;

/**
 * One metric of an autoscaler, as it was last read, for pods that are all alike. Not thread-safe.
 */
final class Signal {
    /** That the metric cannot be used. */
    static final int INVALID = -1;

    private static final double EDGE = 1e-9;

    private enum Kind {
        /** Percent of the requests of those pods that are Ready. */
        UTILIZATION,
        /** An amount for each pod that is Ready. */
        AVERAGE_OF_PODS,
        /** An amount for all, held against the pods that serve. */
        VALUE,
        /** An amount for all, shared among the replicas. */
        AVERAGE_OF_TOTAL
    }

    private final Kind kind;
    private final double target;
    private final double request;
    private final @Nullable Demand amounts;
    private final boolean ofEach;
    private double total = Double.NaN;
    private double perPod = Double.NaN;

    /**
     * @param totals what the metric came to over all pods, window by window as the demand is; null
     *     for what the pods use
     */
    Signal(HpaMetric metric, double request, @Nullable Demand totals) {
        this(metric, request, totals, false);
    }

    private Signal(HpaMetric metric, double request, @Nullable Demand amounts, boolean ofEach) {
        boolean ofPods = !metric.isKnownWithoutPods();
        switch (metric.target()) {
            case Utilization(int percent) -> {
                kind = Kind.UTILIZATION;
                target = percent;
            }
            case AverageValue(long milli) -> {
                kind = ofPods ? Kind.AVERAGE_OF_PODS : Kind.AVERAGE_OF_TOTAL;
                target = milli;
            }
            case Value(long milli) -> {
                kind = Kind.VALUE;
                target = milli;
            }
        }
        this.request = request;
        this.amounts = amounts;
        this.ofEach = ofEach;
    }

    /**
     * One of which it was measured what each pod came to.
     *
     * @param amounts on average over the pods, window by window as the demand is
     */
    static Signal ofEach(HpaMetric metric, double request, Demand amounts) {
        return new Signal(metric, request, amounts, true);
    }

    /**
     * Takes what is measured while a window of the demand passes.
     *
     * @param used what the pods use in all
     * @param ready how many of them are Ready, and use it
     */
    void measure(int window, double used, int ready) {
        double amount = amounts == null ? used : amounts.amount(window);
        total = ofEach ? amount * ready : amount;
        perPod = ofEach ? amount : amount / ready;
    }

    /** How many replicas it asks for, {@link #INVALID} where it cannot say. */
    int proposal(int current, int ready, double upTolerance, double downTolerance) {
        return switch (kind) {
            case UTILIZATION, AVERAGE_OF_PODS ->
                    ready == 0 || Double.isNaN(perPod)
                            ? INVALID
                            : ofPods(current, ready, upTolerance, downTolerance);
            case VALUE -> ofValue(current, ready, upTolerance, downTolerance);
            case AVERAGE_OF_TOTAL -> {
                long milli = (long) (total * 1_000 + EDGE);
                double ratio = milli / (target * current);
                yield holds(ratio, upTolerance, downTolerance)
                        ? current
                        : (int) Math.ceil(milli / target);
            }
        };
    }

    /** How many replicas bring it to its target, where what it measures does not depend on them. */
    int settled() {
        return switch (kind) {
            case UTILIZATION -> (int) Math.ceil(total * 100 / (request * target));
            case AVERAGE_OF_PODS, AVERAGE_OF_TOTAL -> (int) Math.ceil(total * 1_000 / target);
            case VALUE -> 0;
        };
    }

    private int ofPods(int current, int ready, double upTolerance, double downTolerance) {
        double ratio = whole(perPod) / target;
        if (ready >= current || ratio <= 1) {
            return holds(ratio, upTolerance, downTolerance)
                    ? current
                    : (int) Math.ceil(ratio * Math.min(ready, current));
        }
        // pods that do not serve yet count as idle ones, so that they are not asked for twice
        double after = whole(perPod * ready / current) / target;
        int proposed = (int) Math.ceil(after * current);
        return holds(after, upTolerance, downTolerance) || after < 1 || proposed < current
                ? current
                : proposed;
    }

    private int ofValue(int current, int ready, double upTolerance, double downTolerance) {
        double ratio = (long) (total * 1_000 + EDGE) / target;
        if (current == 0) {
            return (int) Math.ceil(ratio);
        }
        return holds(ratio, upTolerance, downTolerance)
                ? current
                : (int) Math.ceil(ratio * Math.min(ready, current));
    }

    /** Of what a pod uses a whole number, as the controller counts: percent, or thousandths. */
    private long whole(double used) {
        return (long)
                (kind == Kind.UTILIZATION ? used * 100 / request + EDGE : used * 1_000 + EDGE);
    }

    private static boolean holds(double ratio, double upTolerance, double downTolerance) {
        return 1 - downTolerance <= ratio && ratio <= 1 + upTolerance;
    }
}
