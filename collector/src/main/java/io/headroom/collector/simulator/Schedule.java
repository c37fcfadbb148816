package io.headroom.collector.simulator;

import java.time.Duration;
import java.time.Instant;

/** When a simulated workload wants how many pods. */
sealed interface Schedule {

    /** Always the same number. */
    record Fixed(int replicas) implements Schedule {}

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
