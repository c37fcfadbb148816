package io.headroom.deploy.e2e;

import io.headroom.recommender.scale.hpa.HpaSpec;
import java.time.Duration;
import java.util.List;

/**
 * A workload with an autoscaler, and what it has to serve.
 *
 * @param replicas how many it begins with
 * @param script in the order of time, the first at zero
 * @param leastMoves how often the controller must move it, or nothing would be compared
 * @param mostMoves how often it may
 */
record ScaledWorkload(
        String name, HpaSpec spec, int replicas, List<Step> script, int leastMoves, int mostMoves) {
    static final int REQUESTED_MILLI = 200;
    static final int REQUESTED_MEBIBYTES = 256;

    /**
     * From a moment on, in all: the pods share it evenly.
     *
     * @param at since the beginning
     */
    record Step(Duration at, int cpuMilli, int mebibytes) {}

    ScaledWorkload {
        script = List.copyOf(script);
    }

    /** The same with another autoscaler. */
    ScaledWorkload with(HpaSpec other) {
        return new ScaledWorkload(name, other, replicas, script, leastMoves, mostMoves);
    }

    /** What it has to serve at a moment. */
    Step at(Duration elapsed) {
        return script.stream()
                .filter(step -> step.at().compareTo(elapsed) <= 0)
                .reduce(script.getFirst(), (_, later) -> later);
    }
}
