package io.headroom.recommender.scale.replay;

import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import java.util.Arrays;
import java.util.List;

/** Moves one way, remembered as the controller does, and the policies for it. Not thread-safe. */
final class Moves {
    private double[] times = new double[16];
    private int[] pods = new int[16];
    private int size;
    private ScalingRules.Select select = ScalingRules.Select.MAX;
    private ScalingPolicy.Type[] types = {};
    private int[] values = {};
    private double[] periods = {};
    private double longest;

    void follow(ScalingRules rules) {
        List<ScalingPolicy> policies = rules.policies();
        select = rules.select();
        types = policies.stream().map(ScalingPolicy::type).toArray(ScalingPolicy.Type[]::new);
        values = policies.stream().mapToInt(ScalingPolicy::value).toArray();
        periods =
                policies.stream()
                        .mapToDouble(policy -> policy.period().toMillis() / 1_000.0)
                        .toArray();
        longest = Arrays.stream(periods).max().orElse(0);
    }

    void add(double now, int changed) {
        for (int i = size - 1; i >= 0; i--) {
            if (times[i] < now - longest) {
                times[i] = now;
                pods[i] = changed;
                return;
            }
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            pods = Arrays.copyOf(pods, 2 * size);
        }
        times[size] = now;
        pods[size++] = changed;
    }

    void clear() {
        size = 0;
    }

    /** How many replicas these moves up may lead to. */
    int highest(int current, Moves downs, double now) {
        if (select == ScalingRules.Select.DISABLED) {
            return current;
        }
        boolean widest = select == ScalingRules.Select.MAX;
        int result = widest ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        for (int i = 0; i < types.length; i++) {
            int start = start(current, this, downs, now - periods[i]);
            int reach =
                    switch (types[i]) {
                        case PODS -> (int) Math.min(Integer.MAX_VALUE, (long) start + values[i]);
                        case PERCENT -> (int) Math.ceil(start * (1 + values[i] / 100.0));
                    };
            result = widest ? Math.max(result, reach) : Math.min(result, reach);
        }
        return Math.max(current, result);
    }

    /** How few replicas these moves down may lead to. */
    int lowest(int current, Moves ups, double now) {
        if (select == ScalingRules.Select.DISABLED) {
            return current;
        }
        boolean widest = select == ScalingRules.Select.MAX;
        int result = widest ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        for (int i = 0; i < types.length; i++) {
            int start = start(current, ups, this, now - periods[i]);
            int reach =
                    switch (types[i]) {
                        case PODS -> start - values[i];
                        case PERCENT -> (int) (start * (1 - values[i] / 100.0));
                    };
            result = widest ? Math.min(result, reach) : Math.max(result, reach);
        }
        return Math.min(current, result);
    }

    private static int start(int current, Moves ups, Moves downs, double cutoff) {
        return current - ups.since(cutoff) + downs.since(cutoff);
    }

    private int since(double cutoff) {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            if (times[i] > cutoff) {
                sum += pods[i];
            }
        }
        return sum;
    }
}
