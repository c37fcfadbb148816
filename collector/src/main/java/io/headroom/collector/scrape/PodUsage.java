package io.headroom.collector.scrape;

import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.PressureReading;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pod as a source tells of it.
 *
 * @param uid null where the source does not say it
 */
public record PodUsage(
        String namespace, String name, @Nullable String uid, List<ContainerUsage> containers) {

    public PodUsage {
        containers = List.copyOf(containers);
    }

    /**
     * One container of it; whatever the source does not say is null.
     *
     * @param oomKills how many of its processes were killed for want of memory
     */
    public record ContainerUsage(
            String name,
            @Nullable Instant startedAt,
            @Nullable CpuReading cpu,
            @Nullable MemoryReading memory,
            @Nullable PressureReading pressure,
            @Nullable Long oomKills) {

        /** Of a source that does not tell of its processes. */
        public ContainerUsage(
                String name,
                @Nullable Instant startedAt,
                @Nullable CpuReading cpu,
                @Nullable MemoryReading memory,
                @Nullable PressureReading pressure) {
            this(name, startedAt, cpu, memory, pressure, null);
        }
    }
}
