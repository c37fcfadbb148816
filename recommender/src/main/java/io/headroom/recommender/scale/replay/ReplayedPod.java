package io.headroom.recommender.scale.replay;

import java.time.Duration;

/**
 * What each pod of a workload is. All amounts are in the demand's unit.
 *
 * @param request what it requests: utilization is counted in it. Zero where a container requests
 *     nothing, so that there is no utilization
 * @param capacity what it serves at most: what is asked of it beyond that is unserved, but for what
 *     such pods were seen to do of the same demand
 * @param limit what its usage shows at most, not less than its capacity. Infinite for one without a
 *     limit: it may use more than anybody promised or saw, and an autoscaler sees that it does
 * @param readinessDelay from when a pod is asked for until it serves
 */
public record ReplayedPod(double request, double capacity, double limit, Duration readinessDelay) {
    public ReplayedPod {
        if (!(request >= 0 && capacity > 0 && limit >= capacity)) {
            throw new IllegalArgumentException(
                    "request must not be negative, capacity above zero, and limit not below it: "
                            + request
                            + ", "
                            + capacity
                            + ", "
                            + limit);
        }
        if (readinessDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "readinessDelay must not be negative: " + readinessDelay);
        }
    }

    /** One that serves up to its limit. */
    public ReplayedPod(double request, double capacity, Duration readinessDelay) {
        this(request, capacity, capacity, readinessDelay);
    }

    public ReplayedPod readyAfter(Duration other) {
        return new ReplayedPod(request, capacity, limit, other);
    }

    /**
     * What of that is its own: what it requests, and all where it requests nothing. More is lent,
     * and may be somebody else's by then.
     */
    public double promised() {
        return request > 0 ? Math.min(request, capacity) : capacity;
    }

    /** What some of them show that they use where they are asked for an amount. */
    public double used(double amount, int ready) {
        // none of them, times no limit, is not a number
        return ready == 0 ? 0 : Math.min(amount, ready * limit);
    }

    /**
     * What one serves at most of a demand that pods have served before.
     *
     * @param did what each of those did; zero where that is not known
     */
    public double capacity(double did) {
        return Math.min(limit, Math.max(capacity, did));
    }
}
