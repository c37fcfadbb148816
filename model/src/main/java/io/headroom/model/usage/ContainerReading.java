package io.headroom.model.usage;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one container was seen to use, with the requests and limits in force. Whatever the source
 * does not have is null.
 *
 * @param startedAt when this instance of the container started; a counter counts from there
 * @param oomKilledAt when the instance before was killed for want of memory, by its status; null
 *     when it ended otherwise or there was none
 * @param oomKills how many of its processes were killed for want of memory since {@code startedAt},
 *     where the source tells
 */
public record ContainerReading(
        String name,
        ContainerType type,
        @Nullable Instant startedAt,
        @Nullable CpuReading cpu,
        @Nullable MemoryReading memory,
        @Nullable PressureReading pressure,
        Resources requests,
        Resources limits,
        @Nullable Instant oomKilledAt,
        @Nullable Long oomKills) {

    /** Of a container of whose processes nothing is known. */
    public ContainerReading(
            String name,
            ContainerType type,
            @Nullable Instant startedAt,
            @Nullable CpuReading cpu,
            @Nullable MemoryReading memory,
            @Nullable PressureReading pressure,
            Resources requests,
            Resources limits,
            @Nullable Instant oomKilledAt) {
        this(name, type, startedAt, cpu, memory, pressure, requests, limits, oomKilledAt, null);
    }

    /** Of a container that was not killed. */
    public ContainerReading(
            String name,
            ContainerType type,
            @Nullable Instant startedAt,
            @Nullable CpuReading cpu,
            @Nullable MemoryReading memory,
            @Nullable PressureReading pressure,
            Resources requests,
            Resources limits) {
        this(name, type, startedAt, cpu, memory, pressure, requests, limits, null, null);
    }
}
