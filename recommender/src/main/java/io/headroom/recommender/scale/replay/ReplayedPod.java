package io.headroom.recommender.scale.replay;

import java.time.Duration;

/**
 * What each pod of a workload is.
 *
 * @param request what it requests, in the demand's unit: utilization is counted in it. Zero where a
 *     container requests nothing, so that there is no utilization
 * @param capacity what it serves at most; beyond that its usage shows no more demand
 * @param readinessDelay from when a pod is asked for until it serves
 */
public record ReplayedPod(double request, double capacity, Duration readinessDelay) {
    public ReplayedPod {
        if (!(request >= 0 && capacity > 0)) {
            throw new IllegalArgumentException(
                    "request must not be negative, and capacity above zero: "
                            + request
                            + ", "
                            + capacity);
        }
        if (readinessDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "readinessDelay must not be negative: " + readinessDelay);
        }
    }

    public ReplayedPod readyAfter(Duration other) {
        return new ReplayedPod(request, capacity, other);
    }
}
