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
 */
public record ContainerReading(
        String name,
        ContainerType type,
        @Nullable Instant startedAt,
        @Nullable CpuReading cpu,
        @Nullable MemoryReading memory,
        @Nullable PressureReading pressure,
        Resources requests,
        Resources limits) {}
