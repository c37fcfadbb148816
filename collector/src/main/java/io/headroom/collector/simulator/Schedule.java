package io.headroom.collector.simulator;

import java.time.Duration;
import java.time.Instant;

/** When a simulated workload wants how many pods. */
sealed interface Schedule {

    /** Always the same number. */
    record Fixed(int replicas) implements Schedule {}

    /**
     * One more now and then: more people use it, and somebody scales it by hand.
     *
     * @param first how many there are at {@code from}
     */
    record Growing(int first, Instant from, Duration every) implements Schedule {
        int replicas(Instant at) {
            return first + (int) Math.max(0, Duration.between(from, at).dividedBy(every));
        }
    }

    /**
     * As many as a HorizontalPodAutoscaler gives it.
     *
     * @param nominal the number of replicas at which each wants what its load says; with more they
     *     share the work
     * @param targetUtilization of the CPU request, 0 to 1
     */
    record Scaled(int nominal, int min, int max, double targetUtilization) implements Schedule {}

    /** One on every node. */
    record PerNode() implements Schedule {}

    /** One a day, started at a time of day (UTC) by a CronJob, which keeps the last three. */
    record Nightly(Duration timeOfDay) implements Schedule {}

    /** A single one, started at one moment by a Job. */
    record Once(Instant at) implements Schedule {}
}
