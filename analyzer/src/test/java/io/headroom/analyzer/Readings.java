package io.headroom.analyzer;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Usage as a small cluster would report it, from a seed. */
final class Readings {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final Resources REQUESTS = new Resources(new Cpu(500), Memory.ofMebibytes(512));
    static final Resources NODE = new Resources(new Cpu(8_000), Memory.ofMebibytes(32_768));

    private Readings() {}

    static WorkloadRef deployment(String name) {
        return new WorkloadRef("shop", "Deployment", "apps", name);
    }

    static UsageReading reading(
            WorkloadRef workload,
            String pod,
            Instant at,
            Duration interval,
            List<ContainerReading> containers) {
        return new UsageReading(
                Source.SIMULATOR,
                workload,
                workload.name() + '-' + pod,
                pod,
                "node-1",
                NODE,
                true,
                at,
                interval,
                containers);
    }

    static ContainerReading counter(
            String name, Instant startedAt, Instant at, long coreNanos, long memoryBytes) {
        return counter(name, startedAt, at, coreNanos, memoryBytes, REQUESTS);
    }

    static ContainerReading counter(
            String name,
            Instant startedAt,
            Instant at,
            long coreNanos,
            long memoryBytes,
            Resources requests) {
        return new ContainerReading(
                name,
                ContainerType.APP,
                startedAt,
                new CpuReading.Counter(at, coreNanos, null),
                new MemoryReading(at, memoryBytes, null, null),
                null,
                requests,
                Resources.NONE);
    }

    /** Pods of one workload, all read at the same times, each with the containers app and proxy. */
    static List<UsageReading> life(
            WorkloadRef workload,
            List<String> pods,
            Instant start,
            Duration step,
            int steps,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<UsageReading> readings = new ArrayList<>();
        long[][] nanos = new long[pods.size()][2];
        Instant born = start.minus(Duration.ofHours(1));
        for (int i = 0; i < steps; i++) {
            Instant at = start.plus(step.multipliedBy(i));
            for (int pod = 0; pod < pods.size(); pod++) {
                nanos[pod][0] += (long) (step.toNanos() * random.nextDouble(0.1, 2));
                nanos[pod][1] += (long) (step.toNanos() * random.nextDouble(0.01, 0.05));
                readings.add(
                        reading(
                                workload,
                                pods.get(pod),
                                at,
                                step,
                                List.of(
                                        counter(
                                                "app",
                                                born,
                                                at,
                                                nanos[pod][0],
                                                random.nextLong(100L << 20, 900L << 20)),
                                        counter("proxy", born, at, nanos[pod][1], 50L << 20))));
            }
        }
        return readings;
    }
}
