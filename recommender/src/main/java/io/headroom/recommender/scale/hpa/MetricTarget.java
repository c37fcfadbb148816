package io.headroom.recommender.scale.hpa;

/**
 * What a metric should come to. Amounts are in thousandths of the metric's base unit, as the
 * controller counts them: 250 is 250m of CPU, or a quarter of a request per second.
 */
public sealed interface MetricTarget {

    /** Usage as percent of the requests, summed over the pods. */
    record Utilization(int percent) implements MetricTarget {
        public Utilization {
            check(percent);
        }
    }

    /** An amount for each pod. */
    record AverageValue(long milli) implements MetricTarget {
        public AverageValue {
            check(milli);
        }
    }

    /** An amount, however many pods there are. */
    record Value(long milli) implements MetricTarget {
        public Value {
            check(milli);
        }
    }

    private static void check(long amount) {
        if (amount < 1) {
            throw new IllegalArgumentException("a target must be above zero: " + amount);
        }
    }
}
