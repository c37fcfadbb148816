package io.headroom.model.usage;

import org.jspecify.annotations.Nullable;

/**
 * Pressure stall information (cgroup v2): the total time that some or all tasks waited for a
 * resource, as counters in nanoseconds.
 */
public record PressureReading(
        @Nullable Long cpuSomeNanos,
        @Nullable Long cpuFullNanos,
        @Nullable Long memorySomeNanos,
        @Nullable Long memoryFullNanos,
        @Nullable Long ioSomeNanos,
        @Nullable Long ioFullNanos) {}
